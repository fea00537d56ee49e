//! The promise, attacked: experiments on a scratch installation, each with the truth at hand, so that
//! it can be counted how often an adversary is right (design.md §1, §8).
//!
//! An adversary is given what such a person would have (files, backups, logs, pages), and names for each
//! respondent one of the ballots. Somebody who knows nothing is right once for every poll; the experiment
//! holds when the adversary is right no more often than that in 99 of 100 runs. Where a search is for
//! things that must not be there at all, one find is too many.
//!
//! Every defence can be left out: a round is then played as a common survey tool would ([`Defence`]), or the
//! experiment itself does without the defence what such a tool would do ([`Tool`]), since no switch of this
//! program may weaken it. The same adversary must then win. An attack that never wins would prove nothing.
//!
//! What an adversary can find out and nobody promised to hide is a row too ([`Measure::Limit`]), with how much
//! it is.

mod attacks;
mod campaign;
mod copies;
mod defence;
mod draws;
mod finding;
mod loot;
mod play;
mod publications;
pub mod scratch;
mod site;

pub use attacks::{all, of_boards, of_office, of_process};
pub use campaign::{Outcome, Scale, campaign};
pub use defence::{Defence, Tool};
pub use finding::{Finding, Measure, Verdict};
pub use play::{Plan, Played};
pub use publications::{Cost, Share, of_rounds, of_trees};

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
