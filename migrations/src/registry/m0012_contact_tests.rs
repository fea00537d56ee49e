//! Whether a mail reaches an agency's contact person: the last try, and the address it went to.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("contact_test")
                    .col(big_integer("agency_id").primary_key())
                    .col(text("address"))
                    .col(text("day"))
                    .col(text_null("words"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let gone = Table::drop().table("contact_test").to_owned();
        manager.drop_table(gone).await
    }
}
