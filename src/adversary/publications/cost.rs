//! What the promise costs: how much is not shown.

use super::tree::{Asked, Tree};
use crate::adversary::Spoilt;
use crate::domain::disclosure::{InstrumentFigures, Options, Rule, Shown};

/// So many of so many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// So many.
    pub part: usize,
    /// Of so many.
    pub all: usize,
}

impl Share {
    fn add(&mut self, counts: bool) {
        self.part += usize::from(counts);
        self.all += 1;
    }

    fn plus(&mut self, other: Self) {
        self.part += other.part;
        self.all += other.all;
    }

    /// In percent, with one decimal.
    pub fn percent(self) -> String {
        let tenths = (self.part * 2000 + self.all).checked_div(self.all * 2);
        let tenths = tenths.unwrap_or_default();
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

/// What is not shown of a tree of agencies, or of many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cost {
    /// Which trees; the tail of a locale key.
    pub code: &'static str,
    /// Agencies that have no figures of their own, of those with ballots.
    pub no_own: Share,
    /// Agencies whose ballots count nowhere, not even in a pool.
    pub nowhere: Share,
    /// Scores and nodes that are not shown.
    pub nodes: Share,
    /// Items and sub-items that are not shown.
    pub items: Share,
    /// Items and sub-items of which only "95 and more" or "5 and less" is shown.
    pub blurred: Share,
    /// Tables of how many chose each option that are not shown.
    pub options: Share,
}

impl Cost {
    /// Nothing yet.
    pub fn of(code: &'static str) -> Self {
        Self {
            code,
            ..Self::default()
        }
    }

    /// Adds what is not shown of a tree: of each agency with ballots its own figures, and of each with agencies
    /// below it those of everything below.
    pub fn add(&mut self, tree: &Tree, asked: Asked<'_>, rule: &Rule<'_>) -> Result<(), Spoilt> {
        let atoms = tree.atoms(rule);
        let nothing = rule.disclose(&[], None);
        for place in tree.places.iter().filter(|place| place.n > 0) {
            let atom = atoms.of(&place.id);
            let own = atom.filter(|atom| !atom.is_pool());
            self.no_own.add(own.is_none());
            self.nowhere.add(atom.is_none());
            match own {
                Some(own) => {
                    let counts = tree.counts(asked, &own.members)?;
                    self.look(rule.disclose(&[&counts], None).get());
                }
                None => self.look(nothing.get()),
            }
        }
        for place in &tree.places {
            if tree.places.iter().any(|it| it.parent == Some(place.id)) {
                let mut counts = Vec::new();
                for atom in atoms.within(&place.id) {
                    counts.push(tree.counts(asked, &atom.members)?);
                }
                let counts: Vec<_> = counts.iter().collect();
                self.look(rule.disclose(&counts, None).get());
            }
        }
        Ok(())
    }

    /// The sum of both.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        self.no_own.plus(other.no_own);
        self.nowhere.plus(other.nowhere);
        self.nodes.plus(other.nodes);
        self.items.plus(other.items);
        self.blurred.plus(other.blurred);
        self.options.plus(other.options);
        self
    }

    fn look(&mut self, figures: &InstrumentFigures) {
        let nodes = figures.nodes.iter().map(|node| node.shown);
        for shown in nodes.chain([figures.score]) {
            self.nodes.add(matches!(shown, Shown::Withheld(_)));
        }
        for item in &figures.items {
            let below = item.sub_items.iter();
            for shown in below.clone().map(|it| it.shown).chain([item.shown]) {
                self.items.add(matches!(shown, Shown::Withheld(_)));
                let blurred = matches!(shown, Shown::AtLeast(_) | Shown::AtMost(_));
                self.blurred.add(blurred);
            }
            for options in below.map(|it| &it.options).chain(&item.options) {
                self.options.add(matches!(options, Options::Withheld(_)));
            }
        }
    }
}
