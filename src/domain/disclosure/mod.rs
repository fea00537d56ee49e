//! Disclosure control: what of a tally may be seen (design §5).
//!
//! # What is shown
//! By the number n of valid ballots of an *atom* (an agency, or a pool of small ones):
//!
//! | n | shown |
//! |---|---|
//! | below k | nothing |
//! | k – 9 | the instrument and its nodes |
//! | 10 – 59 | items and sub-items too, read as "≥ 95" and "≤ 5" at the ends |
//! | from 30 | how many chose each option, where the figure itself is shown exactly |
//! | from 60 | everything, exactly |
//!
//! # Why it is not quite as simple
//! A figure that is hidden and can be worked out from those beside it is not hidden. Nodes are
//! means of what hangs on them and are shown exactly, so four things follow.
//!
//! 1. **A node of one item is that item.** It is shown as the item is, and no sooner.
//! 2. **No node leaves one item over.** Below 60 ballots, where all children of a node but one
//!    item would be shown, the smallest of the nodes beside that item is withheld with all below
//!    it ([`Withheld::LeavesOneItem`]). Which one depends on the framework alone; it is shown
//!    after all where every item below it is, for then it tells nothing new. Each item then
//!    belongs to one *family*: the items that the nearest shown node holds beyond those of shown
//!    nodes below it. Nothing but the family's mean is known from above, and no family has fewer
//!    than two items.
//! 3. **A mask needs company.** If a member of a family reads "≥ 95" or "≤ 5", other members,
//!    in the order asked, are withheld ([`Withheld::BesideMasked`]) until what stays unknown
//!    leaves every masked figure its whole range; if that takes all, all are withheld and the
//!    node alone speaks. Sub-items of an item are a family too. Below an item that is not shown
//!    exactly nothing is shown.
//! 4. **"≥ 95" must have room for two dissenters.** Where one answer moves a figure by more than 5
//!    points, "≥ 95" would mean "all of them"; and where two do, it would mean so to the one who
//!    knows to have answered otherwise. So families of questions with four answers are shown from
//!    14 ballots, not 10, and with a plain yes or no from up to 40.
//!
//! Rules 1, 2 and 4 go by n and the framework alone. Rule 3 depends on answers, because the
//! masks do; it tells no more than the masks beside it.
//!
//! **Several atoms together** (a department) show the instrument and its nodes. Items are shown
//! only when every atom has 60 ballots: else the department's item less those of the larger
//! agencies would be the smallest agency's.
//!
//! **The profile of respondents** (gender, age band, …) is counted apart and has a rule of its own, in
//! [`profile_figures`]: from 30 ballots, and nothing that fewer than k people said is told from nothing.
//!
//! # What this does not do
//! The score of an instrument or a node is exact from k on. A node of 100.00 tells that everybody
//! gave the best answer to each of its items; that is the price of a score that decides a KPI
//! step on two decimals.

use serde::{Deserialize, Deserializer};

use super::framework::Instrument;

mod atoms;
pub mod attack;
mod desk;
mod families;
mod figures;
mod mask;
mod needs;
mod profile;
mod rule;

pub use self::atoms::{Atom, Atoms, Place, atoms};
pub use self::figures::{
    Figure, InstrumentFigures, ItemFigures, Options, Shown, SubItemFigures, Withheld,
};
pub use self::profile::{PROFILE_FROM, ProfileFigure, ProfileLine, ProfileShown, profile_figures};
pub use self::rule::{Rule, disclose};

/// Names of the tables that a round with this instrument publishes, as its manifests announce them.
pub fn tables(instrument: &Instrument) -> Vec<String> {
    let profile = (!instrument.profile.is_empty()).then_some("profile");
    let always = ["score", "nodes", "items", "options"];
    always
        .into_iter()
        .chain(profile)
        .map(str::to_owned)
        .collect()
}

/// What passed disclosure control. Only this module makes one; pages and exports take no other.
/// One that is read back from the published tables was disclosed when it was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Disclosed<T>(T);

impl<T> Disclosed<T> {
    /// What may be shown.
    pub fn get(&self) -> &T {
        &self.0
    }
}

/// Reads back what was disclosed without its items, which are most of it: less of what may be shown
/// may be shown too.
///
/// # Errors
/// When there are no figures.
pub fn without_items<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Disclosed<InstrumentFigures>, D::Error> {
    Ok(Disclosed(figures::Upper::deserialize(from)?.into()))
}

/// The same where there may be none.
///
/// # Errors
/// When there is something else.
pub fn without_items_if_any<'de, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Disclosed<InstrumentFigures>>, D::Error> {
    let upper = Option::<figures::Upper>::deserialize(from)?;
    Ok(upper.map(|upper| Disclosed(upper.into())))
}

/// The fewest ballots of which anything is shown (k).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct K(u64);

/// k may be raised, not lowered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("k is below {}", K::LEAST.get())]
pub struct TooSmall;

impl K {
    /// No k is lower.
    pub const LEAST: K = K(5);

    /// A k of at least [`K::LEAST`].
    pub fn new(ballots: u64) -> Result<Self, TooSmall> {
        if ballots >= Self::LEAST.0 {
            Ok(Self(ballots))
        } else {
            Err(TooSmall)
        }
    }

    /// The number of ballots.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl Default for K {
    fn default() -> Self {
        Self::LEAST
    }
}

#[cfg(test)]
mod tests;
