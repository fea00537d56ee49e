//! Connections of the registry and of the results: one that writes, and a few that read beside it.
//!
//! Why not one for all: a page that reads ten thousand people would keep every other page waiting.
//! Why not several that write: SQLite lets one write at a time, and who waits inside it waits longer
//! than in the queue before the one connection.
//!
//! On a server several nodes write, each by one connection. They too take turns: every write holds the
//! store's lock until it is committed. So all that was thought out for one writer holds for many.

use std::future::Future;
use std::pin::Pin;

use futures_util::TryStreamExt as _;
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, ExecResult,
    QueryResult, SqliteTransactionMode, Statement, TransactionOptions, TransactionTrait, Value,
};

use super::silence::Pulse;

/// Connections of one database: a reading statement goes to one of the readers, everything else to
/// the writer. A reader sees all that was written before it was asked.
#[derive(Debug, Clone)]
pub(super) struct Lanes {
    /// The one that writes.
    pub(super) writer: DatabaseConnection,
    /// Those that cannot write.
    pub(super) readers: DatabaseConnection,
    /// Tells whether a server is there.
    pub(super) pulse: Pulse,
}

/// A transaction of the one who writes. Undone when dropped.
#[derive(Debug)]
pub(super) struct Turn {
    transaction: DatabaseTransaction,
    pulse: Pulse,
}

impl Turn {
    /// Puts on disk what was written.
    pub(super) async fn commit(self) -> Result<(), DbErr> {
        self.pulse.while_felt(self.transaction.commit()).await
    }

    /// Undoes what was written.
    pub(super) async fn rollback(self) -> Result<(), DbErr> {
        self.pulse.while_felt(self.transaction.rollback()).await
    }
}

/// A statement and its values.
pub(super) type Asked = (String, Vec<Value>);

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, DbErr>> + Send + 'a>>;

/// A transaction that holds the write lock from its start, since it reads before it writes.
pub(super) async fn begin(db: &Lanes) -> Result<Turn, DbErr> {
    Ok(Turn {
        transaction: db.pulse.while_felt(begin_on(&db.writer)).await?,
        pulse: db.pulse.clone(),
    })
}

async fn begin_on(writer: &DatabaseConnection) -> Result<DatabaseTransaction, DbErr> {
    let immediate = SqliteTransactionMode::Immediate;
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(immediate),
        ..Default::default()
    };
    let transaction = writer.begin_with_options(options).await?;
    if transaction.get_database_backend() == DbBackend::Postgres {
        transaction.execute_unprepared(TURN).await?;
    }
    Ok(transaction)
}

/// Waits for the turn of this store, which ends with the transaction.
const TURN: &str = "SELECT pg_advisory_xact_lock(hashtext(current_schema()))";

impl Lanes {
    /// Whether the database is on a server.
    pub(super) fn on_server(&self) -> bool {
        self.get_database_backend() == DbBackend::Postgres
    }

    /// Writes by one statement, and what another finds then: on a file in one go, without a way to the thread of
    /// the connection and back in between. The second numbers its values behind so many others.
    pub(super) async fn write_and_read(
        &self,
        (write, mut values): Asked,
        read: impl Fn(usize) -> Asked,
    ) -> Result<Vec<QueryResult>, DbErr> {
        let backend = self.get_database_backend();
        let said = |(sql, values): Asked| Statement::from_sql_and_values(backend, sql, values);
        if self.on_server() {
            let act = async |turn: &Turn| {
                turn.execute_raw(said((write, values))).await?;
                turn.query_all_raw(said(read(0))).await
            };
            return self.in_turn(act).await;
        }
        let (read, more) = read(values.len());
        values.extend(more);
        let both = said((format!("{write}; {read}"), values));
        self.writer.query_all_raw(both).await
    }

    /// What is taken of each row that is read, as it comes: a list of a country's people is small, their rows are not.
    pub(super) async fn each<T, E: From<DbErr>>(
        &self,
        statement: Statement,
        take: impl Fn(&QueryResult) -> Result<T, E>,
    ) -> Result<Vec<T>, E> {
        let statement = said(self.get_database_backend(), statement);
        let taken = async {
            let mut rows = sea_orm::StreamTrait::stream_raw(&self.readers, statement).await?;
            let mut taken = Vec::new();
            while let Some(row) = rows.try_next().await? {
                match take(&row) {
                    Ok(one) => taken.push(one),
                    Err(problem) => return Ok(Err(problem)),
                }
            }
            Ok(Ok(taken))
        };
        self.pulse.while_felt(taken).await?
    }

    /// Lets go of it.
    pub(super) async fn close(self) -> Result<(), DbErr> {
        self.readers.close().await?;
        self.writer.close().await
    }

