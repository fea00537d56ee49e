//! A version that a transaction has raised is not raised by it again.

use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::DbBackend;

use super::m0015_agency_counts::{COUNTS, MOVES, TRIGGERS};
use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// PostgreSQL keeps each state of a row until the transaction is over, and looks through all of them for the
/// last: a version that is raised with each of a hundred thousand people took minutes. Who reads it sees
/// whole transactions, to whom it is the same how often each has raised it. Files have one state of a row.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        settle(
            manager,
            " AND xmin::text <> pg_current_xact_id()::xid::text;",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        settle(manager, ";").await
    }
}

/// Has versions raised only where this holds too.
async fn settle(manager: &SchemaManager<'_>, only: &str) -> Result<(), DbErr> {
    if manager.get_database_backend() != DbBackend::Postgres {
        return Ok(());
    }
    for (name, _, acts) in TRIGGERS {
        if let [acts @ (COUNTS | MOVES)] = acts {
            let acts = acts.replace(';', only);
            let function = format!(
                "CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS \
                 $$ BEGIN {acts} RETURN NULL; END $$"
            );
            run(manager, [function]).await?;
        }
    }
    Ok(())
}
