//! Signing writes less.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Participation is counted as people sign, so that nobody counts days by an index any more; and each who
/// signed was written into it.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let gone = Index::drop().name(INDEX).table(TABLE).to_owned();
        manager.drop_index(gone).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let index = Index::create()
            .name(INDEX)
            .table(TABLE)
            .col("staff_id")
            .col("day")
            .to_owned();
        manager.create_index(index).await
    }
}

const INDEX: &str = "invitation_day";
const TABLE: &str = "invitation";
