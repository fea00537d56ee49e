//! PostgreSQL servers: one for people and figures, another for the urns.
//!
//! Two servers, because one would number the signatures of people and their ballots by the same
//! transactions and write both into one journal: who reads it holds the one against the other. The
//! urn's keeps no history at all, and `serve` has its tables written anew in the order of their keys
//! every 15 seconds, see [`super::parts`]: `ctid` and `xmin` then tell nothing of the order in which ballots came.

use std::fmt;
use std::net::IpAddr;
use std::time::Duration;

use prongsai_migrations::{MigratorTrait, UrnMigrator};
use sea_orm::sqlx::postgres::{PgConnectOptions, PgSslMode};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, Statement,
    TransactionTrait as _,
};
use serde::Deserialize;

use super::connection::{StoreError, Urn};
use super::duty::SILENCE;
use super::lanes::Lanes;
use super::origin::note_first;
use super::parts::write_anew;
use super::silence::{Pulse, let_go_of_silent};

/// Address of a database, `postgres://user@host/name`, silent when debugged since a password may stand
/// in it. Without one the user's password file is asked, as all of PostgreSQL's programs do.
#[derive(Clone, Deserialize)]
#[serde(try_from = "String")]
pub struct DatabaseUrl(String);

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DatabaseUrl")
    }
}

impl DatabaseUrl {
    /// Where it is, and as whom it is entered: nothing of a password.
    fn place(&self) -> String {
        let options = self.0.parse::<PgConnectOptions>().unwrap_or_default();
        let (user, host, port) = (
            options.get_username(),
            options.get_host(),
            options.get_port(),
        );
        format!("{user}@{host}:{port}")
    }
}

impl TryFrom<String> for DatabaseUrl {
    type Error = &'static str;

    /// Refuses a server on another machine whose certificate would not be checked: who stands between
    /// could read and change what is sent.
    fn try_from(url: String) -> Result<Self, Self::Error> {
        let options = url.parse::<PgConnectOptions>();
        let Some(options) = options.ok().filter(|_| url.starts_with("postgres://")) else {
            return Err("a database is given as postgres://user@host/name");
        };
        let checked = matches!(options.get_ssl_mode(), PgSslMode::VerifyFull);
        if checked || is_here(&options) {
            Ok(Self(url))
        } else {
            Err("a database on another machine is given with ?sslmode=verify-full")
        }
    }
}

/// Whether a server is on this machine.
fn is_here(options: &PgConnectOptions) -> bool {
    let host = options.get_host().trim_matches(['[', ']']);
    let is_loopback = |address: IpAddr| address.is_loopback();
    options.get_socket().is_some() || host == "localhost" || host.parse().is_ok_and(is_loopback)
}

/// Opens a store in its schema, which is made and brought up to date by one node at a time: all or
/// nothing, so that a node that is killed or stopped at it keeps no other from it.
pub(super) async fn open<M: MigratorTrait>(
    url: &DatabaseUrl,
    schema: &str,
) -> Result<Lanes, StoreError> {
    let db = connect(url, schema).await?;
    let made = bring_up::<M>(&db.writer, schema);
    let made = db.pulse.while_felt(made).await;
    made.map_err(StoreError::of_upgrade)?;
    Ok(db)
}

async fn bring_up<M: MigratorTrait>(
    writer: &DatabaseConnection,
    schema: &str,
) -> Result<(), DbErr> {
    let turn = writer.begin().await?;
    // The turn of those who write, by a name that is there before the schema is.
    let lock = format!(
        "SELECT pg_advisory_xact_lock(hashtext({}))",
        literal(schema)
    );
    turn.execute_unprepared(&lock).await?;
    if !has_schema(&turn, schema).await? {
        let schema = format!("CREATE SCHEMA {}", quoted(schema));
        turn.execute_unprepared(&schema).await?;
    }
    note_first(&turn, schema).await?;
    M::up(&turn, None).await?;
    turn.commit().await
}

async fn has_schema(db: &impl ConnectionTrait, schema: &str) -> Result<bool, DbErr> {
    let sql = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
    let asked = Statement::from_sql_and_values(DbBackend::Postgres, sql, [schema.into()]);
    Ok(db.query_one_raw(asked).await?.is_some())
}

async fn connect(url: &DatabaseUrl, schema: &str) -> Result<Lanes, StoreError> {
    let writer = Database::connect(options(url, schema, 1)).await;
    let writer = writer.map_err(|problem| StoreError::NoServer {
        server: url.place(),
        problem,
    })?;
    let mut reading = options(url, schema, READERS);
    reading
        .connect_lazy(true)
        .map_sqlx_postgres_opts(|options| {
            let only = [("default_transaction_read_only", "on")];
            options.options(NODE_GONE).options(only)
        });
    let readers = Database::connect(reading).await?;
    let server = url.0.parse::<PgConnectOptions>();
    Ok(Lanes {
        writer,
        readers,
        pulse: Pulse::of(server.map_err(|problem| DbErr::Custom(problem.to_string()))?),
    })
}

/// Most connections of a node that read a store at the same time.
const READERS: u32 = 4;

