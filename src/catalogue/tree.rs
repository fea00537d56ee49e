//! The tree of nodes above the items.

use num_bigint::BigInt;
use num_traits::One;

use super::codes::Codes;
use super::fault::Fault;
use super::problem::{Place, Problems};
use super::reader::{Reader, shown};
use super::wording::Wording;
use crate::domain::exact::Exact;
use crate::domain::framework::Node;

/// The nodes and how to find them.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub nodes: Vec<Node>,
    pub codes: Codes<'a>,
    places: Vec<Place<'a>>,
    problems: &'a Problems,
}

impl<'a> Tree<'a> {
    /// Reads `[[nodes]]`.
    pub(super) fn read(root: &Reader<'a>, words: &Wording<'a>, problems: &'a Problems) -> Self {
        let readers = root.tables("nodes");
        let mut codes = Codes::new(problems);
        let given: Vec<&str> = readers
            .iter()
            .enumerate()
            .map(|(position, reader)| codes.give(reader, position))
            .collect();
        let parents: Vec<Option<usize>> = readers
            .iter()
            .map(|reader| codes.find(reader.optional_text("parent")?, unknown))
            .collect();
        let nodes = readers.iter().zip(given).enumerate();
        let nodes = nodes.map(|(position, (reader, code))| {
            reader.only(&["code", "parent", "weight"]);
            Node {
                code: code.to_owned(),
                parent: earlier_parent(reader, code, position, &parents),
                title: words.text(&["nodes", code], reader.place()),
                weight: reader
                    .optional_positive("weight")
                    .unwrap_or_else(Exact::one),
            }
        });
        Self {
            nodes: nodes.collect(),
            codes,
            places: readers.iter().map(Reader::place).collect(),
            problems,
        }
    }

    /// Whether nodes hang on the node.
    pub(super) fn is_branch(&self, position: usize) -> bool {
        self.nodes.iter().any(|node| node.parent == Some(position))
    }

    /// Whether the node is `above` or hangs below it.
    pub(super) fn is_below(&self, position: usize, above: usize) -> bool {
        let parent = self.nodes.get(position).and_then(|node| node.parent);
        position == above || parent.is_some_and(|parent| self.is_below(parent, above))
    }

    /// Notes the nodes at the tree's ends that nothing scores.
    pub(super) fn note_idle(&self, scored: &[usize]) {
        let ends = self.nodes.iter().zip(&self.places).enumerate();
        for (position, (node, place)) in ends {
            if !self.is_branch(position) && !scored.contains(&position) {
                let code = node.code.clone();
                self.problems.note(*place, Fault::IdleNode { code });
            }
        }
    }

    /// Weights of the top nodes, where they are not simply equal.
    pub(super) fn top_weights(&self) -> Option<Vec<Exact>> {
        let top = self.nodes.iter().filter(|node| node.parent.is_none());
        let weights: Vec<Exact> = top.map(|node| node.weight.clone()).collect();
        weights
            .iter()
            .any(|weight| !weight.is_one())
            .then_some(weights)
    }
}

/// A reference that leads to no node.
pub(super) fn unknown(code: String) -> Fault {
    Fault::UnknownNode { code }
}

/// Notes at the framework's `total` that its weights do not make 100.
pub(super) fn must_make_100(root: &Reader<'_>, weights: &[Exact]) {
    let sum: Exact = weights.iter().sum();
    if sum != Exact::from(BigInt::from(100)) {
        let sum = shown(&sum);
        root.note_at("total", Fault::WeightSum { sum });
    }
}

/// The parent, if it stands before the node.
fn earlier_parent(
    reader: &Reader<'_>,
    code: &str,
    position: usize,
    parents: &[Option<usize>],
) -> Option<usize> {
    let above = |node: usize| parents.get(node).copied().flatten();
    let parent = above(position)?;
    if parent < position {
        return Some(parent);
    }
    let mut ancestors = std::iter::successors(Some(parent), |node| above(*node));
    let code = code.to_owned();
    let circular = ancestors
        .by_ref()
        .take(parents.len())
        .any(|node| node == position);
    let fault = if circular {
        Fault::NodeCycle { code }
    } else {
        let parent = reader.optional_text("parent");
        let parent = parent.map_or("", |found| found.value).to_owned();
        Fault::ChildFirst { code, parent }
    };
    reader.note_at("parent", fault);
    None
}
