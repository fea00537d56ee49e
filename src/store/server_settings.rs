//! What a PostgreSQL server must be set to: looked at before anything is written to it, and again as long as it is
//! written to. A setting may be changed at any time, and what then comes would be kept for ever.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::connection::{Registry, StoreError, Urn, Urns};
use super::lanes::{Lanes, Turn, begin};

/// Which of the servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Server {
    /// People and figures.
    Registry,
    /// Ballots.
    Urn,
}

impl Server {
    /// Its line in the settings file.
    fn in_settings(self) -> &'static str {
        match self {
            Server::Registry => "[databases] registry",
            Server::Urn => "[databases] urn",
        }
    }
}

/// A setting of a server by which writes would be lost, or what nobody may know would be told.
#[derive(Debug, Clone)]
pub struct WrongSetting {
    server: &'static str,
    name: &'static str,
    is: String,
    must: &'static str,
    why: &'static str,
}

impl fmt::Display for WrongSetting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            server,
            name,
            is,
            must,
            why,
        } = self;
        write!(f, "{server}, {name}: {is} → {must} ({why})")
    }
}

/// What the last look at the servers found, people's and ballots'. Files are always as they must be.
#[derive(Debug, Clone, Default)]
pub(super) struct LastLook(Arc<RwLock<Found>>);

#[derive(Debug, Default)]
struct Found {
    people: Vec<WrongSetting>,
    ballots: Vec<WrongSetting>,
}

impl LastLook {
    fn note(&self, server: Server, wrong: Vec<WrongSetting>) {
        let mut found = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match server {
            Server::Registry => found.people = wrong,
            Server::Urn => found.ballots = wrong,
        }
    }

    /// Refuses while anything is wrong with either: who signed is to be able to cast.
    pub(super) fn refuse_any(&self) -> Result<(), StoreError> {
        let found = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let all = found.people.iter().chain(&found.ballots);
        refuse(all.cloned().collect())
    }

    /// Refuses while anything is wrong with the ballots' server.
    fn refuse_ballots(&self) -> Result<(), StoreError> {
        let found = self.0.read().unwrap_or_else(PoisonError::into_inner);
        refuse(found.ballots.clone())
    }
}

fn refuse(wrong: Vec<WrongSetting>) -> Result<(), StoreError> {
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(StoreError::Settings(wrong))
    }
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

/// Looks at both servers, and refuses them if they are set up so that they would lose writes or tell what nobody may
/// know: all that is wrong is named. One that is away keeps the other from nothing.
pub(super) async fn refuse_unsafe(
    people: &Lanes,
    ballots: &Lanes,
    last: &LastLook,
) -> Result<(), StoreError> {
    let look = async |db: &Lanes, server| {
        let questions = match server {
            Server::Registry => &REGISTRY_QUESTIONS[..],
            Server::Urn => &URN_QUESTIONS[..],
        };
        let questions = QUESTIONS.iter().chain(questions).copied();
        let needs = rules(server).chain(questions.map(Need::of_question));
        last.note(server, wrong(db, server, needs.collect()).await?);
        Ok::<_, StoreError>(())
    };
    let both = tokio::join!(look(ballots, Server::Urn), look(people, Server::Registry));
    both.0?;
    both.1?;
    last.refuse_any()
}

/// Looks at the servers again; nothing where the databases are files.
pub async fn look_at_servers(registry: &Registry, urns: &Urns) -> Result<(), StoreError> {
    match urns.server() {
        Some(ballots) => refuse_unsafe(&registry.db, ballots, &urns.last_look).await,
        None => Ok(()),
    }
}

impl Urn {
    /// A transaction that puts ballots or tickets in. A server is asked for its settings in it before anything of a ballot is
    /// sent there: a log would hold a statement that is refused as well as one that is not.
    pub(super) async fn begin_to_take(&self) -> Result<Turn, StoreError> {
        self.last_look.refuse_ballots()?;
        let turn = begin(&self.db).await?;
        if self.db.on_server() {
            let found = wrong(&turn, Server::Urn, rules(Server::Urn).collect()).await?;
            if !found.is_empty() {
                self.last_look.note(Server::Urn, found.clone());
            }
            refuse(found)?;
        }
        Ok(turn)
    }
}

/// What is asked, what must be answered, and why.
struct Need {
    name: &'static str,
    sql: String,
    must: &'static str,
    why: &'static str,
}

impl Need {
    fn of_rule((name, must, why): Rule) -> Self {
        let sql = format!("current_setting('{name}')");
        Self {
            name,
            sql,
            must,
            why,
        }
    }

    fn of_question((name, sql, must, why): Question) -> Self {
        let sql = format!("({sql})");
        Self {
            name,
            sql,
            must,
            why,
        }
    }
}

fn rules(server: Server) -> impl Iterator<Item = Need> {
    let own = match server {
        Server::Registry => &[][..],
        Server::Urn => &URN_RULES[..],
    };
    RULES.iter().chain(own).copied().map(Need::of_rule)
}

/// Asks for all at once; what is not as it must be.
async fn wrong(
    db: &impl ConnectionTrait,
    server: Server,
    needs: Vec<Need>,
) -> Result<Vec<WrongSetting>, StoreError> {
    let asked: Vec<&str> = needs.iter().map(|need| need.sql.as_str()).collect();
    let sql = format!("SELECT {}", asked.join(", "));
    let asked = Statement::from_string(DbBackend::Postgres, sql);
    let row = db.query_one_raw(asked).await?;
    let row = row.ok_or(StoreError::Damaged("settings"))?;
    let mut found = Vec::new();
    for (at, need) in needs.into_iter().enumerate() {
        let is: String = row.try_get_by_index(at)?;
        if is != need.must {
            found.push(WrongSetting {
                server: server.in_settings(),
                name: need.name,
                is,
                must: need.must,
                why: need.why,
            });
        }
    }
    Ok(found)
}

/// Refuses the urn's server where it is the registry's.
pub(super) async fn refuse_same(urn: &Lanes, registry: &Lanes) -> Result<(), StoreError> {
    let cluster = "SELECT system_identifier::text FROM pg_control_system()";
    let (one, other) = (text(urn, cluster).await?, text(registry, cluster).await?);
    if one != other {
        return Ok(());
    }
    refuse(vec![WrongSetting {
        server: Server::Urn.in_settings(),
        name: "system_identifier",
        is: one,
        must: "another than the registry's",
        why: "one server numbers signatures and ballots alike, so that the one is held against the other",
    }])
}

/// The one text that a statement answers with.
async fn text(db: &Lanes, sql: &str) -> Result<String, StoreError> {
    let asked = Statement::from_string(DbBackend::Postgres, sql);
    let row = db.writer.query_one_raw(asked).await?;
    let found = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(found.unwrap_or_default())
}
