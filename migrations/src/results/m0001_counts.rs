use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("board")
                    .col(text("poll").primary_key())
                    .col(text("round"))
                    .col(text("sha256"))
                    .col(big_integer("ballots"))
                    .col(blob("file"))
                    .extra("WITHOUT ROWID")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("poll_total")
                    .col(text("poll").primary_key())
                    .col(text("round"))
                    .col(text("agency"))
                    .col(text_null("atom"))
                    .col(big_integer("eligible"))
                    .col(big_integer("exempt"))
                    .col(big_integer("acknowledged"))
                    .col(big_integer("ballots"))
                    .col(big_integer("invalid"))
                    .extra("WITHOUT ROWID")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("atom_count")
                    .col(text("atom"))
                    .col(text("sub_item"))
                    .col(text("option"))
                    .col(text("round"))
                    .col(big_integer("n"))
                    .primary_key(Index::create().col("atom").col("sub_item").col("option"))
                    .extra("WITHOUT ROWID")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("published")
                    .col(text("round"))
                    .col(text("agency"))
                    .col(text("figures"))
                    .primary_key(Index::create().col("round").col("agency"))
                    .extra("WITHOUT ROWID")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["published", "atom_count", "poll_total", "board"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