/// Connections that hold what one node at a time does.
pub(super) async fn duties(url: &DatabaseUrl) -> Result<DatabaseConnection, StoreError> {
    let mut holding = options(url, "pg_catalog", DUTIES);
    holding
        .connect_lazy(true)
        .map_sqlx_postgres_opts(|options| {
            let silence = [("idle_in_transaction_session_timeout", SILENCE)];
            options.options(NODE_GONE).options(silence)
        });
    Ok(Database::connect(holding).await?)
}

/// Mails, what is done as time goes by, and rounds that are opened or counted.
const DUTIES: u32 = 8;

/// How long a request waits for a connection, also while the server is away or starts: then it is
/// answered that it may come again.
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// When the server ends a connection, and with it the turn of a node that is not there any more: one that
/// was stopped in the middle of its turn, takes nothing that is sent to it, or lost its network.
const NODE_GONE: [(&str, &str); 6] = [
    ("idle_in_transaction_session_timeout", "5s"),
    ("client_connection_check_interval", "5s"),
    ("tcp_user_timeout", "10s"),
    ("tcp_keepalives_idle", "5s"),
    ("tcp_keepalives_interval", "2s"),
    ("tcp_keepalives_count", "3"),
];

/// What is set for a role or a database holds from the next connection on: after this time there is one.
const LONGEST_LIFE: Duration = Duration::from_mins(1);

/// Nothing of a statement is logged.
fn options(url: &DatabaseUrl, schema: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url.0.clone());
    options
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .max_connections(connections)
        .acquire_timeout(LONGEST_WAIT)
        .max_lifetime(LONGEST_LIFE)
        .map_sqlx_postgres_opts(|options| options.options(NODE_GONE))
        .map_sqlx_postgres_pool_opts(let_go_of_silent)
        .set_schema_search_path(quoted(schema))
        .set_application_name("prongsai");
    options
}

pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The schemas of the urns, and a connection that sees which there are.
#[derive(Debug)]
pub(super) struct Schemas {
    url: DatabaseUrl,
    pub(super) db: Lanes,
}

/// What the name of an urn's schema begins with.
const URN: &str = "urn_";

/// The schema of a round's urn.
pub(super) fn schema_of_urn(round: &str) -> String {
    format!("{URN}{round}")
}

impl Schemas {
    /// Connects to a server, and writes nothing.
    pub(super) async fn connect(url: &DatabaseUrl) -> Result<Self, StoreError> {
        Ok(Self {
            url: url.clone(),
            db: connect(url, "pg_catalog").await?,
        })
    }

    pub(super) async fn open(&self, round: &str) -> Result<Lanes, StoreError> {
        open::<UrnMigrator>(&self.url, &schema_of_urn(round)).await
    }

    pub(super) async fn has(&self, round: &str) -> Result<bool, StoreError> {
        Ok(has_schema(&self.db, &schema_of_urn(round)).await?)
    }

    pub(super) async fn rounds(&self) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'urn\\_%' ORDER BY 1";
        let asked = Statement::from_string(DbBackend::Postgres, sql);
        let rows = self.db.query_all_raw(asked).await?;
        let mut rounds = Vec::new();
        for row in rows {
            let name: String = row.try_get_by_index(0)?;
            rounds.extend(name.strip_prefix(URN).map(str::to_owned));
        }
        Ok(rounds)
    }

    /// Drops the urn of a round. Its files are emptied at once and removed by the checkpoint.
    pub(super) async fn destroy(&self, round: &str) -> Result<(), StoreError> {
        let schema = quoted(&schema_of_urn(round));
        let gone = format!("DROP SCHEMA IF EXISTS {schema} CASCADE");
        self.db.execute_unprepared(&gone).await?;
        self.end_journal().await
    }

    /// Writes an urn anew where something came, and ends the journal that tells when.
    pub(super) async fn tidy(&self, urn: &Urn) -> Result<(), StoreError> {
        if write_anew(urn).await? {
            self.end_journal().await?;
        }
        Ok(())
    }

    /// Segments before the checkpoint are removed by it.
    async fn end_journal(&self) -> Result<(), StoreError> {
        for act in ["SELECT pg_switch_wal()", "CHECKPOINT"] {
            self.db.execute_unprepared(act).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::DatabaseUrl;

    #[test]
    fn a_server_is_named_without_a_password() {
        let url = DatabaseUrl::try_from("postgres://urn:secret@127.0.0.1:5433/urn".to_owned());
        assert_eq!(url.unwrap().place(), "urn@127.0.0.1:5433");
    }

    #[test]
    fn a_server_on_another_machine_must_show_a_certificate_that_is_checked() {
        let taken = |url: &str| DatabaseUrl::try_from(url.to_owned()).is_ok();
        for here in ["127.0.0.1:5433", "localhost", "[::1]"] {
            assert!(taken(&format!("postgres://urn@{here}/urn")), "{here}");
        }
        assert!(taken("postgres:///urn?host=/run/postgresql"));
        let there = "postgres://urn@ballots.internal/urn";
        assert!(taken(&format!("{there}?sslmode=verify-full")));
        for mode in [
            "",
            "?sslmode=prefer",
            "?sslmode=require",
            "?sslmode=verify-ca",
        ] {
            assert!(!taken(&format!("{there}{mode}")), "{mode}");
        }
        assert!(!taken("postgres://urn@10.0.0.5/urn") && !taken("mysql://urn@localhost/urn"));
    }
}
