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

/// Why the log names no statement.
const LOG_TELLS: &str = "the log would tell who did what and when";

/// Why it names no value.
const LOG_HOLDS: &str = "the log would hold what was sent";

/// On both servers.
const RULES: [Rule; 18] = [
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
        "default_transaction_isolation",
        "read committed",
        "who waited for the turn to write would not see what was written meanwhile",
    ),
    // What this connection asked for: a pooler in between that leaves it out is told by it.
    (
        "idle_in_transaction_session_timeout",
        "5s",
        "a node that stands still would keep its turn to write; a pooler such as pgbouncer cannot stand in between",
    ),
    ("log_statement", "none", LOG_TELLS),
    ("log_duration", "off", LOG_TELLS),
    ("log_min_duration_statement", "-1", LOG_TELLS),
    ("log_min_duration_sample", "-1", LOG_TELLS),
    ("log_transaction_sample_rate", "0", LOG_TELLS),
    ("log_statement_stats", "off", LOG_TELLS),
    ("log_parser_stats", "off", LOG_TELLS),
    ("log_planner_stats", "off", LOG_TELLS),
    ("log_executor_stats", "off", LOG_TELLS),
    ("log_parameter_max_length_on_error", "0", LOG_HOLDS),
    ("debug_print_parse", "off", LOG_HOLDS),
    ("debug_print_rewritten", "off", LOG_HOLDS),
    ("debug_print_plan", "off", LOG_HOLDS),
];

/// On the urn's beside them.
const URN_RULES: [Rule; 8] = [
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
        "log_lock_waits",
        "off",
        "the log would tell when ballots came",
    ),
    (
        "track_counts",
        "on",
        "rows of a ballot that was taken back would lie about, since nobody counted them",
    ),
];

/// What is asked beside settings of both: a name for it, the question, what must be answered, and why.
type Question = (&'static str, &'static str, &'static str, &'static str);

/// On both servers.
const QUESTIONS: [Question; 2] = [
    (
        "lc_collate",
        "SELECT datcollate::text FROM pg_database WHERE datname = current_database()",
        "C",
        "texts would not be in the order of their bytes: create it with LC_COLLATE 'C'",
    ),
    (
        "log_min_messages",
        "SELECT regexp_replace(current_setting('log_min_messages'), '^(?!debug).*', 'warning')",
        "warning",
        LOG_TELLS,
    ),
];

/// On the registry's beside them: libraries that write down statements or what was sent with them. One is
/// known by its settings, since which are loaded is told to few.
const REGISTRY_QUESTIONS: [Question; 1] = [(
    "shared_preload_libraries, session_preload_libraries or local_preload_libraries",
    "SELECT coalesce(string_agg(DISTINCT split_part(name, '.', 1), ', '), 'without them') FROM pg_settings \
     WHERE split_part(name, '.', 1) IN ('auto_explain', 'pgaudit', 'pg_qualstats', 'pg_stat_monitor') \
     AND name LIKE '%.%'",
    "without them",
    "they write down who did what and when",
)];

/// On the urn's: any library but that of the server's own language, and whatever runs beside a write.
const URN_QUESTIONS: [Question; 4] = [
    (
        "shared_preload_libraries, session_preload_libraries or local_preload_libraries",
        "SELECT coalesce(string_agg(DISTINCT split_part(name, '.', 1), ', '), 'empty') FROM pg_settings \
         WHERE name LIKE '%.%' AND name NOT LIKE 'plpgsql.%'",
        "empty",
        "a library could keep ballots, or when each came",
    ),
    (
        "pg_event_trigger",
        "SELECT coalesce(string_agg(evtname::text, ', '), 'empty') FROM pg_event_trigger WHERE evtenabled <> 'D'",
        "empty",
        "what runs when a table is written anew could keep ballots, or when each came",
    ),
    (
        "pg_trigger and pg_rules",
        "SELECT coalesce(string_agg(found, ', '), 'empty') FROM (SELECT tgname::text AS found FROM pg_trigger \
         WHERE NOT tgisinternal UNION SELECT rulename::text FROM pg_rewrite JOIN pg_class ON ev_class = pg_class.oid \
         WHERE relkind IN ('r', 'p')) AS beside",
        "empty",
        "what runs when a ballot comes could keep it, or when it came",
    ),
    (
        "pg_checkpoint",
        "SELECT (pg_has_role('pg_checkpoint', 'usage') \
         AND has_function_privilege('pg_switch_wal()', 'execute'))::text",
        "true",
        "the journal could not be ended: grant pg_checkpoint, and EXECUTE on pg_switch_wal()",
    ),
];

/// Refuses a server that is set up so that it would lose writes or tell what nobody may know.
pub(super) async fn refuse_unsafe(db: &Lanes, server: Server) -> Result<(), StoreError> {
    let (rules, questions) = match server {
        Server::Registry => (&[][..], &REGISTRY_QUESTIONS[..]),
        Server::Urn => (&URN_RULES[..], &URN_QUESTIONS[..]),
    };
    for (name, must, why) in RULES.iter().chain(rules) {
        let sql = format!("SELECT current_setting('{name}')");
        refuse_unless(db, server, name, &sql, must, why).await?;
    }
    for (name, sql, must, why) in QUESTIONS.iter().chain(questions) {
        refuse_unless(db, server, name, sql, must, why).await?;
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
