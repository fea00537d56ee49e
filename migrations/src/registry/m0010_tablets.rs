use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, boolean, integer, text};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(tablet()).await?;
        let by_address = "CREATE INDEX staff_email ON staff (email COLLATE NOCASE)";
        manager
            .get_connection()
            .execute_unprepared(by_address)
            .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        connection
            .execute_unprepared("DROP INDEX staff_email")
            .await?;
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
