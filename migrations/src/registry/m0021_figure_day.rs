//! The day on which a figure of elsewhere was typed in.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let day = Table::alter()
            .table("entered_figure")
            .add_column(text_null("entered_on"))
            .to_owned();
        manager.alter_table(day).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let day = Table::alter()
            .table("entered_figure")
            .drop_column("entered_on")
            .to_owned();
        manager.alter_table(day).await
    }
}
