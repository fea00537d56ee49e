use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, text};
use sea_orm_migration::sea_orm::DbBackend;

use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(tablet()).await?;
        let address = match manager.get_database_backend() {
            DbBackend::Sqlite => "email COLLATE NOCASE",
            _ => "lower(email)",
        };
        run(
            manager,
            [format!("CREATE INDEX staff_email ON staff ({address})")],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        run(manager, ["DROP INDEX staff_email"]).await?;
        let gone = Table::drop().table("tablet").to_owned();
        manager.drop_table(gone).await
    }
}

/// A device that HR handed over. No person of a roster, and nothing of what is done at it.
fn tablet() -> TableCreateStatement {
    Table::create()
        .table("tablet")
        .col(text("id").primary_key())
        .col(big_integer("round_id"))
        .col(big_integer("agency_id"))
        .col(text("started_by"))
        .col(text("secret_digest"))
        .col(boolean("joined"))
        .col(text("exit_digest"))
        .col(integer("wrong_exits"))
        .col(text("expires"))
        .to_owned()
}
