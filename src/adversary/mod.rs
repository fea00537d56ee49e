//! The promise, attacked: experiments on a scratch installation, each with the truth at hand, so that
//! it can be counted how often an adversary is right (design.md §1, §8).
//!
//! An adversary is given what such a person would have (files, backups, logs, pages), and names for each
//! respondent one of the ballots. Somebody who knows nothing is right once for every poll; the experiment
//! holds when the adversary is right no more often than that in 99 of 100 runs. Where a search is for
//! things that must not be there at all, one find is too many.
//!
//! Every defence can be left out ([`Defence`]): a round is then played as a common survey tool would,
//! and the same adversary must win. An attack that never wins would prove nothing.

mod attacks;
mod finding;
mod loot;
mod play;
mod scratch;

pub use attacks::{all, of_office};
pub use finding::{Finding, Measure, Verdict};
pub use play::{Defence, Plan, Played};

use crate::app::CannotOpen;
use crate::rehearsal::Declined;
use crate::service::Refusal;
use crate::store::StoreError;

/// Why an experiment could not be carried out.
#[derive(Debug, thiserror::Error)]
pub enum Spoilt {
    /// The scratch installation could not be opened.
    #[error(transparent)]
    Open(#[from] CannotOpen),
    /// An act of the office was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A respondent was declined.
    #[error(transparent)]
    Declined(#[from] Declined),
    /// A copied database could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file or a port.
    #[error(transparent)]
    File(#[from] std::io::Error),
    /// Something is not as the experiment made it.
    #[error("the experiment is not as it was set up: {0}")]
    Setup(&'static str),
}
