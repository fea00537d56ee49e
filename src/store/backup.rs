//! Copies of databases while others write to them, and the name of an installation.

use std::fs::OpenOptions;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use sea_orm::{ConnectionTrait, DbBackend, EntityTrait, PaginatorTrait, QueryFilter, Statement};

use super::connection::{Registry, Results, StoreError, Urn, Urns};
use super::entity::board;
use super::lanes::Lanes;

impl Registry {
    /// Copies it into a new file.
    pub async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        copy(&self.db, file).await
    }

    /// Lets go of the file; nothing stays in a journal.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }
}

impl Results {
    /// Copies them into a new file.
    pub async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        copy(&self.db, file).await
    }

    /// Lets go of the file; nothing stays in a journal.
    pub async fn close(self) -> Result<(), StoreError> {
        Ok(self.db.close().await?)
    }

    /// How many boards of a round stand.
    pub async fn boards_written(&self, round: &str) -> Result<u64, StoreError> {
        let boards = board::Entity::find().filter(board::COLUMN.round.eq(round));
        Ok(boards.count(&self.db).await?)
    }
}

impl Urn {
    /// Copies it into a new file.
    pub async fn copy_to(&self, file: &Path) -> Result<(), StoreError> {
        copy(&self.db, file).await
    }
}

impl Urns {
    /// Lets go of all files; nothing stays in a journal.
    pub async fn close(self) -> Result<(), StoreError> {
        for (_, urn) in self.open.lock().await.drain() {
            urn.db.close().await?;
        }
        Ok(())
    }
}

/// Copies a database as it is at this moment. `VACUUM INTO` writes rows in the order of their keys and
/// nothing else: no freed cell, no journal, no order of arrival. It does not flush, so that is done here.
async fn copy(db: &Lanes, file: &Path) -> Result<(), StoreError> {
    if db.on_server() {
        return Err(StoreError::OnServer);
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    let empty = options.open(file)?;
    let name = file.display().to_string();
    let copying = Statement::from_sql_and_values(DbBackend::Sqlite, "VACUUM INTO ?", [name.into()]);
    db.execute_raw(copying).await?;
    Ok(empty.sync_all()?)
}

/// Name of the installation in a data folder; the drawn one if it has none yet.
pub fn installation(data: &Path, drawn: &str) -> Result<String, StoreError> {
    let file = data.join("installation");
    if !file.exists() {
        super::keys::write_durably(&file, format!("{drawn}\n").as_bytes())?;
    }
    Ok(std::fs::read_to_string(file)?.trim().to_owned())
}
