//! From values at the leaves up to every node and to the root.

use super::number::{Mean, Number};
use crate::domain::framework::Framework;

/// Values that climb the tree of a framework.
pub(super) struct Tree<'a, T> {
    framework: &'a Framework,
    /// One mean a node, in the order of [`Framework::nodes`].
    nodes: Vec<Mean<T>>,
}

/// The tree worked out: a value for every node that is covered, and for the root.
pub(super) struct Climbed<T> {
    /// In the order of [`Framework::nodes`]; `None` where nothing lies below.
    pub(super) nodes: Vec<Option<T>>,
    /// Weighted mean of the top nodes; `None` where nothing was given.
    pub(super) root: Option<T>,
}

impl<'a, T: Number> Tree<'a, T> {
    pub(super) fn new(framework: &'a Framework) -> Self {
        Self {
            framework,
            nodes: vec![Mean::empty(); framework.nodes.len()],
        }
    }

    /// Hangs a value of weight 1 on a node; `None` when the numbers do not hold it.
    pub(super) fn hang(&mut self, node: usize, value: &T) -> Option<()> {
        self.nodes.get_mut(node)?.add_one(value)
    }

    /// Works out parents from children, children first (parents stand before children).
    pub(super) fn climb(mut self) -> Option<Climbed<T>> {
        let mut root = Mean::empty();
        let mut values = vec![None; self.nodes.len()];
        for (position, node) in self.framework.nodes.iter().enumerate().rev() {
            let mean = self.nodes.get(position)?;
            if mean.is_empty() {
                continue;
            }
            let value = mean.value()?;
            let weight = T::from_exact(&node.weight)?;
            match node.parent {
                Some(parent) => self.nodes.get_mut(parent)?.add(&weight, &value)?,
                None => root.add(&weight, &value)?,
            }
            *values.get_mut(position)? = Some(value);
        }
        Some(Climbed {
            nodes: values,
            root: if root.is_empty() { None } else { root.value() },
        })
    }
}
