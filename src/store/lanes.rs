//! Connections of the registry and of the results: one that writes, and a few that read beside it.
//!
//! Why not one for all: a page that reads ten thousand people would keep every other page waiting.
//! Why not several that write: SQLite lets one write at a time, and who waits inside it waits longer
//! than in the queue before the one connection.

use std::future::Future;
use std::pin::Pin;

use sea_orm::{
    ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement,
};

/// Connections of one database: a reading statement goes to one of the readers, everything else to
/// the writer. A reader sees all that was written before it was asked.
#[derive(Debug, Clone)]
pub(super) struct Lanes {
    /// The one that writes.
    pub(super) writer: DatabaseConnection,
    /// Those that cannot write.
    pub(super) readers: DatabaseConnection,
}

/// What transactions are begun on.
pub(super) trait Writer {
    /// The connection that writes.
    fn writer(&self) -> &DatabaseConnection;
}

impl Writer for Lanes {
    fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }
}

impl Writer for DatabaseConnection {
    fn writer(&self) -> &DatabaseConnection {
        self
    }
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, DbErr>> + Send + 'a>>;

impl Lanes {
    fn lane(&self, statement: &Statement) -> &DatabaseConnection {
        let reads = ["SELECT ", "WITH "];
        if reads.iter().any(|verb| statement.sql.starts_with(verb)) {
            &self.readers
        } else {
            &self.writer
        }
    }
}

/// Written as `async_trait` writes it, since every method hands on what it is given.
impl ConnectionTrait for Lanes {
    fn get_database_backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    fn execute_raw<'a, 'b>(&'a self, statement: Statement) -> Answer<'b, ExecResult>
    where
        'a: 'b,
        Self: 'b,
    {
        self.writer.execute_raw(statement)
    }

    fn execute_unprepared<'a, 'q, 'b>(&'a self, sql: &'q str) -> Answer<'b, ExecResult>
    where
        'a: 'b,
        'q: 'b,
        Self: 'b,
    {
        self.writer.execute_unprepared(sql)
    }

    fn query_one_raw<'a, 'b>(&'a self, statement: Statement) -> Answer<'b, Option<QueryResult>>
    where
        'a: 'b,
        Self: 'b,
    {
        self.lane(&statement).query_one_raw(statement)
    }

    fn query_all_raw<'a, 'b>(&'a self, statement: Statement) -> Answer<'b, Vec<QueryResult>>
    where
        'a: 'b,
        Self: 'b,
    {
        self.lane(&statement).query_all_raw(statement)
    }
}
