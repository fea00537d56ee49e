use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, big_integer_null, integer, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// What an agency settles for the people that it serves, and the devices at which they answer.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(outreach()).await?;
        manager.create_table(kiosk()).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["kiosk", "outreach"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}

fn outreach() -> TableCreateStatement {
    Table::create()
        .table("outreach")
        .col(big_integer("round_id"))
        .col(big_integer("agency_id"))
        .col(big_integer_null("population"))
        .col(integer("hour_cap"))
        .col(integer("day_cap"))
        .col(integer("plain_day_cap"))
        .primary_key(Index::create().col("round_id").col("agency_id"))
        .to_owned()
}

fn kiosk() -> TableCreateStatement {
    Table::create()
        .table("kiosk")
        .col(text("id").primary_key())
        .col(big_integer("round_id"))
        .col(big_integer("agency_id"))
        .col(text("name"))
        .col(text("secret_digest").unique_key())
        .col(text("exit_digest"))
        .col(text("enrolled"))
        .to_owned()
}
