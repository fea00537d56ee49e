//! Opening databases: settings that durability and anonymity rest on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use prongsai_migrations::{MigratorTrait, RegistryMigrator, ResultsMigrator, UrnMigrator};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbBackend,
    DbErr, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait,
};
use tokio::sync::Mutex;

use super::lanes::{Lanes, Writer};
use super::registry::acknowledge::{Acknowledgement, Issued};
use super::registry::kept::InMemory;
use super::tickets::{TicketArrival, TicketCast};
use super::together::Together;
use super::urn::{Arrival, Cast};

/// What can go wrong in a store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused or could not be reached.
    #[error("database: {0}")]
    Database(#[from] DbErr),
    /// A file beside the databases could not be read or written.
    #[error("file: {0}")]
    File(#[from] std::io::Error),
    /// A stored value is not what this version writes.
    #[error("stored {0} is damaged")]
    Damaged(&'static str),
    /// This person took part, so their ballot is in the box of their agency.
    #[error("took part already")]
    TookPart(String),
    /// Somebody else changed the same thing meanwhile.
    #[error("changed meanwhile")]
    Stale,
}

/// People, agencies, rounds, invitations, mail queue, evidence, audit log. Never a ballot.
#[derive(Debug, Clone)]
pub struct Registry {
    pub(super) db: Lanes,
    pub(super) in_memory: Arc<InMemory>,
    pub(super) signing: Arc<Together<Acknowledgement, Issued>>,
}

/// Sealed ballots of one round. Never a person.
#[derive(Debug, Clone)]
pub struct Urn {
    pub(super) db: DatabaseConnection,
    pub(super) arriving: Arc<Together<Arrival, Cast>>,
    pub(super) arriving_with_tickets: Arc<Together<TicketArrival, TicketCast>>,
}

impl Urn {
    fn of(db: DatabaseConnection) -> Self {
        Self {
            db,
            arriving: Arc::default(),
            arriving_with_tickets: Arc::default(),
        }
    }
}

/// Counts, boards and published figures.
#[derive(Debug, Clone)]
pub struct Results {
    pub(super) db: Lanes,
}

impl Registry {
    /// Opens or creates the registry in the data folder.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        let file = folder.join("registry.db");
        let writer = connect(&file).await?;
        RegistryMigrator::up(&writer, None).await?;
        let readers = connect_readers(&file).await?;
        Ok(Self {
            db: Lanes { writer, readers },
            in_memory: Arc::default(),
            signing: Arc::default(),
        })
    }

    /// Truncates the journal, which keeps the order in which people signed.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        checkpoint(&self.db.writer).await
    }

    /// Rewrites the file in key order and truncates the journal, so that neither keeps the order
    /// in which people signed.
    pub async fn rewrite(&self) -> Result<(), StoreError> {
        self.db.execute_unprepared("VACUUM").await?;
        checkpoint_again(&self.db.writer).await
    }
}

impl Results {
    /// Opens or creates the results in the data folder.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        let file = folder.join("results.db");
        let writer = connect(&file).await?;
        ResultsMigrator::up(&writer, None).await?;
        let readers = connect_readers(&file).await?;
        Ok(Self {
            db: Lanes { writer, readers },
        })
    }
}

/// The urns of all rounds, one database each, opened when first asked for.
#[derive(Debug, Clone)]
pub struct Urns {
    folder: PathBuf,
    pub(super) open: Arc<Mutex<HashMap<String, Urn>>>,
}

impl Urns {
    /// Urns live below the data folder.
    pub fn below(data: &Path) -> Self {
        Self {
            folder: data.join("urn"),
            open: Arc::default(),
        }
    }

    /// Creates the urn of a round; an existing one stays as it is.
    pub async fn create(&self, round: &str) -> Result<Urn, StoreError> {
        std::fs::create_dir_all(&self.folder)?;
        let urn = Urn::of(connect(&self.path(round)).await?);
        UrnMigrator::up(&urn.db, None).await?;
        self.open.lock().await.insert(round.to_owned(), urn.clone());
        Ok(urn)
    }

    /// The urn of a round, if there is one and it was not destroyed.
    pub async fn get(&self, round: &str) -> Result<Option<Urn>, StoreError> {
        let mut open = self.open.lock().await;
        if !self.path(round).exists() {
            open.remove(round);
            return Ok(None);
        }
        if let Some(urn) = open.get(round) {
            return Ok(Some(urn.clone()));
        }
        let urn = Urn::of(connect_existing(&self.path(round)).await?);
        UrnMigrator::up(&urn.db, None).await?;
        open.insert(round.to_owned(), urn.clone());
        Ok(Some(urn))
    }

