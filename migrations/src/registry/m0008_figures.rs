use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{
    big_integer, big_integer_null, big_pk_auto, integer, integer_null, text, text_null, text_uniq,
};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [entered(), plan(), milestone(), evidence_file(), api_token()] {
            manager.create_table(table).await?;
        }
        for column in [
            integer("version").default(1).to_owned(),
            text_null("returned_by"),
            text_null("returned_note"),
        ] {
            let add = Table::alter()
                .table("kpi_evidence")
                .add_column(column)
                .to_owned();
            manager.alter_table(add).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [
            "api_token",
            "evidence_file",
            "milestone",
            "improvement",
            "entered_figure",
        ] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}

/// Figures of earlier years, or of instruments scored elsewhere, typed in or imported.
fn entered() -> TableCreateStatement {
    Table::create()
        .table("entered_figure")
        .col(big_integer("agency_id"))
        .col(integer("fiscal_year"))
        .col(text("instrument"))
        .col(text("code"))
        .col(text("framework"))
        .col(integer("score"))
        .col(big_integer_null("n"))
        .col(text("source"))
        .col(text("entered_by"))
        .primary_key(
            Index::create()
                .col("agency_id")
                .col("fiscal_year")
                .col("instrument")
                .col("code"),
        )
        .to_owned()
}

/// Lines of an agency's improvement plan.
fn plan() -> TableCreateStatement {
    Table::create()
        .table("improvement")
        .col(big_pk_auto("id"))
        .col(big_integer("agency_id"))
        .col(text("round"))
        .col(text("code"))
        .col(integer_null("score"))
        .col(text("action"))
        .col(text("responsible"))
        .col(text_null("due"))
        .col(text("status"))
        .col(integer("version"))
        .to_owned()
}

/// What HR ticked in the checklist of a fiscal year.
fn milestone() -> TableCreateStatement {
    Table::create()
        .table("milestone")
        .col(big_integer("agency_id"))
        .col(integer("fiscal_year"))
        .col(text("code"))
        .col(text("day"))
        .col(text("ticked_by"))
        .primary_key(
            Index::create()
                .col("agency_id")
                .col("fiscal_year")
                .col("code"),
        )
        .to_owned()
}

/// Files of evidence; their bytes lie beside the databases under the name of the row.
fn evidence_file() -> TableCreateStatement {
    Table::create()
        .table("evidence_file")
        .col(text("id").primary_key())
        .col(integer("fiscal_year"))
        .col(text("period"))
        .col(big_integer("agency_id"))
        .col(text("part"))
        .col(text("work_group"))
        .col(text("name"))
        .col(big_integer("size"))
        .col(text("added_by"))
        .col(text("day"))
        .to_owned()
}

/// Tokens that programs read published figures with; only digests.
fn api_token() -> TableCreateStatement {
    Table::create()
        .table("api_token")
        .col(big_pk_auto("id"))
        .col(big_integer("agency_id"))
        .col(text_uniq("digest"))
        .col(text("name"))
        .col(text("made_by"))
        .col(text("day"))
        .to_owned()
}
