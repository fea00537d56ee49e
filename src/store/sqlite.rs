//! SQLite files: how they are opened, and their journals.

use std::path::{Path, PathBuf};
use std::time::Duration;

use sea_orm::sqlx::Connection as _;
use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, Statement,
};

use super::connection::StoreError;
use super::lanes::Lanes;
use super::silence::Pulse;

/// Opens a file, or creates it where it may be, with a connection that writes and others that read.
pub(super) async fn open(path: &Path) -> Result<Lanes, StoreError> {
    let writer = connect(path).await?;
    let readers = connect_readers(path).await?;
    Ok(Lanes {
        writer,
        readers,
        pulse: Pulse::default(),
    })
}

/// One connection for both.
pub(super) fn single(connection: DatabaseConnection) -> Lanes {
    Lanes {
        readers: connection.clone(),
        writer: connection,
        pulse: Pulse::default(),
    }
}

/// The file beside this one with more at the end of its name.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
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

/// Writes all rows anew in the order of their keys, and nothing else. What SQLite keeps of them meanwhile is
/// in a file without a name beside this one, on the volume that was chosen for it: in memory, the people
/// of a country take a gigabyte.
pub(super) async fn rewrite(db: &DatabaseConnection) -> Result<(), StoreError> {
    let list = "SELECT file FROM pragma_database_list WHERE name = 'main'";
    let list = Statement::from_string(DbBackend::Sqlite, list);
    let row = db.query_one_raw(list).await?;
    let file: String = row.map_or(Ok(String::new()), |row| row.try_get_by_index(0))?;
    if let Some(folder) = Path::new(&file).parent().and_then(Path::to_str) {
        let folder = folder.replace('\'', "''");
        let there = format!("PRAGMA temp_store_directory = '{folder}'");
        db.execute_unprepared(&there).await?;
        db.execute_unprepared("PRAGMA temp_store = FILE").await?;
    }
    let rewritten = db.execute_unprepared("VACUUM").await;
    db.execute_unprepared("PRAGMA temp_store = MEMORY").await?;
    Ok(rewritten.map(drop)?)
}

/// Connects to an SQLite file with the one connection that writes.
pub(super) async fn connect(path: &Path) -> Result<DatabaseConnection, StoreError> {
    Ok(Database::connect(options(path, "rwc", Task::Writes)).await?)
}

/// Connects to a file that is there, and never makes an empty one in its place.
pub(super) async fn connect_existing(path: &Path) -> Result<DatabaseConnection, StoreError> {
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

/// Kibibytes of pages that the connection that writes keeps in memory at most, written with a minus sign.
/// Few, for each: every round has databases of its own, and the system keeps the pages of files anyway.
const CACHE_KIB: &str = "-2048";

/// The same of each that reads. While somebody writes, it forgets them again and again.
const READERS_CACHE_KIB: &str = "-1024";

/// Bytes of the journal that stay its own when it begins anew: the pages after which it does. A journal that
/// is cut off each time grows on every commit, and the flush of a growing file takes twice as long. What
/// is left in it from before is no more than it holds at its fullest, and goes with the next truncation.
const JOURNAL_BYTES: &str = "1048576";

/// `secure_delete` wipes freed cells, `synchronous=FULL` puts every confirmed write on disk before
/// the answer, temporary tables stay in memory, and nothing of a statement is logged.
fn options(path: &Path, mode: &str, task: Task) -> ConnectOptions {
    let mut options = ConnectOptions::new(format!("sqlite://{}?mode={mode}", path.display()));
    options
        .sqlx_logging(false)
        .record_stmt_in_spans(false)
        .max_connections(1)
        // A file does not hang up: asking it before each use costs more than most of the uses.
        .test_before_acquire(false)
        .acquire_timeout(Duration::from_secs(30));
    // A commit that failed for want of room ends the transaction, and the driver still counts it as open:
    // all that was written by this connection from then on would be confirmed and never be committed.
    options.map_sqlx_sqlite_before_acquire(|connection, _| {
        let whole = !connection.is_in_transaction();
        Box::pin(async move { Ok(whole) })
    });
    let (read_only, cache) = match task {
        Task::Writes => ("OFF", CACHE_KIB),
        Task::Reads => ("ON", READERS_CACHE_KIB),
    };
    options.map_sqlx_sqlite_opts(move |sqlite| {
        sqlite
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("secure_delete", "ON")
            .pragma("temp_store", "MEMORY")
            .pragma("cache_size", cache)
            .pragma("wal_autocheckpoint", "200")
            .pragma("journal_size_limit", JOURNAL_BYTES)
            .pragma("query_only", read_only)
            .busy_timeout(BUSY)
    });
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn says(db: &DatabaseConnection, pragma: &str) -> String {
        let asked = Statement::from_string(DbBackend::Sqlite, format!("PRAGMA {pragma}"));
        let row = db.query_one_raw(asked).await.unwrap().unwrap();
        let text: Result<String, _> = row.try_get_by_index(0);
        text.unwrap_or_else(|_| row.try_get_by_index::<i32>(0).unwrap().to_string())
    }

    #[tokio::test]
    async fn a_file_is_written_anew_beside_itself_wherever_it_lies_and_nothing_else_is() {
        const MEMORY: &str = "2";
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().join("ข้อมูลของ 'เรา'");
        std::fs::create_dir(&folder).unwrap();
        let db = connect(&folder.join("x.db")).await.unwrap();
        let rows = "CREATE TABLE t (a); INSERT INTO t VALUES (1), (2); DELETE FROM t WHERE a = 1";
        db.execute_unprepared(rows).await.unwrap();
        rewrite(&db).await.unwrap();
        let there = says(&db, "temp_store_directory").await;
        assert_eq!(Path::new(&there), folder);
        assert_eq!(says(&db, "temp_store").await, MEMORY);
    }
}