    /// Destroys the urn of a round: taken out of its name first, so that a killed run leaves no
    /// half-wiped urn behind; then overwritten and removed, journals included. May be repeated.
    pub async fn destroy(&self, round: &str) -> Result<(), StoreError> {
        if let Some(urn) = self.open.lock().await.remove(round) {
            let _ = checkpoint(&urn.db).await;
            let _ = urn.db.close().await;
        }
        let path = self.path(round);
        let gone = with_suffix(&path, ".gone");
        if path.exists() {
            std::fs::rename(&path, &gone)?;
            std::fs::File::open(&self.folder)?.sync_all()?;
        }
        for file in ["-wal", "-shm", "-journal"].map(|suffix| with_suffix(&path, suffix)) {
            super::keys::shred(&file)?;
        }
        super::keys::shred(&gone)
    }

    /// Whether anything is left of a round's urn.
    pub fn remains(&self, round: &str) -> bool {
        let path = self.path(round);
        path.exists() || with_suffix(&path, ".gone").exists()
    }

    /// Codes of the rounds that have an urn.
    pub fn rounds(&self) -> Result<Vec<String>, StoreError> {
        if !self.folder.exists() {
            return Ok(Vec::new());
        }
        let mut rounds = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            let round = name.to_str().and_then(|name| name.strip_suffix(".db"));
            rounds.extend(round.map(str::to_owned));
        }
        rounds.sort();
        Ok(rounds)
    }

    /// Truncates the journals of the urns that are open here: they keep the order of arrival.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        let open: Vec<Urn> = self.open.lock().await.values().cloned().collect();
        for urn in open {
            checkpoint(&urn.db).await?;
        }
        Ok(())
    }

    fn path(&self, round: &str) -> PathBuf {
        self.folder.join(format!("{round}.db"))
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.to_owned().into_os_string();
    name.push(suffix);
    PathBuf::from(name)
}

/// Truncates the write-ahead log, which keeps the order of writes. While somebody else reads, the
/// log stays and a warning is written; `serve` comes back to it every few seconds.
pub(super) async fn checkpoint(db: &DatabaseConnection) -> Result<(), StoreError> {
    if !is_truncated(db).await? {
        tracing::warn!("a journal is in use and could not be truncated yet");
    }
    Ok(())
}

/// The same where nobody may come back to it, such as a command beside no server: tried once more,
/// so that a reader of up to twice [`BUSY`] is waited for, and no longer: others want to write.
pub(super) async fn checkpoint_again(db: &DatabaseConnection) -> Result<(), StoreError> {
    if is_truncated(db).await? {
        return Ok(());
    }
    // The connection is free in between for whoever waits to write.
    tokio::time::sleep(Duration::from_millis(100)).await;
    checkpoint(db).await
}

/// Tries to truncate the journal, and waits up to [`BUSY`] for those who read from it.
async fn is_truncated(db: &DatabaseConnection) -> Result<bool, StoreError> {
    let pragma = Statement::from_string(DbBackend::Sqlite, "PRAGMA wal_checkpoint(TRUNCATE)");
    let row = db.query_one_raw(pragma).await?;
    let busy: i32 = row.map_or(Ok(0), |row| row.try_get_by_index(0))?;
    Ok(busy == 0)
}

/// A transaction that holds the write lock from its start, since it reads before it writes.
pub(super) async fn begin(db: &impl Writer) -> Result<DatabaseTransaction, DbErr> {
    let immediate = SqliteTransactionMode::Immediate;
    db.writer()
        .begin_with_options(TransactionOptions {
            sqlite_transaction_mode: Some(immediate),
            ..Default::default()
        })
        .await
}

/// Connects to an SQLite file with the one connection that writes.
async fn connect(path: &Path) -> Result<DatabaseConnection, StoreError> {
    Ok(Database::connect(options(path, "rwc", Task::Writes)).await?)
}

/// Connects to a file that is there, and never makes an empty one in its place.
async fn connect_existing(path: &Path) -> Result<DatabaseConnection, StoreError> {
    Ok(Database::connect(options(path, "rw", Task::Writes)).await?)
}

/// Connects to a file that is there for reading, by a few connections that are made as they are
/// needed.
async fn connect_readers(path: &Path) -> Result<DatabaseConnection, StoreError> {
    let mut options = options(path, "rw", Task::Reads);
    options.max_connections(READERS).connect_lazy(true);
    Ok(Database::connect(options).await?)
}

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Task {
    Writes,
    Reads,
}

/// Most connections that read a database at the same time.
const READERS: u32 = 4;

/// How long a connection waits for another process.
const BUSY: Duration = Duration::from_secs(15);

/// Kibibytes of pages that a connection keeps in memory at most, written with a minus sign: the
/// people of a large agency are read over and over.
const CACHE_KIB: &str = "-16384";

/// `secure_delete` wipes freed cells, `synchronous=FULL` puts every confirmed write on disk before
/// the answer, temporary tables stay in memory, and nothing of a statement is logged.
fn options(path: &Path, mode: &str, task: Task) -> ConnectOptions {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode={mode}", path.display()));
    options
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30));
    let read_only = if task == Task::Reads { "ON" } else { "OFF" };
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", CACHE_KIB)
            .pragma("wal_autocheckpoint", "200")
            .pragma("journal_size_limit", "0")
            .pragma("query_only", read_only)
            .busy_timeout(BUSY)
    });
    options
}
