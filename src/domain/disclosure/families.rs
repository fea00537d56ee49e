//! Families: which items a shown node stands for, once shown nodes below it are taken off.
//! Depends on the framework alone, never on ballots.

use num_traits::Zero;

use crate::domain::exact::Exact;
use crate::domain::framework::{Framework, Instrument};

/// What becomes of a node while fewer than 60 ballots are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// The instrument asks nothing below it.
    Uncovered,
    /// It has several items and is shown.
    Stands,
    /// It has this one item, and is shown as that item is.
    IsItem(usize),
    /// It has these items and would, shown, leave a single one over.
    LeavesOneItem(Vec<usize>),
}

/// Items of which nothing but a weighted mean is known from above.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Family {
    /// Positions of the items, in the order asked, with their weights in that mean.
    pub(super) members: Vec<(usize, Exact)>,
}

/// The families of an instrument.
pub(super) struct Families {
    /// One a node, in the order of [`Framework::nodes`].
    pub(super) standing: Vec<Standing>,
    /// Every item is in one.
    pub(super) families: Vec<Family>,
}

impl Families {
    pub(super) fn of(framework: &Framework, instrument: &Instrument) -> Self {
        let shape = Shape::of(framework, instrument);
        let standing = shape.standing();
        let families = shape.families(&standing);
        Self { standing, families }
    }
}

/// The tree seen from an instrument.
struct Shape<'a> {
    framework: &'a Framework,
    instrument: &'a Instrument,
    /// Items below each node.
    below: Vec<Vec<usize>>,
    /// What the weights of the children of each node add up to; that of the root comes last.
    weights: Vec<Exact>,
}

impl<'a> Shape<'a> {
    fn of(framework: &'a Framework, instrument: &'a Instrument) -> Self {
        let root = framework.nodes.len();
        let mut shape = Self {
            framework,
            instrument,
            below: vec![Vec::new(); root],
            weights: vec![Exact::zero(); root + 1],
        };
        for (position, item) in instrument.items.iter().enumerate() {
            shape.weigh(item.node, &Exact::from_integer(1.into()));
            let mut here = Some(item.node);
            while let Some(node) = here {
                if let Some(below) = shape.below.get_mut(node) {
                    below.push(position);
                }
                here = shape.parent(node);
            }
        }
        for (position, node) in framework.nodes.iter().enumerate() {
            if shape.reach(position) > 0 {
                shape.weigh(node.parent.unwrap_or(root), &node.weight);
            }
        }
        shape
    }

    fn weigh(&mut self, parent: usize, weight: &Exact) {
        if let Some(sum) = self.weights.get_mut(parent) {
            *sum += weight;
        }
    }

    fn parent(&self, node: usize) -> Option<usize> {
        self.framework.nodes.get(node)?.parent
    }

    /// Number of items below a node.
    fn reach(&self, node: usize) -> usize {
        self.below.get(node).map_or(0, Vec::len)
    }

    /// Covered children of a node, or of the root.
    fn children(&self, parent: Option<usize>) -> impl Iterator<Item = usize> {
        let nodes = self.framework.nodes.iter().enumerate();
        nodes
            .filter(move |(_, node)| node.parent == parent)
            .map(|(position, _)| position)
            .filter(|position| self.reach(*position) > 0)
    }

    fn standing(&self) -> Vec<Standing> {
        let mut standing: Vec<Standing> = self
            .below
            .iter()
            .map(|below| match below.as_slice() {
                [] => Standing::Uncovered,
                [item] => Standing::IsItem(*item),
                _ => Standing::Stands,
            })
            .collect();
        self.spare(None, &mut standing);
        for node in 0..standing.len() {
            match standing.get(node) {
                Some(Standing::Stands) => self.spare(Some(node), &mut standing),
                Some(Standing::LeavesOneItem(_)) => self.fell(node, &mut standing),
                _ => {}
            }
        }
        standing
    }

    /// Withholds the smallest child of several items, the last of equals, where the children
    /// would leave one item over.
    fn spare(&self, parent: Option<usize>, standing: &mut [Standing]) {
        let items = self.instrument.items.iter();
        let hanging = items.filter(|item| Some(item.node) == parent).count();
        let single = self
            .children(parent)
            .filter(|child| self.reach(*child) == 1)
            .count();
        if hanging + single != 1 {
            return;
        }
        let several = self.children(parent).filter(|child| self.reach(*child) > 1);
        if let Some(child) = several.min_by_key(|child| (self.reach(*child), usize::MAX - *child)) {
            self.withhold(child, standing);
        }
    }

    /// Withholds what stands below a node that is withheld.
    fn fell(&self, node: usize, standing: &mut [Standing]) {
        for child in self.children(Some(node)) {
            if standing.get(child) == Some(&Standing::Stands) {
                self.withhold(child, standing);
            }
        }
    }

    fn withhold(&self, node: usize, standing: &mut [Standing]) {
        if let (Some(fate), Some(below)) = (standing.get_mut(node), self.below.get(node)) {
            *fate = Standing::LeavesOneItem(below.clone());
        }
    }

    fn families(&self, standing: &[Standing]) -> Vec<Family> {
        let root = self.framework.nodes.len();
        let mut families = vec![
            Family {
                members: Vec::new()
            };
            root + 1
        ];
        for (position, item) in self.instrument.items.iter().enumerate() {
            let (home, weight) = self.home(item.node, standing);
            if let Some(family) = families.get_mut(home.unwrap_or(root)) {
                family.members.push((position, weight));
            }
        }
        families.retain(|family| !family.members.is_empty());
        families
    }

    /// The nearest shown node above an item on `node` (`None`: the root), and the item's weight
    /// in it.
    fn home(&self, node: usize, standing: &[Standing]) -> (Option<usize>, Exact) {
        let root = self.framework.nodes.len();
        let mut weight = self.share(node, &Exact::from_integer(1.into()));
        let mut here = Some(node);
        while let Some(node) = here {
            if standing.get(node) == Some(&Standing::Stands) {
                break;
            }
            here = self.parent(node);
            if let Some(own) = self.framework.nodes.get(node) {
                weight *= self.share(here.unwrap_or(root), &own.weight);
            }
        }
        (here, weight)
    }

    /// A weight among the children of a node, of 1.
    fn share(&self, parent: usize, weight: &Exact) -> Exact {
        match self.weights.get(parent) {
            Some(sum) if !sum.is_zero() => weight / sum,
            _ => Exact::zero(),
        }
    }
}
