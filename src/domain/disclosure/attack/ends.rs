//! Bounds of unknown numbers of which weighted sums are known within bounds. Whole numbers of small parts of
//! a point; where a bound falls between two, it is the outer one.

use std::collections::BTreeMap;

/// From where to where.
pub type Range = (i128, i128);

/// A weighted sum of unknowns, all weights positive, and between what it lies.
pub struct Sum {
    /// Weights by the number of the unknown.
    pub weights: Vec<(usize, i128)>,
    /// Between what it lies.
    pub range: Range,
}

/// How often all sums are looked at: what one of them narrows, another may narrow further.
const LOOKS: usize = 4;

/// Between what each unknown lies.
#[derive(Default)]
pub(super) struct Bounds(BTreeMap<usize, Range>);

impl From<Bounds> for BTreeMap<usize, Range> {
    fn from(bounds: Bounds) -> Self {
        bounds.0
    }
}

impl Bounds {
    pub(super) fn set(&mut self, unknown: usize, range: Range) {
        self.0.insert(unknown, range);
    }

    pub(super) fn of(&self, unknown: usize) -> Option<Range> {
        self.0.get(&unknown).copied()
    }

    pub(super) fn unknowns(&self) -> impl Iterator<Item = usize> {
        self.0.keys().copied()
    }

    /// Narrows every unknown as far as the sums it is in allow.
    pub(super) fn narrow(&mut self, sums: &[Sum]) {
        for _ in 0..LOOKS {
            let mut narrowed = false;
            for sum in sums {
                narrowed |= self.narrow_by(sum);
            }
            if !narrowed {
                return;
            }
        }
    }

    /// By one sum: no unknown can be further below its top than the whole sum may be, nor further above
    /// its bottom.
    fn narrow_by(&mut self, sum: &Sum) -> bool {
        let (mut most, mut least) = (0, 0);
        for (unknown, weight) in &sum.weights {
            if let Some((low, high)) = self.0.get(unknown) {
                most += weight * high;
                least += weight * low;
            }
        }
        let (from, to) = sum.range;
        let (below_top, above_bottom) = ((most - from).max(0), (to - least).max(0));
        let mut narrowed = false;
        for (unknown, weight) in &sum.weights {
            if let Some((low, high)) = self.0.get_mut(unknown) {
                let lowest = *high - below_top.div_euclid(*weight) - 1;
                let highest = *low + above_bottom.div_euclid(*weight) + 1;
                narrowed |= lowest > *low || highest < *high;
                (*low, *high) = ((*low).max(lowest), (*high).min(highest));
            }
        }
        narrowed
    }
}
