use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

use crate::dialect::create_in_key_order;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// One row a poll, overwritten every midnight: no history of a poll is kept, from which single
/// casts could be read.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_in_key_order(
            manager,
            Table::create()
                .table("midnight")
                .col(text("poll").primary_key())
                .col(text("round"))
                .col(text("day"))
                .col(big_integer("issued"))
                .col(big_integer("cast"))
                .col(big_integer("nights"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("midnight").to_owned())
            .await
    }
}
