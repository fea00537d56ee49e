//! Scores and nodes of all agencies of a round, kept in memory once read.
//!
//! Why kept: what is published never changes, and a table of 8,300 agencies that is sorted by an
//! indicator would else read a hundred megabytes for every page.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;
use tokio::sync::Mutex;

use crate::domain::disclosure::{
    Disclosed, InstrumentFigures, without_items, without_items_if_any,
};
use crate::domain::round::Round;
use crate::service::refusal::Refusal;
use crate::store::{Results, StoreError};

/// Agencies by their codes.
pub(super) type Row = BTreeMap<String, Hung>;

/// An agency's figures without its items, as they are read from what was published.
#[derive(Debug, Clone, Deserialize)]
pub struct Hung {
    /// People eligible at close.
    pub eligible: u64,
    /// People exempt at close.
    pub exempt: u64,
    /// People who took part.
    pub acknowledged: u64,
    /// Ballots on the board.
    pub ballots: u64,
    /// Of its own staff.
    #[serde(deserialize_with = "without_items")]
    pub own: Disclosed<InstrumentFigures>,
    /// Of the agency and everything below it, where there is anything below it.
    #[serde(deserialize_with = "without_items_if_any")]
    pub below: Option<Disclosed<InstrumentFigures>>,
}

impl Hung {
    /// The figures that stand for it: of everything below it where no ballot is its own.
    pub fn figures(&self) -> &Disclosed<InstrumentFigures> {
        let below = self.below.as_ref().filter(|_| self.ballots == 0);
        below.unwrap_or(&self.own)
    }
}

/// Rounds kept at once: two are on a page, and few look further back.
const KEPT: usize = 4;
/// Agencies that are read from the database in one go.
const BATCH: u64 = 500;

/// Published rounds that were read.
#[derive(Clone, Default)]
pub struct Shelf {
    /// The last asked for last.
    rounds: Arc<Mutex<Vec<Kept>>>,
}

/// A round's code and what was read of it.
type Kept = (String, Arc<Row>);

impl Shelf {
    /// The agencies of a published round. Who comes while somebody reads it waits for them.
    pub(super) async fn row(&self, results: &Results, round: &Round) -> Result<Arc<Row>, Refusal> {
        let mut rounds = self.rounds.lock().await;
        let known = rounds.iter().position(|(code, _)| *code == round.code);
        let kept = match known {
            Some(at) => rounds.remove(at),
            None => (round.code.clone(), Arc::new(read(results, round).await?)),
        };
        let row = kept.1.clone();
        rounds.push(kept);
        if rounds.len() > KEPT {
            rounds.remove(0);
        }
        Ok(row)
    }
}

async fn read(results: &Results, round: &Round) -> Result<Row, Refusal> {
    let mut row = Row::new();
    loop {
        let last = row.last_key_value();
        let last = last.map(|(code, _)| code.as_str()).unwrap_or_default();
        let batch = results.published_after(&round.code, last, BATCH).await?;
        if batch.is_empty() {
            return Ok(row);
        }
        for (code, text) in batch {
            let hung = serde_json::from_str(&text).map_err(|_| StoreError::Damaged("figures"))?;
            row.insert(code, hung);
        }
    }
}