    async fn in_turn<T>(
        &self,
        act: impl AsyncFnOnce(&Turn) -> Result<T, DbErr>,
    ) -> Result<T, DbErr> {
        let turn = begin(self).await?;
        let done = act(&turn).await?;
        turn.commit().await?;
        Ok(done)
    }

    fn reads(statement: &Statement) -> bool {
        let reads = ["SELECT ", "WITH "];
        reads.iter().any(|verb| statement.sql.starts_with(verb))
    }

    /// Whether it writes rows and gives them back. On a file too it has to be in a transaction: the driver
    /// leaves it at its last row, and whether it could be committed then would be told to nobody.
    fn writes(statement: &Statement) -> bool {
        let writes = ["INSERT ", "UPDATE ", "DELETE "];
        writes.iter().any(|verb| statement.sql.starts_with(verb))
    }
}

/// A statement as this database understands it: on PostgreSQL only `ILIKE` finds small letters by large ones, and
/// no text there holds the character nought, which anybody may send. It is another then, on files too.
fn said(backend: DbBackend, mut statement: Statement) -> Statement {
    if backend == DbBackend::Postgres {
        statement.sql = statement.sql.replace(" LIKE ", " ILIKE ");
    }
    let values = statement.values.iter_mut().flat_map(|values| &mut values.0);
    for value in values {
        if let Value::String(Some(text)) = value {
            without_nought(text);
        }
    }
    statement
}

/// The text as a database takes it.
pub(super) fn without_nought(text: &mut String) {
    if text.contains('\0') {
        *text = text.replace('\0', "\u{fffd}");
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
        let statement = said(self.get_database_backend(), statement);
        if !self.on_server() {
            return self.writer.execute_raw(statement);
        }
        Box::pin(self.in_turn(async move |turn| turn.execute_raw(statement).await))
    }

    fn execute_unprepared<'a, 'q, 'b>(&'a self, sql: &'q str) -> Answer<'b, ExecResult>
    where
        'a: 'b,
        'q: 'b,
        Self: 'b,
    {
        Box::pin(self.pulse.while_felt(self.writer.execute_unprepared(sql)))
    }

    fn query_one_raw<'a, 'b>(&'a self, statement: Statement) -> Answer<'b, Option<QueryResult>>
    where
        'a: 'b,
        Self: 'b,
    {
        let statement = said(self.get_database_backend(), statement);
        if Self::reads(&statement) {
            let asked = self.readers.query_one_raw(statement);
            return Box::pin(self.pulse.while_felt(asked));
        }
        if !self.on_server() && !Self::writes(&statement) {
            return self.writer.query_one_raw(statement);
        }
        Box::pin(self.in_turn(async move |turn| turn.query_one_raw(statement).await))
    }

    fn query_all_raw<'a, 'b>(&'a self, statement: Statement) -> Answer<'b, Vec<QueryResult>>
    where
        'a: 'b,
        Self: 'b,
    {
        let statement = said(self.get_database_backend(), statement);
        if Self::reads(&statement) {
            let asked = self.readers.query_all_raw(statement);
            return Box::pin(self.pulse.while_felt(asked));
        }
        if !self.on_server() && !Self::writes(&statement) {
            return self.writer.query_all_raw(statement);
        }
        Box::pin(self.in_turn(async move |turn| turn.query_all_raw(statement).await))
    }
}

impl ConnectionTrait for Turn {
    fn get_database_backend(&self) -> DbBackend {
        self.transaction.get_database_backend()
    }

    fn execute_raw<'a, 'b>(&'a self, statement: Statement) -> Answer<'b, ExecResult>
    where
        'a: 'b,
        Self: 'b,
    {
        let statement = said(self.get_database_backend(), statement);
        let done = self.transaction.execute_raw(statement);
        Box::pin(self.pulse.while_felt(done))
    }

    fn execute_unprepared<'a, 'q, 'b>(&'a self, sql: &'q str) -> Answer<'b, ExecResult>
    where
        'a: 'b,
        'q: 'b,
        Self: 'b,
    {
        let done = self.transaction.execute_unprepared(sql);
        Box::pin(self.pulse.while_felt(done))
    }

    fn query_one_raw<'a, 'b>(&'a self, statement: Statement) -> Answer<'b, Option<QueryResult>>
    where
        'a: 'b,
        Self: 'b,
    {
        let statement = said(self.get_database_backend(), statement);
        let asked = self.transaction.query_one_raw(statement);
        Box::pin(self.pulse.while_felt(asked))
    }

    fn query_all_raw<'a, 'b>(&'a self, statement: Statement) -> Answer<'b, Vec<QueryResult>>
    where
        'a: 'b,
        Self: 'b,
    {
        let statement = said(self.get_database_backend(), statement);
        let asked = self.transaction.query_all_raw(statement);
        Box::pin(self.pulse.while_felt(asked))
    }
}
