//! Whether a store on a server is where it was made, or was put back there from a dump.
//!
//! Each schema bears in its comment where it was made: the server, the database and the schema, by the numbers that the
//! server gives them. A dump takes the comment along, and what it is put back into has other numbers.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

use super::connection::{Registry, StoreError, Urns};
use super::lanes::Lanes;
use super::postgres::{quoted, schema_of_urn};

/// Schema of people, rounds and the audit log.
pub(super) const REGISTRY: &str = "registry";

/// Where a schema is, and what its comment says.
async fn places(
    db: &impl ConnectionTrait,
    schema: &str,
) -> Result<Option<(String, Option<String>)>, DbErr> {
    let sql = "SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()), d.oid, n.oid), \
         obj_description(n.oid, 'pg_namespace') FROM pg_namespace n, pg_database d \
         WHERE d.datname = current_database() AND n.nspname = $1";
    let asked = Statement::from_sql_and_values(DbBackend::Postgres, sql, [schema.into()]);
    let row = db.query_one_raw(asked).await?;
    row.map(|row| Ok((row.try_get_by_index(0)?, row.try_get_by_index(1)?)))
        .transpose()
}

/// Writes down where a schema is that does not bear it yet.
pub(super) async fn note_first(db: &impl ConnectionTrait, schema: &str) -> Result<(), DbErr> {
    match places(db, schema).await? {
        Some((here, None)) => write(db, schema, &here).await,
        _ => Ok(()),
    }
}

async fn write(db: &impl ConnectionTrait, schema: &str, here: &str) -> Result<(), DbErr> {
    let act = format!("COMMENT ON SCHEMA {} IS '{here}'", quoted(schema));
    db.execute_unprepared(&act).await?;
    Ok(())
}

async fn was_put_back(db: &Lanes, schema: &str) -> Result<bool, StoreError> {
    let places = places(db, schema).await?;
    Ok(places.is_some_and(|(here, made)| made.is_some_and(|made| made != here)))
}

async fn settle(db: &Lanes, schema: &str) -> Result<(), StoreError> {
    if let Some((here, _)) = places(db, schema).await? {
        write(db, schema, &here).await?;
    }
    Ok(())
}

impl Registry {
    /// Whether it was put back from a dump, and nobody has noted it yet.
    pub async fn was_put_back(&self) -> Result<bool, StoreError> {
        Ok(self.db.on_server() && was_put_back(&self.db, REGISTRY).await?)
    }

    /// From now on it is at home where it is.
    pub async fn settle(&self) -> Result<(), StoreError> {
        settle(&self.db, REGISTRY).await
    }
}

impl Urns {
    /// Rounds whose urn was put back from a dump, where nobody has noted it yet.
    pub async fn put_back(&self) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        let Some(server) = self.server() else {
            return Ok(found);
        };
        for round in self.rounds().await? {
            if was_put_back(server, &schema_of_urn(&round)).await? {
                found.push(round);
            }
        }
        Ok(found)
    }

    /// From now on this urn is at home where it is.
    pub async fn settle(&self, round: &str) -> Result<(), StoreError> {
        match self.server() {
            Some(server) => settle(server, &schema_of_urn(round)).await,
            None => Ok(()),
        }
    }
}
