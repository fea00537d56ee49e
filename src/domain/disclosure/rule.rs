//! The rule: counts of atoms in, what may be shown out.

use super::desk::Desk;
use super::families::Families;
use super::figures::InstrumentFigures;
use super::needs::ItemNeeds;
use super::profile::profile_figures;
use super::{Disclosed, K};
use crate::domain::counts::Counts;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::score::score_instrument;

/// Disclosure control of an instrument: what depends on the framework alone, worked out once and
/// used for every agency of a round.
pub struct Rule<'a> {
    pub(super) framework: &'a Framework,
    pub(super) instrument: &'a Instrument,
    pub(super) k: K,
    pub(super) families: Families,
    /// Ballots that each item and its sub-items need.
    pub(super) needs: Vec<ItemNeeds>,
}

impl<'a> Rule<'a> {
    /// The rule for an instrument under k.
    pub fn of(framework: &'a Framework, instrument: &'a Instrument, k: K) -> Self {
        let items = instrument.items.iter();
        Self {
            framework,
            instrument,
            k,
            families: Families::of(framework, instrument),
            needs: items.map(|item| ItemNeeds::of(framework, item)).collect(),
        }
    }

    /// The fewest ballots of which anything is shown.
    pub fn k(&self) -> K {
        self.k
    }

    /// Decides what is shown for an atom, or for several atoms together.
    ///
    /// `atoms` are the counts of whole atoms (see [`super::atoms()`]): one for an agency or a
    /// pool, several for an agency and those below it. Where there are several, one that turned
    /// out to have fewer than k valid ballots counts nowhere; counts of another instrument never
    /// count. `population` is what the sample is measured by, if it is known.
    pub fn disclose(
        &self,
        atoms: &[&Counts],
        population: Option<u64>,
    ) -> Disclosed<InstrumentFigures> {
        let mut sum = Counts::empty(self.framework, self.instrument);
        let mut least = u64::MAX;
        let mut merged = Vec::new();
        for atom in atoms {
            let counts = atoms.len() == 1 || atom.ballots() >= self.k.get();
            if counts && sum.merge(atom).is_ok() {
                least = least.min(atom.ballots());
                merged.push(*atom);
            }
        }
        let reached = sum.ballots() >= self.k.get();
        let scores = score_instrument(self.framework, self.instrument, &sum);
        let desk = Desk {
            rule: self,
            counts: &sum,
            least,
            several: merged.len() > 1,
        };
        let figures = desk.figures(scores.filter(|_| reached).as_ref(), population);
        Disclosed(InstrumentFigures {
            profile: profile_figures(self.instrument, &merged, self.k),
            ..figures
        })
    }
}

/// [`Rule::disclose`] for a single use.
pub fn disclose(
    framework: &Framework,
    instrument: &Instrument,
    atoms: &[&Counts],
    population: Option<u64>,
    k: K,
) -> Disclosed<InstrumentFigures> {
    Rule::of(framework, instrument, k).disclose(atoms, population)
}
