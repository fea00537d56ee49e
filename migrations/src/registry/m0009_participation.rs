use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Counting a department reads the first two indexes and no row of either table; the third finds
/// the day on which a round opened.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_index(
                Index::create()
                    .name("staff_standing")
                    .table("staff")
                    .col("round_id")
                    .col("agency_id")
                    .col("standing")
                    .col("id")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("invitation_day")
                    .table("invitation")
                    .col("staff_id")
                    .col("day")
                    .to_owned(),
            )
            .await?;
        manager
            .create_index(
                Index::create()
                    .name("audit_act")
                    .table("audit")
                    .col("act")
                    .col("subject")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for (name, table) in [
            ("audit_act", "audit"),
            ("invitation_day", "invitation"),
            ("staff_standing", "staff"),
        ] {
            manager
                .drop_index(Index::drop().name(name).table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}
