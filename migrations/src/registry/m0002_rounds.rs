use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_pk_auto, boolean, integer, text, text_null, text_uniq,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("round")
                    .col(big_pk_auto("id"))
                    .col(text_uniq("code"))
                    .col(text("framework"))
                    .col(text("instrument"))
                    .col(text_null("instrument_hash"))
                    .col(integer("fiscal_year"))
                    .col(integer("number"))
                    .col(text_null("kpi_period"))
                    .col(text("state"))
                    .col(text("closes_at"))
                    .col(text_null("earliest_close"))
                    .col(text_null("closed_at"))
                    .col(integer("grace_minutes"))
                    .col(integer("k"))
                    .col(integer("min_service_years"))
                    .col(text_null("head_count_day"))
                    .col(text("required_percent"))
                    .col(boolean("single_custodian"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("custodian")
                    .col(big_integer("round_id"))
                    .col(integer("number"))
                    .col(text("name"))
                    .primary_key(Index::create().col("round_id").col("number"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("poll")
                    .col(text("poll").primary_key())
                    .col(big_integer("round_id"))
                    .col(big_integer("agency_id"))
                    .col(text_uniq("fingerprint"))
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("poll_round_agency")
                    .table("poll")
                    .col("round_id")
                    .col("agency_id")
                    .unique()
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["poll", "custodian", "round"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
