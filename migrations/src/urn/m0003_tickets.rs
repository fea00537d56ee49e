use sea_orm_migration::prelude::*;
use sea_orm_migration::schema::{big_integer, blob, boolean, text};

use crate::dialect::{create_in_key_order, run};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Tickets and what was cast with one. A ticket has no channel, day or order beside it: those are
/// counted in rows of their own.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in [tickets(), ballots(), days()] {
            create_in_key_order(manager, table).await?;
        }
        let by_code = "CREATE INDEX ticket_digest ON ticket (digest)";
        run(manager, [by_code]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for table in ["ticket_day", "ticket_ballot", "ticket"] {
            manager
                .drop_table(Table::drop().table(table).to_owned())
                .await?;
        }
        Ok(())
    }
}

fn tickets() -> TableCreateStatement {
    Table::create()
        .table("ticket")
        .col(blob("poll"))
        .col(blob("digest"))
        .col(boolean("spent"))
        .primary_key(Index::create().col("poll").col("digest"))
        .to_owned()
}

fn ballots() -> TableCreateStatement {
    Table::create()
        .table("ticket_ballot")
        .col(blob("poll"))
        .col(blob("nullifier"))
        .col(blob("envelope"))
        .primary_key(Index::create().col("poll").col("nullifier"))
        .to_owned()
}

fn days() -> TableCreateStatement {
    Table::create()
        .table("ticket_day")
        .col(blob("poll"))
        .col(text("channel"))
        .col(text("day"))
        .col(big_integer("minted"))
        .col(big_integer("spent"))
        .col(big_integer("hasty"))
        .primary_key(Index::create().col("poll").col("channel").col("day"))
        .to_owned()
}
