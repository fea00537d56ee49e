//! Work beside answering that one node at a time does: mails, closing rounds, tidying up.
//!
//! Why a transaction that is kept open and holds a lock, and no lease with a time in it: the server lets
//! go of it by itself when the node ends, and also when the node is stopped and says nothing any more.
//! No clock is compared with another, and nobody has to give anything back.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::{
    ConnectionTrait as _, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, Statement,
    TransactionTrait as _,
};
use tokio::sync::Mutex;
use tokio::task::AbortHandle;

use super::connection::{Registry, StoreError};
use super::silence::Pulse;

/// How long a node that holds a duty may say nothing before the server gives it to another.
pub(super) const SILENCE: &str = "10s";

/// How often it says that it is there.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);

/// A duty is taken again by this time at the latest, where a node that has none looks for one so often.
pub const LOOK_FOR_DUTY: Duration = Duration::from_secs(5);

/// Work that one node at a time does. Let go of when dropped.
#[derive(Debug)]
pub struct Duty(Option<Held>);

#[derive(Debug)]
struct Held {
    turn: Arc<Mutex<DatabaseTransaction>>,
    pulse: Pulse,
    signs: AbortHandle,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.signs.abort();
    }
}

impl Registry {
    /// Whether other nodes may work on the same registry.
    pub fn is_shared(&self) -> bool {
        self.duties.is_some()
    }

    /// Takes a duty by its name; `None` while another node has it. Files have one node.
    pub async fn take_duty(&self, name: &str) -> Result<Option<Duty>, StoreError> {
        let Some(duties) = &self.duties else {
            return Ok(Some(Duty(None)));
        };
        let pulse = &self.db.pulse;
        let held = pulse.while_felt(take(duties, pulse, name)).await?;
        Ok(held.map(|held| Duty(Some(held))))
    }
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
    Ok(Some(Held { turn, pulse, signs }))
}

async fn is_there(turn: &Mutex<DatabaseTransaction>) -> Result<(), DbErr> {
    turn.lock().await.execute_unprepared("SELECT 1").await?;
    Ok(())
}

impl Duty {
    /// Fails if another node may have it by now.
    pub async fn stands(&self) -> Result<(), StoreError> {
        match &self.0 {
            Some(held) => Ok(held.pulse.while_felt(is_there(&held.turn)).await?),
            None => Ok(()),
        }
    }
}
