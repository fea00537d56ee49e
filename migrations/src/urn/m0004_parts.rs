use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::{DbBackend, Statement};

use super::parts::{ARRIVALS, divide};
use crate::dialect::run;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// On a server the tables that ballots come into have parts, so that only those are written anew in which
/// something came. How many is known when the urn has its polls: a new one is divided when they are added.
#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        if manager.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
        for (table, _) in ARRIVALS {
            let acts = [
                format!("ALTER TABLE {table} RENAME TO {table}_whole"),
                format!(
                    "CREATE TABLE {table} (LIKE {table}_whole INCLUDING ALL) PARTITION BY HASH (poll)"
                ),
            ];
            run(manager, acts).await?;
        }
        let db = manager.get_connection();
        let sql = "SELECT count(*) FROM poll";
        let asked = Statement::from_string(DbBackend::Postgres, sql);
        let row = db.query_one_raw(asked).await?;
        let polls: i64 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
        if polls > 0 {
            divide(db, usize::try_from(polls).unwrap_or_default()).await?;
        }
        for (table, key) in ARRIVALS {
            let acts = [
                format!("INSERT INTO {table} SELECT * FROM {table}_whole ORDER BY {key}"),
                format!("DROP TABLE {table}_whole"),
            ];
            run(manager, acts).await?;
        }
        Ok(())
    }

    async fn down(&self, _manager: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration("the parts stay".to_owned()))
    }
}
