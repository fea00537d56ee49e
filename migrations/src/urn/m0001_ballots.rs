use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{blob, boolean};

use crate::dialect::create_in_key_order;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_in_key_order(
            manager,
            Table::create()
                .table("poll")
                .col(blob("poll").primary_key())
                .col(boolean("accepting"))
                .to_owned(),
        )
        .await?;
        create_in_key_order(
            manager,
            Table::create()
                .table("ballot")
                .col(blob("poll"))
                .col(blob("nullifier"))
                .col(blob("envelope"))
                .col(blob("random32"))
                .col(blob("signature"))
                .primary_key(Index::create().col("poll").col("nullifier"))
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
