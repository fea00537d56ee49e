//! Opening databases: settings that durability and anonymity rest on.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use prongsai_migrations::{MigratorTrait, RegistryMigrator, ResultsMigrator, UrnMigrator};
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use tokio::sync::Mutex;

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
    /// Somebody else changed the same thing meanwhile.
    #[error("changed meanwhile")]
    Stale,
}

/// People, agencies, rounds, invitations, mail queue, evidence, audit log. Never a ballot.
#[derive(Debug, Clone)]
pub struct Registry {
    pub(super) db: DatabaseConnection,
}

/// Sealed ballots of one round. Never a person.
#[derive(Debug, Clone)]
pub struct Urn {
    pub(super) db: DatabaseConnection,
}

/// Counts, boards and published figures.
#[derive(Debug, Clone)]
pub struct Results {
    pub(super) db: DatabaseConnection,
}

impl Registry {
    /// Opens or creates the registry in the data folder.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        let db = connect(&folder.join("registry.db")).await?;
        RegistryMigrator::up(&db, None).await?;
        Ok(Self { db })
    }

    /// Rewrites the file in key order and truncates the journal, so that neither keeps the order
    /// in which people signed.
    pub async fn rewrite(&self) -> Result<(), StoreError> {
        self.db.execute_unprepared("VACUUM").await?;
        checkpoint(&self.db).await
    }
}

impl Results {
    /// Opens or creates the results in the data folder.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        let db = connect(&folder.join("results.db")).await?;
        ResultsMigrator::up(&db, None).await?;
        Ok(Self { db })
    }
}

/// The urns of all rounds, one database each, opened when first asked for.
#[derive(Debug, Clone)]
pub struct Urns {
    folder: PathBuf,
    open: Arc<Mutex<HashMap<String, Urn>>>,
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
        let urn = Urn {
            db: connect(&self.path(round)).await?,
        };
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
        let urn = Urn {
            db: connect(&self.path(round)).await?,
        };
        open.insert(round.to_owned(), urn.clone());
        Ok(Some(urn))
    }

    /// Destroys the urn of a round: overwritten, then removed, journals included.
    pub async fn destroy(&self, round: &str) -> Result<(), StoreError> {
        if let Some(urn) = self.open.lock().await.remove(round) {
            let _ = checkpoint(&urn.db).await;
            let _ = urn.db.close().await;
        }
        let path = self.path(round);
        for suffix in ["-wal", "-shm", "-journal", ""] {
            let mut name = path.clone().into_os_string();
            name.push(suffix);
            super::keys::shred(Path::new(&name))?;
        }
        Ok(())
    }

    fn path(&self, round: &str) -> PathBuf {
        self.folder.join(format!("{round}.db"))
    }
}

/// Truncates the write-ahead log, which keeps the order of writes.
pub(super) async fn checkpoint(db: &DatabaseConnection) -> Result<(), StoreError> {
    db.execute_unprepared("PRAGMA wal_checkpoint(TRUNCATE)")
        .await?;
    Ok(())
}

/// A transaction that holds the write lock from its start, since it reads before it writes.
pub(super) async fn begin(db: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let immediate = SqliteTransactionMode::Immediate;
    db.begin_with_options(TransactionOptions {
        sqlite_transaction_mode: Some(immediate),
        ..Default::default()
    })
    .await
}

/// Connects to an SQLite file. `secure_delete` wipes freed cells, `synchronous=FULL` puts every
/// confirmed write on disk before the answer, temporary tables stay in memory, and nothing of a
/// statement is logged.
async fn connect(path: &Path) -> Result<DatabaseConnection, StoreError> {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode=rwc", path.display()));
    options
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .max_connections(1)
        .acquire_timeout(Duration::from_secs(30));
    options.map_sqlx_sqlite_opts(|sqlite| {
        sqlite
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY")
            .pragma("wal_autocheckpoint", "200")
            .pragma("journal_size_limit", "0")
            .busy_timeout(Duration::from_secs(15))
    });
    Ok(Database::connect(options).await?)
}
