//! Files of evidence, beside the databases.
//!
//! Why a folder: the registry is rewritten whole when a round closes, and ten megabytes a work
//! group would be rewritten with it. A name is drawn, never the one that the file came with.

use std::fs;
use std::path::{Path, PathBuf};

use super::connection::StoreError;
use super::keys::write_durably;

/// Folder of evidence, each file under a drawn name; readable by its owner only.
#[derive(Debug, Clone)]
pub struct EvidenceFolder {
    folder: PathBuf,
}

impl EvidenceFolder {
    /// The folder `evidence` below the data folder.
    pub fn below(data: &Path) -> Self {
        Self {
            folder: data.join("evidence"),
        }
    }

    /// Keeps a file; it is on disk when this returns.
    pub fn keep(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        write_durably(&self.path(name)?, bytes)
    }

    /// The file.
    pub fn read(&self, name: &str) -> Result<Vec<u8>, StoreError> {
        Ok(fs::read(self.path(name)?)?)
    }

    /// Lets a file go; one that is gone already is fine.
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        match fs::remove_file(self.path(name)?) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Drawn names are hexadecimal; nothing else leads to a file.
    fn path(&self, name: &str) -> Result<PathBuf, StoreError> {
        let drawn = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_hexdigit());
        if drawn {
            Ok(self.folder.join(name))
        } else {
            Err(StoreError::Damaged("evidence file"))
        }
    }
}
