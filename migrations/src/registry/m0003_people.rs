use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_pk_auto, blob, integer, text, text_null, text_uniq,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("staff")
                    .col(big_pk_auto("id"))
                    .col(big_integer("round_id"))
                    .col(big_integer("agency_id"))
                    .col(text("staff_no"))
                    .col(text("prefix"))
                    .col(text("name"))
                    .col(text("surname"))
                    .col(text("position"))
                    .col(text_null("email"))
                    .col(text("work_group"))
                    .col(text_null("service_start"))
                    .col(text("standing"))
                    .col(text_null("exempt_reason"))
                    .col(text_null("exempt_order"))
                    .col(text_null("exempt_by"))
                    .col(text_null("exempt_day"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("staff_round_no")
                    .table("staff")
                    .col("round_id")
                    .col("staff_no")
                    .unique()
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("staff_round_agency")
                    .table("staff")
                    .col("round_id")
                    .col("agency_id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("invitation")
                    .col(big_integer("staff_id").primary_key())
                    .col(blob("nonce"))
                    .col(integer("generation"))
                    .col(text_uniq("token_digest"))
                    .col(text("state"))
                    .col(text_null("blinded_digest"))
                    .col(text_null("acknowledgement"))
                    .col(text_null("day"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("retired_link")
                    .col(text("token_digest").primary_key())
                    .col(big_integer("staff_id"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["retired_link", "invitation", "staff"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
