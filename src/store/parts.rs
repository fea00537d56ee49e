//! Parts of an urn on a server, and how they forget the order of arrival.
//!
//! A part is written anew in the order of its keys where something came since: all its rows then bear one
//! transaction's number, where a row lies tells its key alone, and the old rows go with their file.
//!
//! Why parts, and why not one a poll: a national urn is 1.4 million ballots in 8,300 polls. As one table it
//! would be read through every 15 seconds, and all casts would wait while it is written; as 8,300 tables the
//! server's catalogue would be busier than the ballots. What is written anew at once is some dozens of polls.
//!
//! Why nothing is kept of which parts changed: a list of them would be one of who came when. A part tells
//! it by itself. All rows have the same width, so a full page has no room for another, and what comes goes
//! behind the last row: first and last page bear one number, or something came. Where a page is empty,
//! which no writing anew leaves, it is done too, and where the server counts rows that nobody sees: those of
//! a cast that was taken back.
//!
//! Counters of tickets change with each that is made or spent, and every change leaves the row as it was before:
//! a diary of who came by which way. They have no parts, and are written anew as a whole after the tickets were.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering::Relaxed};

use prongsai_migrations::{ARRIVALS, divide};
use sea_orm::{ConnectionTrait, DbBackend, Statement};

use super::connection::{StoreError, Urn};
use super::lanes::{Lanes, Turn, begin};

/// Rows that are written anew on a visit, and for each visit on which it is not done again where a part has
/// more: so an urn spends some hundredths of its time on it, however large it is.
const ROWS_A_VISIT: u64 = 20_000;

/// Counters, and the key that is all of their order.
const COUNTERS: (&str, &str) = ("ticket_day", "poll, channel, day");

/// Where the next visit of an urn goes on.
#[derive(Debug, Default)]
pub(super) struct Visits {
    put_off: AtomicU64,
    next: AtomicUsize,
    counters: Counters,
}

/// Whether the counters of tickets were written anew since one changed (what was before this process, nobody
/// knows), and after how many visits they may be again.
#[derive(Debug, Default)]
struct Counters {
    fresh: AtomicBool,
    put_off: AtomicU64,
}

/// Divides a new urn for so many polls.
pub(super) async fn divide_once(db: &Lanes, polls: usize) -> Result<(), StoreError> {
    let turn = begin(db).await?;
    let sql = "SELECT 1 FROM pg_inherits WHERE inhparent = 'ballot'::regclass LIMIT 1";
    let asked = Statement::from_string(DbBackend::Postgres, sql);
    if turn.query_one_raw(asked).await?.is_none() {
        divide(&turn, polls).await?;
    }
    turn.commit().await?;
    Ok(())
}

/// Writes parts anew whose rows did not all come by one transaction, as many as a visit may. Whether any was.
pub(super) async fn write_anew(urn: &Urn) -> Result<bool, StoreError> {
    let written = write_parts_anew(urn).await?;
    let counted = urn.visits.counters.write_anew(&urn.db).await?;
    Ok(written || counted)
}

/// Whether a visit is one of those that are left out.
fn is_put_off(visits: &AtomicU64) -> bool {
    let less = |visits: u64| visits.checked_sub(1);
    visits.fetch_update(Relaxed, Relaxed, less).is_ok()
}

async fn write_parts_anew(urn: &Urn) -> Result<bool, StoreError> {
    let Visits {
        put_off,
        next,
        counters,
    } = &*urn.visits;
    if is_put_off(put_off) {
        return Ok(false);
    }
    let mut written = 0;
    let parts = parts(&urn.db).await?;
    let first = next.load(Relaxed);
    for at in (first..parts.len()).chain(0..first) {
        if written >= ROWS_A_VISIT {
            next.store(at, Relaxed);
            break;
        }
        // Looked at beside those who write.
        if let Some(part) = parts.get(at)
            && part.is_mixed(&urn.db).await?
        {
            written += part.write_anew(&urn.db).await?;
            counters.fresh.fetch_and(part.table != "ticket", Relaxed);
        }
    }
    put_off.store((written / ROWS_A_VISIT).saturating_sub(1), Relaxed);
    Ok(written > 0)
}

