//! Most tickets that an agency's devices fetch in a day.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::integer;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let cap = Table::alter()
            .table("outreach")
            .add_column(integer("kiosk_day_cap").default(600))
            .to_owned();
        manager.alter_table(cap).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let cap = Table::alter()
            .table("outreach")
            .drop_column("kiosk_day_cap")
            .to_owned();
        manager.alter_table(cap).await
    }
}
