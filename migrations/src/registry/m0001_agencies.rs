use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer_null, big_pk_auto, text, text_null, text_uniq};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("agency")
                    .col(big_pk_auto("id"))
                    .col(text_uniq("code"))
                    .col(big_integer_null("parent_id"))
                    .col(text("name"))
                    .col(text_null("name_en"))
                    .col(text_null("contact_name"))
                    .col(text_null("contact_email"))
                    .col(text_null("contact_phone"))
                    .col(big_integer_null("head_count"))
                    .col(big_integer_null("eit_population"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .drop_table(Table::drop().table("agency").to_owned())
            .await
    }
}
