//! Whether a database is whole and written as it should be.

use jiff::Timestamp;
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::connection::{Registry, Results, StoreError, Urn};
use super::lanes::Lanes;

/// Settings that durability and anonymity rest on.
const NEEDED: [(&str, &str); 3] = [
    ("journal_mode", "wal"),
    ("synchronous", "2"),
    ("secure_delete", "1"),
];

impl Registry {
    /// Names of what is not as it should be.
    pub async fn faults(&self) -> Result<Vec<&'static str>, StoreError> {
        faults(&self.db).await
    }

    /// What the server's clock shows; files have none.
    pub async fn server_clock(&self) -> Result<Option<Timestamp>, StoreError> {
        server_clock(&self.db).await
    }
}

impl Results {
    /// Names of what is not as it should be.
    pub async fn faults(&self) -> Result<Vec<&'static str>, StoreError> {
        faults(&self.db).await
    }
}

impl Urn {
    /// Names of what is not as it should be.
    pub async fn faults(&self) -> Result<Vec<&'static str>, StoreError> {
        faults(&self.db).await
    }

    /// What the server's clock shows; files have none.
    pub async fn server_clock(&self) -> Result<Option<Timestamp>, StoreError> {
        server_clock(&self.db).await
    }
}

async fn server_clock(db: &Lanes) -> Result<Option<Timestamp>, StoreError> {
    if !db.on_server() {
        return Ok(None);
    }
    let sql = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS BIGINT)";
    let asked = Statement::from_string(DbBackend::Postgres, sql);
    let row = db.query_one_raw(asked).await?;
    let seconds: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose()?;
    Ok(seconds.and_then(|seconds| Timestamp::from_second(seconds).ok()))
}

/// A server's settings were looked at when the store was opened.
async fn faults(db: &Lanes) -> Result<Vec<&'static str>, StoreError> {
    if db.on_server() {
        return Ok(Vec::new());
    }
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
async fn pragma(db: &Lanes, name: &str) -> Result<String, StoreError> {
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
