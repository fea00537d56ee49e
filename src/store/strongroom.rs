//! The strongroom: a folder for what has to outlive a request and the process that took it, but never
//! an act. Key ceremonies under way, the first key sheet of a count, how far a run is. All nodes share it.
//!
//! Why a folder of its own and no rows of the registry, sealed as they might be: rows travel in journals,
//! dumps and backups, and stay there. Why not `keys/`: a backup of keys copies what is in there. This folder
//! is in no backup.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::connection::StoreError;
use super::keys::{make_durably, put_in_place, shred};

/// How long somebody waits for others, each of whom needs moments.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// How often it is looked whether they are through.
const TRIED_EVERY: Duration = Duration::from_millis(5);

/// What is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holding {
    /// A key ceremony.
    Ceremony,
    /// The first key sheet of a count.
    Sheet,
    /// How far the opening is.
    Opening,
    /// How far the count is.
    Tally,
}

impl Holding {
    /// All there are.
    pub const ALL: [Holding; 4] = [
        Holding::Ceremony,
        Holding::Sheet,
        Holding::Opening,
        Holding::Tally,
    ];

    /// Name of the file, and of the duty of those who work at it.
    pub fn name(self) -> &'static str {
        match self {
            Holding::Ceremony => "ceremony",
            Holding::Sheet => "sheet",
            Holding::Opening => "opening",
            Holding::Tally => "tally",
        }
    }
}

/// The folder.
#[derive(Debug, Clone)]
pub struct StrongroomFolder {
    folder: PathBuf,
}

/// Nobody else, on whatever node, changes anything in the strongroom while this lives.
#[derive(Debug)]
pub struct StrongroomHeld {
    folder: PathBuf,
    _lock: File,
}

impl StrongroomFolder {
    /// The folder `strongroom` below the data folder.
    pub fn below(data: &Path) -> Self {
        Self {
            folder: data.join("strongroom"),
        }
    }

    /// Waits until nobody else changes anything. The system lets go of it when the process dies.
    ///
    /// # Errors
    /// Somebody has been changing something for long: a process that is stopped and lets go of nothing.
    pub fn hold(&self) -> Result<StrongroomHeld, StoreError> {
        make_durably(&self.folder)?;
        let lock = File::open(&self.folder)?;
        let since = Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(problem)) => return Err(problem.into()),
                Err(TryLockError::WouldBlock) if since.elapsed() < LONGEST_WAIT => {
                    std::thread::sleep(TRIED_EVERY);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(io::Error::from(io::ErrorKind::TimedOut).into());
                }
            }
        }
        Ok(StrongroomHeld {
            folder: self.folder.clone(),
            _lock: lock,
        })
    }

    /// What is held of a round, by the round's code.
    pub fn read(&self, round: &str, what: Holding) -> Result<Option<Vec<u8>>, StoreError> {
        match fs::read(self.folder.join(round).join(what.name())) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(problem) => Err(problem.into()),
        }
    }

    /// Codes of rounds of which something is held.
    pub fn rounds(&self) -> Result<Vec<String>, StoreError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(problem) => return Err(problem.into()),
        };
        let name =
            |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().to_string_lossy().into_owned());
        entries.map(name).collect()
    }
}

impl StrongroomHeld {
    /// Holds this in the place of what was held; a crash leaves either.
    pub fn write(&self, round: &str, what: Holding, bytes: &[u8]) -> Result<(), StoreError> {
        put_in_place(&self.folder.join(round).join(what.name()), bytes)
    }

    /// Overwrites and removes it, with what a killed process left half written; nothing there is fine.
    pub fn destroy(&self, round: &str, what: Holding) -> Result<(), StoreError> {
        let path = self.folder.join(round).join(what.name());
        shred(&path.with_extension("new"))?;
        shred(&path)
    }

    /// Removes the folder of a round that nothing is held of; another stays.
    pub fn leave(&self, round: &str) {
        let _ = fs::remove_dir(self.folder.join(round));
    }
}
