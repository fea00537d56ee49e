use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text};

use crate::dialect::create_in_key_order;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Who answered in an atom, counted apart: a table of its own, so that no row can hold both what
/// people answered and what they said of themselves.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create_in_key_order(
            manager,
            Table::create()
                .table("profile_count")
                .col(text("atom"))
                .col(text("question"))
                .col(text("option"))
                .col(text("round"))
                .col(big_integer("n"))
                .primary_key(Index::create().col("atom").col("question").col("option"))
                .to_owned(),
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("profile_count").to_owned())
            .await
    }
}
