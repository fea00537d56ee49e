//! Whether this server can do its work now, for balancers and watchers: yes or no, never why.
//!
//! Why the answer is kept for a moment: anybody may ask, so asking again must cost nothing.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Mutex;
use tokio::time::timeout;

use super::office::Office;
use super::refusal::Refusal;
use crate::domain::round::{Round, RoundState};
use crate::store::{KeyName, StoreError, can_write, look_at_servers};

/// How long an answer holds.
const HOLDS: Duration = Duration::from_secs(1);
/// A database that takes longer than this does not answer.
const LONGEST: Duration = Duration::from_secs(3);

/// When it was looked, and why it is no, if it is.
type Answer = (Instant, Option<String>);

/// Looks at databases, keys and disk.
#[derive(Clone)]
pub struct FitToServe {
    office: Office,
    data: PathBuf,
    last: Arc<Mutex<Option<Answer>>>,
}

impl FitToServe {
    /// Of the installation in this data folder.
    pub fn new(office: Office, data: &Path) -> Self {
        Self {
            office,
            data: data.to_owned(),
            last: Arc::default(),
        }
    }

    /// Whether the databases answer and their servers are set as they must be, the keys of open rounds open, and the
    /// disk takes what is written. The cause is logged when the answer becomes no, and when it becomes another.
    pub async fn is_fit(&self) -> bool {
        let mut last = self.last.lock().await;
        let before = match &*last {
            Some((at, cause)) if at.elapsed() < HOLDS => return cause.is_none(),
            Some((_, cause)) => cause.as_deref(),
            None => None,
        };
        let cause = match timeout(LONGEST, Box::pin(self.look())).await {
            Ok(Ok(())) => None,
            Ok(Err(refusal)) => Some(refusal.to_string()),
            Err(_) => Some("a database does not answer".to_owned()),
        };
        if let Some(cause) = cause.as_deref().filter(|cause| before != Some(cause)) {
            tracing::error!(cause, "the server is not ready");
        }
        let fit = cause.is_none();
        *last = Some((Instant::now(), cause));
        fit
    }

    async fn look(&self) -> Result<(), Refusal> {
        let office = &self.office;
        look_at_servers(&office.registry, &office.urns).await?;
        office.results.published("").await?;
        for round in office.registry.rounds().await? {
            match round.state {
                RoundState::Open => {
                    self.opens(&round)?;
                    self.urn(&round).await?;
                }
                RoundState::Closed => self.urn(&round).await?,
                _ => {}
            }
        }
        let data = self.data.clone();
        let written = tokio::task::spawn_blocking(move || can_write(&data)).await;
        Ok(written.map_err(|_| Refusal::Crypto)??)
    }

    /// That this key-encryption key opens what lies in the round's folder of keys. That no key of a
    /// poll is missing is for `doctor` to see: a country has 8,300.
    fn opens(&self, round: &Round) -> Result<(), Refusal> {
        let (keys, code) = (&self.office.keys, &round.code);
        if !keys.remains(code) {
            return Err(Refusal::mend("errors.key-gone"));
        }
        keys.find(KeyName::RoundPublic(code))?;
        keys.find(KeyName::Token(code))?;
        Ok(())
    }

    async fn urn(&self, round: &Round) -> Result<(), Refusal> {
        let urn = self.office.urns.get(&round.code).await?;
        urn.ok_or(StoreError::Damaged("urn"))?.accepts_any().await?;
        Ok(())
    }
}
