//! Work beside answering that one node at a time does: mails, closing rounds, tidying up, opening a round,
//! counting one.
//!
//! Why a transaction that is kept open and holds a lock, and no lease with a time in it: the server lets
//! go of it by itself when the node ends, and also when the node is stopped and says nothing any more.
//! No clock is compared with another, and nobody has to give anything back.

use std::collections::HashSet;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
    TransactionTrait as _,
};
use tokio::sync::Mutex;
use tokio::task::AbortHandle;

use super::connection::{Registry, StoreError};
use super::lanes::Lanes;
use super::silence::Pulse;

/// How long a node that holds a duty may say nothing before the server gives it to another.
pub(super) const SILENCE: &str = "10s";

/// How often it says that it is there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);

/// A duty is taken again by this time at the latest, where a node that has none looks for one so often.
pub const LOOK_FOR_DUTY: Duration = Duration::from_secs(5);

/// Where it is known who has which duty.
#[derive(Debug, Clone)]
pub(super) enum Duties {
    /// In this process: files have one node.
    Here(Arc<std::sync::Mutex<HashSet<String>>>),
    /// At the server that nodes share.
    AmongNodes(DatabaseConnection),
}

impl Default for Duties {
    fn default() -> Self {
        Self::Here(Arc::default())
    }
}

/// Work that one node, and one task of it, does at a time. Let go of when dropped.
#[derive(Debug)]
pub struct Duty(Held);

#[derive(Debug)]
enum Held {
    Here {
        name: String,
        taken: Arc<std::sync::Mutex<HashSet<String>>>,
    },
    AmongNodes {
        turn: Arc<Mutex<DatabaseTransaction>>,
        pulse: Pulse,
        signs: AbortHandle,
    },
}

impl Drop for Held {
    fn drop(&mut self) {
        match self {
            Held::Here { name, taken } => {
                let mut taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
                taken.remove(name);
            }
            Held::AmongNodes { signs, .. } => signs.abort(),
        }
    }
}

impl Registry {
    /// Whether other nodes may work on the same registry.
    pub fn is_shared(&self) -> bool {
        matches!(self.duties, Duties::AmongNodes(_))
    }

    /// Takes a duty by its name; `None` while another node or task has it.
    pub async fn take_duty(&self, name: &str) -> Result<Option<Duty>, StoreError> {
        let held = match &self.duties {
            Duties::Here(taken) => take_here(taken, name),
            Duties::AmongNodes(duties) => {
                let pulse = &self.db.pulse;
                pulse.while_felt(take(duties, pulse, name)).await?
            }
        };
        Ok(held.map(Duty))
    }

    /// Whether anybody has the duty. It is asked without taking it.
    pub async fn is_on_duty(&self, name: &str) -> Result<bool, StoreError> {
        match &self.duties {
            Duties::Here(taken) => {
                let taken = taken.lock().unwrap_or_else(PoisonError::into_inner);
                Ok(taken.contains(name))
            }
            // Not by the connections that hold duties: they may all be at it.
            Duties::AmongNodes(_) => Ok(is_taken(&self.db, name).await?),
        }
    }
}

fn take_here(taken: &Arc<std::sync::Mutex<HashSet<String>>>, name: &str) -> Option<Held> {
    let mut names = taken.lock().unwrap_or_else(PoisonError::into_inner);
    names.insert(name.to_owned()).then(|| Held::Here {
        name: name.to_owned(),
        taken: taken.clone(),
    })
}

/// The two numbers of a duty's lock are shown by the server without their signs.
async fn is_taken(db: &Lanes, name: &str) -> Result<bool, DbErr> {
    let sql = "SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted \
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) \
        AND classid = hashtext('duty')::oid AND objid = hashtext($1)::oid)";
    let asked = Statement::from_sql_and_values(DbBackend::Postgres, sql, [name.into()]);
    let row = db.query_one_raw(asked).await?;
    Ok(row.is_some_and(|row| row.try_get_by_index(0) == Ok(true)))
}

async fn take(
    duties: &DatabaseConnection,
    pulse: &Pulse,
    name: &str,
) -> Result<Option<Held>, DbErr> {
    let turn = duties.begin().await?;
    let sql = "SELECT pg_try_advisory_xact_lock(hashtext('duty'), hashtext($1))";
    let asked = Statement::from_sql_and_values(DbBackend::Postgres, sql, [name.into()]);
    let row = turn.query_one_raw(asked).await?;
    if !row.is_some_and(|row| row.try_get_by_index(0) == Ok(true)) {
        return Ok(None);
    }
    let turn = Arc::new(Mutex::new(turn));
    let (kept, felt, pulse) = (turn.clone(), pulse.clone(), pulse.clone());
    let signs = tokio::spawn(async move {
        while felt.while_felt(is_there(&kept)).await.is_ok() {
            tokio::time::sleep(SIGN_OF_LIFE).await;
        }
    });
    let signs = signs.abort_handle();
    Ok(Some(Held::AmongNodes { turn, pulse, signs }))
}

async fn is_there(turn: &Mutex<DatabaseTransaction>) -> Result<(), DbErr> {
    turn.lock().await.execute_unprepared("SELECT 1").await?;
    Ok(())
}

impl Duty {
    /// Fails if another node may have it by now.
    pub async fn stands(&self) -> Result<(), StoreError> {
        match &self.0 {
            Held::AmongNodes { turn, pulse, .. } => Ok(pulse.while_felt(is_there(turn)).await?),
            Held::Here { .. } => Ok(()),
        }
    }
}
