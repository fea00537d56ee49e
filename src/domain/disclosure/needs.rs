//! From how many ballots a question may be shown, so that "≥ 95" never means "all of them".

use super::mask::{WIDTH, points};
use crate::domain::exact::Exact;
use crate::domain::framework::{Framework, Item, SubItem};

/// People of whom "≥ 95" must leave open whether they answered otherwise. One of them may be the reader, who
/// knows that; the other is somebody else.
const DISSENTERS: u64 = 2;
/// Ballots from which items are shown at all.
pub(super) const ITEMS_FROM: u64 = 10;

/// Ballots that an item and its sub-items need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ItemNeeds {
    /// For the item: one answer to one of its sub-items moves it the least.
    pub(super) own: u64,
    /// For its sub-items, which are shown together: the most that one of them needs.
    pub(super) sub_items: u64,
}

impl ItemNeeds {
    pub(super) fn of(framework: &Framework, item: &Item) -> Self {
        let steps = || {
            item.sub_items
                .iter()
                .map(|sub_item| step(framework, sub_item))
        };
        let parts = u64::try_from(item.sub_items.len()).unwrap_or(1).max(1);
        Self {
            own: needs(&(steps().min().unwrap_or_default() / points(parts))),
            sub_items: needs(&steps().max().unwrap_or_default()),
        }
    }
}

/// Points between the best answer and the next, or the worst and the next: the larger.
fn step(framework: &Framework, sub_item: &SubItem) -> Exact {
    let scale = framework.scales.get(sub_item.scale).into_iter();
    let options = scale.flat_map(|scale| &scale.options);
    let mut all: Vec<&Exact> = options.map(|option| &option.points).collect();
    all.sort();
    all.dedup();
    let steps = || {
        all.windows(2)
            .filter_map(|pair| Some(*pair.last()? - *pair.first()?))
    };
    let (lowest, highest) = (steps().next(), steps().next_back());
    lowest.max(highest).unwrap_or_default()
}

/// Ballots from which a figure that one answer moves by `step` over n has room for dissenters within "≥ 95"
/// and "≤ 5".
fn needs(step: &Exact) -> u64 {
    let ballots = (step * points(DISSENTERS) / points(WIDTH)).ceil();
    let ballots = ballots.to_integer();
    u64::try_from(ballots).unwrap_or(u64::MAX).max(ITEMS_FROM)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sketch::two_indicators;

    #[test]
    fn a_plain_yes_or_no_needs_more_ballots_than_what_is_finer() {
        let framework = two_indicators();
        let items = &framework.instruments[0].items;
        let needs: Vec<(u64, u64)> = items
            .iter()
            .map(|item| ItemNeeds::of(&framework, item))
            .map(|needs| (needs.own, needs.sub_items))
            .collect();
        let (some, single) = ((10, 14), (14, 14));
        let coarse = [(14, 40), (20, 40)];
        assert_eq!(needs, [some, single, coarse[0], single, some, coarse[1]]);
    }
}
