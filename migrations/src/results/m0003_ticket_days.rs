use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

use crate::dialect::create_in_key_order;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Tickets by channel and day as they stood at close: the urn, where they are counted, is destroyed
/// by the tally.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_in_key_order(
            manager,
            Table::create()
                .table("ticket_day")
                .col(text("poll"))
                .col(text("channel"))
                .col(text("day"))
                .col(big_integer("minted"))
                .col(big_integer("spent"))
                .col(big_integer("hasty"))
                .primary_key(Index::create().col("poll").col("channel").col("day"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("ticket_day").to_owned())
            .await
    }
}
