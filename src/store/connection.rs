//! The three stores: where each is, on SQLite files or on PostgreSQL servers, and opening them.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use prongsai_migrations::{MigratorTrait, RegistryMigrator, ResultsMigrator, UrnMigrator};
use sea_orm::{ConnAcquireErr, DatabaseConnection, DbErr};
use tokio::sync::Mutex;

use super::duty::Duties;
use super::lanes::Lanes;
use super::origin::REGISTRY;
use super::parts::Visits;
use super::postgres::{self, DatabaseUrl};
use super::registry::acknowledge::{Acknowledgement, Issued};
use super::registry::kept::InMemory;
use super::server_settings::{LastLook, WrongSetting, refuse_same, refuse_unsafe};
use super::sqlite::{self, checkpoint, checkpoint_again, rewrite, with_suffix};
use super::ticket_casts::{TicketArrival, TicketCast};
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
    /// The database servers are set up so that they would lose writes, or tell what nobody may know.
    #[error("PostgreSQL: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Settings(Vec<WrongSetting>),
    /// A database server is not there, or lets nobody in.
    #[error("PostgreSQL at {server}: {problem}")]
    NoServer {
        /// Its address, without password.
        server: String,
        /// Its words, or those of the system.
        problem: DbErr,
    },
    /// Copies of a database on a server are made with the server's own tools.
    #[error("on PostgreSQL: copy it with pg_dump")]
    OnServer,
    /// A newer version of this program has written it.
    #[error("written by a newer version")]
    Newer,
    /// Somebody else changed the same thing meanwhile.
    #[error("changed meanwhile")]
    Stale,
}

impl StoreError {
    /// What it means that a database could not be brought up to this version.
    pub(super) fn of_upgrade(problem: DbErr) -> Self {
        match problem {
            // So the migrator says that it does not know a step that was taken.
            DbErr::Custom(_) => Self::Newer,
            problem => Self::Database(problem),
        }
    }

    /// No connection to the database could be had.
    pub(super) fn away() -> Self {
        Self::Database(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
    }

    /// Whether no connection to the database could be had.
    pub(super) fn is_away(&self) -> bool {
        use DbErr::{Conn, ConnectionAcquire};
        let gone = matches!(self, Self::Database(Conn(_) | ConnectionAcquire(_)));
        gone || matches!(self, Self::NoServer { .. })
    }
}

/// People, agencies, rounds, invitations, mail queue, evidence, audit log. Never a ballot.
#[derive(Debug, Clone)]
pub struct Registry {
    pub(super) db: Lanes,
    /// What one node, or one task, does at a time.
    pub(super) duties: Duties,
    pub(super) in_memory: Arc<InMemory>,
    pub(super) signing: Arc<Together<Acknowledgement, Issued>>,
    pub(super) last_look: LastLook,
}

/// Sealed ballots of one round. Never a person.
#[derive(Debug, Clone)]
pub struct Urn {
    pub(super) db: Lanes,
    pub(super) visits: Arc<Visits>,
    pub(super) arriving: Arc<Together<Arrival, Cast>>,
    pub(super) arriving_with_tickets: Arc<Together<TicketArrival, TicketCast>>,
    pub(super) last_look: LastLook,
}

impl Urn {
    fn of(db: Lanes, last_look: &LastLook) -> Self {
        Self {
            db,
            visits: Arc::default(),
            arriving: Arc::default(),
            arriving_with_tickets: Arc::default(),
            last_look: last_look.clone(),
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
        let db = sqlite::open(&folder.join("registry.db")).await?;
        upgrade::<RegistryMigrator>(&db.writer).await?;
        Ok(Self::of(db))
    }

    fn of(db: Lanes) -> Self {
        Self {
            db,
            duties: Duties::default(),
            in_memory: Arc::default(),
            signing: Arc::default(),
            last_look: LastLook::default(),
        }
    }

    /// Truncates the journal, which keeps the order in which people signed.
    ///
    /// A server's registry keeps this order, in transaction numbers and journals: no ballot can be
    /// held against it, since the urn's server keeps none.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        if self.db.on_server() {
            return Ok(());
        }
        checkpoint(&self.db.writer).await
    }

