use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::text_null;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let until = Table::alter()
            .table("poll")
            .add_column(text_null("until"))
            .to_owned();
        manager.alter_table(until).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let until = Table::alter().table("poll").drop_column("until").to_owned();
        manager.alter_table(until).await
    }
}
