//! The exact time of sending goes; what the daily limit needs of it is a count a day.

use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{integer, text, text_null};

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .create_table(
                Table::create()
                    .table("mail_day")
                    .col(text("day").primary_key())
                    .col(integer("mails"))
                    .to_owned(),
            )
            .await?;
        let db = manager.get_connection();
        db.execute_unprepared(
            "INSERT INTO mail_day (day, mails) \
             SELECT day, COUNT(*) FROM mail_job WHERE sent_at IS NOT NULL GROUP BY day",
        )
        .await?;
        // What waits for another attempt need not wait: the moment told when the last one was.
        db.execute_unprepared("UPDATE mail_job SET sent_at = NULL, not_before = NULL")
            .await?;
        manager
            .alter_table(
                Table::alter()
                    .table("mail_job")
                    .drop_column("sent_at")
                    .to_owned(),
            )
            .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager
            .alter_table(
                Table::alter()
                    .table("mail_job")
                    .add_column(text_null("sent_at"))
                    .to_owned(),
            )
            .await?;
        manager
            .drop_table(Table::drop().table("mail_day").to_owned())
            .await
    }
}