impl Counters {
    /// Writes them anew where a ticket may have been made or spent. Whether they were.
    async fn write_anew(&self, db: &Lanes) -> Result<bool, StoreError> {
        if self.fresh.load(Relaxed) || is_put_off(&self.put_off) {
            return Ok(false);
        }
        let turn = begin(db).await?;
        let (table, key) = COUNTERS;
        let rows = replaced(&turn, table, key).await?;
        turn.commit().await?;
        self.fresh.store(true, Relaxed);
        self.put_off.store(rows / ROWS_A_VISIT, Relaxed);
        Ok(true)
    }
}

/// Writes a table into a new one of the same name, in the order of its primary key; how many rows that were.
/// The key is made of all rows at once, which takes half the time of a row after the other: casts wait for it.
async fn replaced(turn: &Turn, name: &str, key: &str) -> Result<u64, StoreError> {
    let mut written = 0;
    for act in [
        format!("CREATE TABLE anew (LIKE {name} INCLUDING ALL EXCLUDING INDEXES)"),
        format!("INSERT INTO anew SELECT * FROM {name} ORDER BY {key}"),
        format!("ALTER TABLE anew ADD PRIMARY KEY ({key})"),
        format!("DROP TABLE {name}"),
        format!("ALTER TABLE anew RENAME TO {name}"),
    ] {
        written += turn.execute_unprepared(&act).await?.rows_affected();
    }
    Ok(written)
}

/// Rows of some polls.
struct Part {
    table: &'static str,
    key: &'static str,
    name: String,
    /// Of which polls.
    bound: String,
    /// Number of the last page of 8 KiB.
    last: i64,
}

/// Parts that hold anything.
async fn parts(db: &Lanes) -> Result<Vec<Part>, StoreError> {
    let mut parts = Vec::new();
    for (table, key) in ARRIVALS {
        let sql = format!(
            "SELECT relname::text, pg_get_expr(relpartbound, oid), \
             pg_relation_size(oid) / current_setting('block_size')::bigint - 1 \
             FROM pg_class JOIN pg_inherits ON inhrelid = oid \
             WHERE inhparent = '{table}'::regclass AND pg_relation_size(oid) > 0 ORDER BY 1"
        );
        let asked = Statement::from_string(DbBackend::Postgres, sql);
        for row in db.query_all_raw(asked).await? {
            parts.push(Part {
                table,
                key,
                name: row.try_get_by_index(0)?,
                bound: row.try_get_by_index(1)?,
                last: row.try_get_by_index(2)?,
            });
        }
    }
    Ok(parts)
}

impl Part {
    /// Whether anything came since it was written anew.
    async fn is_mixed(&self, db: &Lanes) -> Result<bool, StoreError> {
        let Self { name, last, .. } = self;
        let sql = format!(
            "WITH page AS (SELECT xmin::text AS number, 'first' AS which FROM {name} WHERE ctid < '(1,0)' \
             UNION SELECT xmin::text, 'last' FROM {name} WHERE ctid >= '({last},0)') \
             SELECT count(*) = 2 AND count(DISTINCT number) = 1 \
             AND pg_stat_get_dead_tuples('{name}'::regclass) = 0 FROM page"
        );
        let asked = Statement::from_string(DbBackend::Postgres, sql);
        let row = db.query_one_raw(asked).await?;
        let whole = row.map(|row| row.try_get_by_index(0)).transpose()?;
        Ok(whole != Some(true))
    }

    /// Writes it into a new table that takes its place; how many rows that were.
    async fn write_anew(&self, db: &Lanes) -> Result<u64, StoreError> {
        let Self {
            table,
            key,
            name,
            bound,
            ..
        } = self;
        let turn = begin(db).await?;
        let written = replaced(&turn, name, key).await?;
        let attach = format!("ALTER TABLE {table} ATTACH PARTITION {name} {bound}");
        turn.execute_unprepared(&attach).await?;
        turn.commit().await?;
        Ok(written)
    }
}
