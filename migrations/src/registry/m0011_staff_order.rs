use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// People of an agency are listed by work group and staff id: a page of ten thousand reads a page
/// of rows, and work groups are counted from the index alone. It begins as the index whose place
/// it takes.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_index(
                Index::create()
                    .name("staff_order")
                    .table("staff")
                    .col("round_id")
                    .col("agency_id")
                    .col("work_group")
                    .col("staff_no")
                    .col("standing")
                    .to_owned(),
            )
            .await?;
        manager
            .drop_index(
                Index::drop()
                    .name("staff_round_agency")
                    .table("staff")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
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
            .drop_index(Index::drop().name("staff_order").table("staff").to_owned())
            .await
    }
}
