//! What a tally came to, told before publication: how many ballots, never what is in them.
//!
//! Why by atom and not by poll: an invalid ballot is known by its content, and in an agency below
//! k "one of two was invalid" is a figure about two people. So a pool has one pair of valid and
//! invalid ballots, and a poll that counts nowhere has none. The other numbers stand on the board.

use std::collections::BTreeMap;

use super::refusal::Refusal;
use crate::domain::disclosure::K;
use crate::domain::round::Round;
use crate::store::PollTotal;

/// Where the ballots of agencies were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// By themselves.
    Own,
    /// In a pool of small sibling agencies.
    Pool,
    /// Nowhere: too few, and no pool.
    Nowhere,
}

/// Totals of an atom, or of a poll that counts nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AtomTotal {
    /// Codes of its agencies, sorted.
    pub agencies: Vec<String>,
    /// Where the ballots were counted.
    pub counted: Counted,
    /// People eligible at close.
    pub eligible: u64,
    /// People who took part.
    pub acknowledged: u64,
    /// Ballots on the boards.
    pub cast: u64,
    /// Ballots in the counts, and those that could not be counted; unknown where nothing is.
    pub valid_and_invalid: Option<(u64, u64)>,
}

/// Totals by atom, in the order of their first agencies.
pub fn by_atom(totals: &[PollTotal]) -> Vec<AtomTotal> {
    let mut atoms: BTreeMap<(Option<&str>, &str), Vec<&PollTotal>> = BTreeMap::new();
    for total in totals {
        let name = total.atom.as_deref();
        let alone = name.map_or(total.agency.as_str(), |_| "");
        atoms.entry((name, alone)).or_default().push(total);
    }
    let mut lines: Vec<AtomTotal> = atoms.into_values().map(|polls| of_polls(&polls)).collect();
    lines.sort_by(|a, b| a.agencies.cmp(&b.agencies));
    lines
}

fn of_polls(polls: &[&PollTotal]) -> AtomTotal {
    let sum = |number: fn(&PollTotal) -> u64| polls.iter().map(|total| number(total)).sum::<u64>();
    let mut agencies: Vec<String> = polls.iter().map(|total| total.agency.clone()).collect();
    agencies.sort();
    let counted = polls.iter().all(|total| total.atom.is_some());
    let (cast, invalid) = (sum(|total| total.ballots), sum(|total| total.invalid));
    AtomTotal {
        counted: match agencies.len() {
            _ if !counted => Counted::Nowhere,
            1 => Counted::Own,
            _ => Counted::Pool,
        },
        agencies,
        eligible: sum(|total| total.eligible),
        acknowledged: sum(|total| total.acknowledged),
        cast,
        valid_and_invalid: counted.then(|| (cast.saturating_sub(invalid), invalid)),
    }
}

/// The fewest ballots of which anything of the round is told.
pub(in crate::service) fn k_of(round: &Round) -> Result<K, Refusal> {
    K::new(u64::from(round.terms.k)).map_err(|_| Refusal::mend("errors.k-too-low"))
}