    /// Rewrites the file in key order and truncates the journal, so that neither keeps the order
    /// in which people signed.
    pub async fn rewrite(&self) -> Result<(), StoreError> {
        if self.db.on_server() {
            return Ok(());
        }
        rewrite(&self.db.writer).await?;
        checkpoint_again(&self.db.writer).await
    }
}

/// Brings the tables of a file up to this version.
async fn upgrade<M: MigratorTrait>(writer: &DatabaseConnection) -> Result<(), StoreError> {
    let done = M::up(writer, None).await;
    done.map_err(StoreError::of_upgrade)
}

impl Results {
    /// Opens or creates the results in the data folder.
    pub async fn open(folder: &Path) -> Result<Self, StoreError> {
        let db = sqlite::open(&folder.join("results.db")).await?;
        upgrade::<ResultsMigrator>(&db.writer).await?;
        Ok(Self { db })
    }
}

/// Opens or creates the stores on two servers, both of which are looked at before anything is written.
pub async fn on_servers(
    registry: &DatabaseUrl,
    urn: &DatabaseUrl,
) -> Result<(Registry, Results, Urns), StoreError> {
    let people = postgres::Schemas::connect(registry).await?;
    let ballots = postgres::Schemas::connect(urn).await?;
    let last_look = LastLook::default();
    refuse_unsafe(&people.db, &ballots.db, &last_look).await?;
    refuse_same(&ballots.db, &people.db).await?;
    let results = postgres::open::<ResultsMigrator>(registry, "results").await?;
    let people = Registry {
        duties: Duties::AmongNodes(postgres::duties(registry).await?),
        last_look: last_look.clone(),
        ..Registry::of(postgres::open::<RegistryMigrator>(registry, REGISTRY).await?)
    };
    Ok((
        people,
        Results { db: results },
        Urns {
            last_look,
            ..Urns::at(Place::Server(Arc::new(ballots)))
        },
    ))
}

/// The urns of all rounds, one database or schema each, opened when first asked for.
#[derive(Debug, Clone)]
pub struct Urns {
    place: Place,
    pub(super) open: Arc<Mutex<HashMap<String, Urn>>>,
    pub(super) last_look: LastLook,
}

#[derive(Debug, Clone)]
enum Place {
    /// A file a round in this folder.
    Folder(PathBuf),
    /// A schema a round on this server.
    Server(Arc<postgres::Schemas>),
}

impl Urns {
    /// Urns live below the data folder.
    pub fn below(data: &Path) -> Self {
        Self::at(Place::Folder(data.join("urn")))
    }

    fn at(place: Place) -> Self {
        Self {
            place,
            open: Arc::default(),
            last_look: LastLook::default(),
        }
    }

    /// The server on which they are.
    pub(super) fn server(&self) -> Option<&Lanes> {
        match &self.place {
            Place::Folder(_) => None,
            Place::Server(schemas) => Some(&schemas.db),
        }
    }

    /// Creates the urn of a round; an existing one stays as it is.
    pub async fn create(&self, round: &str) -> Result<Urn, StoreError> {
        let db = match &self.place {
            Place::Folder(folder) => {
                std::fs::create_dir_all(folder)?;
                let db = sqlite::single(sqlite::connect(&file(folder, round)).await?);
                upgrade::<UrnMigrator>(&db.writer).await?;
                db
            }
            Place::Server(schemas) => schemas.open(round).await?,
        };
        let urn = Urn::of(db, &self.last_look);
        self.open.lock().await.insert(round.to_owned(), urn.clone());
        Ok(urn)
    }

