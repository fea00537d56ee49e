//! Exact scores: sub-item, item, every node of the tree, instrument, total (domain.md §3).
//!
//! Why exact: a band or a KPI step hangs on the second decimal. Everything here is a fraction to
//! the end; [`Score::round`] is applied once, where a figure is shown or compared.
//!
//! A node is the weighted mean of what hangs on it: items, each of weight 1, and child nodes, by
//! their weights. Only what the instrument covers counts, with the weights renormalised over it.

mod number;
mod points;
mod total;
mod tree;

use num_rational::Ratio;

use self::number::{Mean, Number};
use self::points::Points;
use self::tree::Tree;
use super::counts::Counts;
use super::exact::{Exact, Score};
use super::framework::{Framework, Instrument, Item, SubItem};

pub use self::total::{EnteredFigure, Incomplete, Missing, entered_score, total};

/// An exact score. Like the counts it comes from it cannot be shown: it has neither `Debug`
/// nor `Serialize`, and leaves through disclosure control (or, for an agency's own answer
/// file, through the score command).
#[derive(Clone, PartialEq, Eq)]
pub struct NodeScore {
    /// Code of the node, item or sub-item.
    pub code: String,
    /// Percent, exact.
    pub exact: Exact,
    /// Valid ballots that it rests on.
    pub n: u64,
}

impl NodeScore {
    /// The figure as it is shown.
    pub fn score(&self) -> Score {
        Score::round(&self.exact)
    }
}

/// An item's score with those of its sub-items.
#[derive(Clone, PartialEq, Eq)]
pub struct ItemScore {
    /// The item's own score.
    pub own: NodeScore,
    /// Its sub-items in order; empty where the item has none but itself.
    pub sub_items: Vec<NodeScore>,
}

/// All scores of an instrument.
#[derive(Clone, PartialEq, Eq)]
pub struct InstrumentScore {
    /// The instrument itself: its code, its score, its ballots.
    pub own: NodeScore,
    /// Nodes that the instrument covers, in the order of [`Framework::nodes`].
    pub nodes: Vec<NodeScore>,
    /// Items in the order asked.
    pub items: Vec<ItemScore>,
}

impl InstrumentScore {
    /// Nodes in tree order, then each item followed by its sub-items; every code once.
    pub fn figures(&self) -> impl Iterator<Item = &NodeScore> {
        let items = self
            .items
            .iter()
            .flat_map(|item| std::iter::once(&item.own).chain(&item.sub_items));
        self.nodes.iter().chain(items)
    }

    /// The score of a node, an item or a sub-item.
    pub fn get(&self, code: &str) -> Option<&NodeScore> {
        self.figures().find(|figure| figure.code == code)
    }
}

/// Scores the counts of an instrument; `None` without ballots, or where the counts are those of
/// another instrument.
pub fn score_instrument(
    framework: &Framework,
    instrument: &Instrument,
    counts: &Counts,
) -> Option<InstrumentScore> {
    if counts.ballots() == 0 || counts.rows().len() != instrument.sub_items().count() {
        return None;
    }
    let scoring = Scoring {
        framework,
        instrument,
        counts,
        points: framework.scales.iter().map(Points::of).collect(),
    };
    scoring
        .score::<Ratio<i64>>()
        .or_else(|| scoring.score::<Exact>())
}

/// What is scored.
struct Scoring<'a> {
    framework: &'a Framework,
    instrument: &'a Instrument,
    counts: &'a Counts,
    /// Points of each scale over one denominator, where machine integers hold them.
    points: Vec<Option<Points>>,
}

impl Scoring<'_> {
    fn score<T: Number>(&self) -> Option<InstrumentScore> {
        let mut rows = self.counts.rows().iter();
        let mut tree = Tree::new(self.framework);
        let mut items = Vec::with_capacity(self.instrument.items.len());
        for item in &self.instrument.items {
            let (value, score) = self.item::<T>(item, &mut rows)?;
            tree.hang(item.node, &value)?;
            items.push(score);
        }
        let climbed = tree.climb()?;
        let nodes = self.framework.nodes.iter().zip(climbed.nodes);
        Some(InstrumentScore {
            own: self.figure(&self.instrument.code, climbed.root?),
            nodes: nodes
                .filter_map(|(node, value)| Some(self.figure(&node.code, value?)))
                .collect(),
            items,
        })
    }

    /// An item is the mean of its sub-items.
    fn item<'r, T: Number>(
        &self,
        item: &Item,
        rows: &mut impl Iterator<Item = &'r [u64]>,
    ) -> Option<(T, ItemScore)> {
        let mut mean = Mean::empty();
        let mut sub_items = Vec::new();
        for sub_item in &item.sub_items {
            let value: T = self.sub_item(sub_item, rows.next()?)?;
            mean.add_one(&value)?;
            if sub_item.code != item.code {
                sub_items.push(self.figure(&sub_item.code, value));
            }
        }
        let value = mean.value()?;
        let own = self.figure(&item.code, value.clone());
        Some((value, ItemScore { own, sub_items }))
    }

    /// A sub-item is the mean of its points over the ballots.
    fn sub_item<T: Number>(&self, sub_item: &SubItem, row: &[u64]) -> Option<T> {
        let scale = self.framework.scales.get(sub_item.scale)?;
        let points = self.points.get(sub_item.scale)?.as_ref();
        match points.and_then(|points| points.mean(row)) {
            Some((numerator, denominator)) => Some(T::from_fraction(numerator, denominator)),
            None => points::exact_mean(scale, row),
        }
    }

    fn figure<T: Number>(&self, code: &str, value: T) -> NodeScore {
        NodeScore {
            code: code.to_owned(),
            exact: value.into_exact(),
            n: self.counts.ballots(),
        }
    }
}

#[cfg(test)]
mod tests;
