//! Servers that say nothing any more.
//!
//! A machine that hangs, or whose network is cut, closes no connection: who waits for its answer would wait
//! for ever, and so would the next, since the connection that writes is one. When an answer takes long, the
//! server is therefore asked on a new connection whether it is there.
//!
//! Why not simply a time that a statement may take: to close a national round is one that changes a million
//! rows.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::postgres::{PgConnectOptions, PgConnection, PgPoolOptions};
use sea_orm::sqlx::{Connection as _, Error};
use sea_orm::{ConnAcquireErr, DbErr};
use tokio::time::timeout;

/// After how long without an answer the server is asked whether it is there.
const ASKED_AFTER: Duration = Duration::from_secs(5);

/// How long it has to say so.
const LONGEST_SIGN: Duration = Duration::from_secs(4);

/// How often it is asked: a connection that was lost while the server is there is given up within the hour.
const LOOKS: u32 = 720;

/// Feels whether a server is there. Files need none.
#[derive(Clone, Default)]
pub(super) struct Pulse(Option<Arc<PgConnectOptions>>);

impl fmt::Debug for Pulse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pulse")
    }
}

impl Pulse {
    /// Of the server at this address.
    pub(super) fn of(server: PgConnectOptions) -> Self {
        Self(Some(Arc::new(server)))
    }

    /// What comes of an act of the database; when its server falls silent, that it is away.
    pub(super) async fn while_felt<T>(
        &self,
        act: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, DbErr> {
        let Some(server) = &self.0 else {
            return act.await;
        };
        let mut act = pin!(act);
        for _ in 0..LOOKS {
            if let Ok(done) = timeout(ASKED_AFTER, &mut act).await {
                return done;
            }
            if !is_there(server).await {
                break;
            }
        }
        Err(DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))
    }
}

/// Whether a server answers, and be it that it has no room.
async fn is_there(server: &PgConnectOptions) -> bool {
    let answer = timeout(LONGEST_SIGN, PgConnection::connect_with(server)).await;
    match answer {
        Ok(Ok(connection)) => {
            // It closes a connection that is dropped by itself.
            drop(connection);
            true
        }
        Ok(Err(Error::Database(_))) => true,
        _ => false,
    }
}

/// Has a pool give up a connection that comes back and does not answer. The driver would wait for it, and
/// keep its place.
pub(super) fn let_go_of_silent(pool: PgPoolOptions) -> PgPoolOptions {
    pool.after_release(|connection, _| {
        Box::pin(async move {
            match timeout(LONGEST_SIGN, connection.ping()).await {
                Ok(answer) => answer.map(|()| true),
                Err(_) => Err(Error::PoolTimedOut),
            }
        })
    })
}
