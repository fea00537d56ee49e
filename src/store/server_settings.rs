//! What a PostgreSQL server must be set to before anything is written to it.

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::connection::StoreError;
use super::lanes::Lanes;

/// Which of the servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Server {
    /// People and figures.
    Registry,
    /// Ballots.
    Urn,
}

/// A setting, what it must be, and why.
type Rule = (&'static str, &'static str, &'static str);

/// On both servers.
const RULES: [Rule; 7] = [
    (
        "fsync",
        "on",
        "what is confirmed would be lost with the power",
    ),
    (
        "synchronous_commit",
        "on",
        "what is confirmed would be lost in a crash",
    ),
    ("full_page_writes", "on", "a crash would damage pages"),
    (
        "log_statement",
        "none",
        "the log would tell who did what and when",
    ),
    (
        "log_min_duration_statement",
        "-1",
        "the log would tell who did what and when",
    ),
    (
        "log_min_duration_sample",
        "-1",
        "the log would tell who did what and when",
    ),
    (
        "log_parameter_max_length_on_error",
        "0",
        "the log would hold what was sent",
    ),
];

/// On the urn's beside them.
const URN_RULES: [Rule; 7] = [
    (
        "archive_mode",
        "off",
        "an archive keeps the order in which ballots came",
    ),
    (
        "wal_level",
        "minimal",
        "a journal for others keeps the order in which ballots came",
    ),
    (
        "max_wal_senders",
        "0",
        "a replica would know when each ballot came",
    ),
    (
        "wal_recycle",
        "off",
        "old journals would lie about under new names",
    ),
    ("wal_keep_size", "0", "old journals would be kept"),
    (
        "track_commit_timestamp",
        "off",
        "the moment of every ballot would be kept",
    ),
    (
        "log_transaction_sample_rate",
        "0",
        "the log would tell when ballots came",
    ),
];

/// Refuses a server that is set up so that it would lose writes or tell what nobody may know.
pub(super) async fn refuse_unsafe(db: &Lanes, server: Server) -> Result<(), StoreError> {
    let urn_rules = if server == Server::Urn {
        &URN_RULES[..]
    } else {
        &[]
    };
    for (name, must, why) in RULES.iter().chain(urn_rules) {
        let sql = format!("SELECT current_setting('{name}')");
        refuse_unless(db, server, name, &sql, must, why).await?;
    }
    let collation = "SELECT datcollate::text FROM pg_database WHERE datname = current_database()";
    let why = "texts would not be in the order of their bytes: create it with LC_COLLATE 'C'";
    refuse_unless(db, server, "lc_collate", collation, "C", why).await?;
    if server == Server::Urn {
        let why =
            "the journal could not be ended: grant pg_checkpoint, and EXECUTE on pg_switch_wal()";
        let may = "SELECT (pg_has_role('pg_checkpoint', 'usage') \
             AND has_function_privilege('pg_switch_wal()', 'execute'))::text";
        refuse_unless(db, server, "pg_checkpoint", may, "true", why).await?;
    }
    Ok(())
}

async fn refuse_unless(
    db: &Lanes,
    server: Server,
    name: &'static str,
    sql: &str,
    must: &'static str,
    why: &'static str,
) -> Result<(), StoreError> {
    let is = text(db, sql).await?;
    if is == must {
        return Ok(());
    }
    let server = match server {
        Server::Registry => "[databases] registry",
        Server::Urn => "[databases] urn",
    };
    Err(StoreError::Setting {
        server,
        name,
        is,
        must,
        why,
    })
}

/// Refuses the urn's server where it is the registry's.
pub(super) async fn refuse_same(urn: &Lanes, registry: &Lanes) -> Result<(), StoreError> {
    let cluster = "SELECT system_identifier::text FROM pg_control_system()";
    let (one, other) = (text(urn, cluster).await?, text(registry, cluster).await?);
    if one != other {
        return Ok(());
    }
    Err(StoreError::Setting {
        server: "[databases] urn",
        name: "system_identifier",
        is: one,
        must: "another than the registry's",
        why: "one server numbers signatures and ballots alike, so that the one is held against the other",
    })
}

/// The one text that a statement answers with.
async fn text(db: &Lanes, sql: &str) -> Result<String, StoreError> {
    let asked = Statement::from_string(DbBackend::Postgres, sql);
    let row = db.writer.query_one_raw(asked).await?;
    let found = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(found.unwrap_or_default())
}
