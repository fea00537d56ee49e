use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, boolean};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("poll")
                    .col(blob("poll").primary_key())
                    .col(boolean("accepting"))
                    .extra("WITHOUT ROWID")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("ballot")
                    .col(blob("poll"))
                    .col(blob("nullifier"))
                    .col(blob("envelope"))
                    .col(blob("random32"))
                    .col(blob("signature"))
                    .primary_key(Index::create().col("poll").col("nullifier"))
                    .extra("WITHOUT ROWID")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["ballot", "poll"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
