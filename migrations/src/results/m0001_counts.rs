use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, text, text_null};

use crate::dialect::create_in_key_order;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_in_key_order(
            manager,
            Table::create()
                .table("board")
                .col(text("poll").primary_key())
                .col(text("round"))
                .col(text("sha256"))
                .col(big_integer("ballots"))
                .col(blob("file"))
                .to_owned(),
        )
        .await?;
        create_in_key_order(
            manager,
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
                .to_owned(),
        )
        .await?;
        create_in_key_order(
            manager,
            Table::create()
                .table("atom_count")
                .col(text("atom"))
                .col(text("sub_item"))
                .col(text("option"))
                .col(text("round"))
                .col(big_integer("n"))
                .primary_key(Index::create().col("atom").col("sub_item").col("option"))
                .to_owned(),
        )
        .await?;
        create_in_key_order(
            manager,
            Table::create()
                .table("published")
                .col(text("round"))
                .col(text("agency"))
                .col(text("figures"))
                .primary_key(Index::create().col("round").col("agency"))
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
