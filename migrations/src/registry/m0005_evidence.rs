use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_pk_auto, integer, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("kpi_evidence")
                    .col(integer("fiscal_year"))
                    .col(text("period"))
                    .col(big_integer("agency_id"))
                    .col(text("part"))
                    .col(text("work_group"))
                    .col(text("day"))
                    .col(text("delegates"))
                    .col(text("note"))
                    .col(text("link"))
                    .col(text("recorded_by"))
                    .col(text_null("confirmed_by"))
                    .col(text_null("confirmed_day"))
                    .primary_key(
                        Index::create()
                            .col("fiscal_year")
                            .col("period")
                            .col("agency_id")
                            .col("part")
                            .col("work_group"),
                    )
                    .to_owned(),
            )
            .await?;
        manager
            .create_table(
                Table::create()
                    .table("audit")
                    .col(big_pk_auto("id"))
                    .col(text("day"))
                    .col(text("actor"))
                    .col(text("act"))
                    .col(text("subject"))
                    .col(text("detail"))
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["audit", "kpi_evidence"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
