//! Scores and nodes of all agencies of a round, kept in memory once read.
//!
//! Why kept: what is published never changes, and a table of 8,300 agencies that is sorted by an
//! indicator would else read a hundred megabytes for every page.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use crate::domain::disclosure::{Disclosed, InstrumentFigures};
use crate::domain::round::Round;
use crate::service::publish::PublishedAgency;
use crate::service::refusal::Refusal;
use crate::store::{Results, StoreError};

/// Agencies by their codes.
pub(super) type Row = BTreeMap<String, Hung>;

/// An agency's figures without its items.
#[derive(Debug, Clone)]
pub struct Hung {
    /// People eligible at close.
    pub eligible: u64,
    /// People who took part.
    pub acknowledged: u64,
    /// Of its own staff.
    pub own: Disclosed<InstrumentFigures>,
    /// Of the agency and everything below it, where there is anything below it.
    pub below: Option<Disclosed<InstrumentFigures>>,
}

/// Published rounds that were read.
#[derive(Clone, Default)]
pub struct Shelf {
    rounds: Arc<Mutex<HashMap<String, Arc<Row>>>>,
}

impl Shelf {
    /// The agencies of a published round.
    pub(super) async fn row(&self, results: &Results, round: &Round) -> Result<Arc<Row>, Refusal> {
        if let Some(row) = self.open().get(&round.code) {
            return Ok(row.clone());
        }
        let mut row = Row::new();
        for (code, text) in results.published(&round.code).await? {
            let sheet: PublishedAgency =
                serde_json::from_str(&text).map_err(|_| StoreError::Damaged("figures"))?;
            row.insert(code, hung(&sheet));
        }
        let row = Arc::new(row);
        self.open().insert(round.code.clone(), row.clone());
        Ok(row)
    }

    fn open(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<Row>>> {
        self.rounds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn hung(sheet: &PublishedAgency) -> Hung {
    Hung {
        eligible: sheet.eligible,
        acknowledged: sheet.acknowledged,
        own: sheet.own.without_items(),
        below: sheet.below.as_ref().map(Disclosed::without_items),
    }
}
