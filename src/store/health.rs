//! Whether a database is whole and written as it should be.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, Statement};

use super::connection::{Registry, Results, StoreError, Urn};

/// Settings that durability and anonymity rest on.
const NEEDED: [(&str, &str); 3] = [
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("secure_delete", "1"),
];

impl Registry {
    /// Names of what is not as it should be.
    pub async fn faults(&self) -> Result<Vec<&'static str>, StoreError> {
        faults(&self.db.writer).await
    }
}

impl Results {
    /// Names of what is not as it should be.
    pub async fn faults(&self) -> Result<Vec<&'static str>, StoreError> {
        faults(&self.db.writer).await
    }
}

impl Urn {
    /// Names of what is not as it should be.
    pub async fn faults(&self) -> Result<Vec<&'static str>, StoreError> {
        faults(&self.db).await
    }
}

async fn faults(db: &DatabaseConnection) -> Result<Vec<&'static str>, StoreError> {
    let mut found = Vec::new();
    for (name, needed) in NEEDED {
        if pragma(db, name).await? != needed {
            found.push(name);
        }
    }
    if pragma(db, "quick_check").await? != "ok" {
        found.push("quick_check");
    }
    Ok(found)
}

/// What a pragma answers first, as text.
async fn pragma(db: &DatabaseConnection, name: &str) -> Result<String, StoreError> {
    let asked = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {name}"));
    let row = db.query_one_raw(asked).await?;
    let Some(row) = row else {
        return Ok(String::new());
    };
    match row.try_get_by_index::<i32>(0) {
        Ok(number) => Ok(number.to_string()),
        Err(_) => Ok(row.try_get_by_index(0)?),
    }
}