    /// The urn of a round, if there is one and it was not destroyed.
    pub async fn get(&self, round: &str) -> Result<Option<Urn>, StoreError> {
        // Asked before the others are kept waiting: the server may be away.
        let stands = self.stands(round).await?;
        let mut open = self.open.lock().await;
        if !stands {
            open.remove(round);
            return Ok(None);
        }
        if let Some(urn) = open.get(round) {
            return Ok(Some(urn.clone()));
        }
        let db = match &self.place {
            Place::Folder(folder) => {
                let db = sqlite::single(sqlite::connect_existing(&file(folder, round)).await?);
                upgrade::<UrnMigrator>(&db.writer).await?;
                db
            }
            Place::Server(schemas) => schemas.open(round).await?,
        };
        let urn = Urn::of(db, &self.last_look);
        open.insert(round.to_owned(), urn.clone());
        Ok(Some(urn))
    }

    async fn stands(&self, round: &str) -> Result<bool, StoreError> {
        match &self.place {
            Place::Folder(folder) => Ok(file(folder, round).exists()),
            Place::Server(schemas) => schemas.has(round).await,
        }
    }

    /// Destroys the urn of a round. A file is taken out of its name first, so that a killed run leaves
    /// no half-wiped urn behind; then it is overwritten and removed, journals included. A server drops
    /// the schema, and its journal is ended. May be repeated.
    pub async fn destroy(&self, round: &str) -> Result<(), StoreError> {
        let open = self.open.lock().await.remove(round);
        match &self.place {
            Place::Folder(folder) => {
                if let Some(urn) = open {
                    let _ = checkpoint(&urn.db.writer).await;
                    let _ = urn.db.writer.close().await;
                }
                shred(folder, round)
            }
            Place::Server(schemas) => {
                if let Some(urn) = open {
                    urn.db.close().await?;
                }
                schemas.destroy(round).await
            }
        }
    }

    /// Whether anything is left of a round's urn.
    pub async fn remains(&self, round: &str) -> Result<bool, StoreError> {
        let half_gone = match &self.place {
            Place::Folder(folder) => with_suffix(&file(folder, round), ".gone").exists(),
            Place::Server(_) => false,
        };
        Ok(half_gone || self.stands(round).await?)
    }

    /// Codes of the rounds that have an urn.
    pub async fn rounds(&self) -> Result<Vec<String>, StoreError> {
        let folder = match &self.place {
            Place::Folder(folder) => folder,
            Place::Server(schemas) => return schemas.rounds().await,
        };
        if !folder.exists() {
            return Ok(Vec::new());
        }
        let mut rounds = Vec::new();
        for entry in std::fs::read_dir(folder)? {
            let name = entry?.file_name();
            let round = name.to_str().and_then(|name| name.strip_suffix(".db"));
            rounds.extend(round.map(str::to_owned));
        }
        rounds.sort();
        Ok(rounds)
    }

    /// Has the urns that are open here forget the order of arrival: journals of files are truncated,
    /// tables on a server are written anew, also those that a killed node left. One that cannot be tidied
    /// keeps no other from it; one that another process destroyed is let go.
    pub async fn tidy(&self) -> Result<(), StoreError> {
        let standing = self.rounds().await?;
        self.open
            .lock()
            .await
            .retain(|round, _| standing.contains(round));
        if let Place::Server(_) = &self.place {
            for round in &standing {
                self.get(round).await?;
            }
        }
        let open: Vec<Urn> = self.open.lock().await.values().cloned().collect();
        let mut tidied = Ok(());
        for urn in open {
            tidied = tidied.and(self.tidy_one(&urn).await);
        }
        tidied
    }

    async fn tidy_one(&self, urn: &Urn) -> Result<(), StoreError> {
        match &self.place {
            Place::Folder(_) => checkpoint(&urn.db.writer).await,
            Place::Server(schemas) => schemas.tidy(urn).await,
        }
    }
}

fn file(folder: &Path, round: &str) -> PathBuf {
    folder.join(format!("{round}.db"))
}

fn shred(folder: &Path, round: &str) -> Result<(), StoreError> {
    let path = file(folder, round);
    let gone = with_suffix(&path, ".gone");
    if path.exists() {
        std::fs::rename(&path, &gone)?;
        std::fs::File::open(folder)?.sync_all()?;
    }
    for file in ["-wal", "-shm", "-journal"].map(|suffix| with_suffix(&path, suffix)) {
        super::keys::shred(&file)?;
    }
    super::keys::shred(&gone)
}
