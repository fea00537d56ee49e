//! What must never be on a disk: ceremonies under way and key sheets that wait for a second one.
//! In this process's memory only; a restart loses it. Also how far the runs are that use keys.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::crypto::key_sheet::KeySheet;
use crate::domain::message::Message;
use crate::domain::wire::Digest;
use crate::service::open_round::Ceremony;

/// A ceremony that nobody goes on with is over after so long.
pub(super) const CEREMONY_LASTS: SignedDuration = SignedDuration::from_mins(30);
/// So long the first key sheet of a tally waits for the second (design.md §3).
pub(super) const SHEET_WAITS: SignedDuration = SignedDuration::from_mins(15);

/// Where the custodian in turn stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The custodian is called; nothing is on the screen.
    Called,
    /// The sheet is on the screen, to be printed.
    Shown,
    /// The sheet is off the screen; the paper is read back.
    Reading,
}

/// A run that uses keys and goes on behind the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Work {
    /// Making the keys of all polls.
    Opening,
    /// Opening and counting the boxes.
    Tally,
}

/// How far a run is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Polls or ballots done.
    pub done: u64,
    /// Polls or ballots in all; 0 while not known.
    pub of: u64,
    /// Why it stopped; a run that went well is forgotten.
    pub failed: Option<Message>,
}

/// A ceremony under way.
pub(super) struct Sitting {
    pub(super) ceremony: Ceremony,
    pub(super) session: Digest,
    pub(super) stage: Stage,
    pub(super) until: Timestamp,
}

/// Key sheets that wait for another.
pub(super) struct Waiting {
    pub(super) sheets: Vec<KeySheet>,
    pub(super) until: Timestamp,
}

#[derive(Default)]
pub(super) struct Held {
    /// By the code of the round: one ceremony a round at a time.
    pub(super) sittings: HashMap<String, Sitting>,
    pub(super) waiting: HashMap<String, Waiting>,
    runs: HashMap<(Work, String), Run>,
}

/// Keeps them. There is one in a process.
#[derive(Default)]
pub struct Strongroom(Mutex<Held>);

impl Strongroom {
    /// What is held now; what is over is dropped first, and wiped by being dropped.
    pub(super) fn held(&self, now: Timestamp) -> MutexGuard<'_, Held> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.sittings.retain(|_, sitting| now < sitting.until);
        held.waiting.retain(|_, waiting| now < waiting.until);
        held
    }
}

impl Held {
    pub(super) fn run(&self, work: Work, code: &str) -> Option<Run> {
        self.runs.get(&(work, code.to_owned())).cloned()
    }

    /// Notes that a run begins; `false` while one of the same work goes on.
    pub(super) fn begin(&mut self, work: Work, code: &str) -> bool {
        let goes_on = self.run(work, code).is_some_and(|run| run.failed.is_none());
        if !goes_on {
            self.runs.insert((work, code.to_owned()), Run::default());
        }
        !goes_on
    }

    pub(super) fn progress(&mut self, work: Work, code: &str, done: u64, of: u64) {
        if let Some(run) = self.runs.get_mut(&(work, code.to_owned())) {
            (run.done, run.of) = (done, of);
        }
    }

    /// Notes how a run ended.
    pub(super) fn end(&mut self, work: Work, code: &str, failed: Option<Message>) {
        let key = (work, code.to_owned());
        match failed {
            None => {
                self.runs.remove(&key);
            }
            failed => {
                self.runs.entry(key).or_default().failed = failed;
            }
        }
    }
}
