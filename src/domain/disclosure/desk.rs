//! Where each figure is decided on: one sum of atoms under one rule.

use super::families::Standing;
use super::figures::{
    Figure, InstrumentFigures, ItemFigures, Options, Shown, SubItemFigures, Withheld,
};
use super::mask::{Fate, HIGH, LOW, masks, points};
use super::needs::{ITEMS_FROM, ItemNeeds};
use super::rule::Rule;
use crate::domain::band::band_of;
use crate::domain::counts::Counts;
use crate::domain::exact::{Exact, Score};
use crate::domain::framework::Item;
use crate::domain::sample::Sufficiency;
use crate::domain::score::{InstrumentScore, ItemScore, NodeScore};

/// Ballots from which it is shown how many chose each option.
pub(super) const OPTIONS_FROM: u64 = 30;
/// Ballots from which everything is shown exactly.
const EXACT_FROM: u64 = 60;

/// Everything that a decision rests on.
pub(super) struct Desk<'a> {
    pub(super) rule: &'a Rule<'a>,
    pub(super) counts: &'a Counts,
    /// Ballots of the smallest atom in the sum.
    pub(super) least: u64,
    /// Whether there are several in it.
    pub(super) several: bool,
}

/// An item with all that decides about it.
struct Entry<'a> {
    item: &'a Item,
    shown: Shown,
    score: Option<&'a ItemScore>,
    needs: Option<&'a ItemNeeds>,
    /// Option counts, one row a sub-item.
    rows: Vec<&'a [u64]>,
}

impl Desk<'_> {
    pub(super) fn figures(
        &self,
        scores: Option<&InstrumentScore>,
        population: Option<u64>,
    ) -> InstrumentFigures {
        let ballots = self.counts.ballots();
        let sufficiency = population.map(|n| self.rule.framework.sample.judge(n, ballots));
        let score = self.node(scores.map(|scores| &scores.own));
        let items = self.items(scores);
        InstrumentFigures {
            instrument: self.rule.instrument.code.clone(),
            ballots,
            sufficiency,
            score,
            band: self.band(score, sufficiency),
            nodes: self.nodes(scores, &items),
            items,
            profile: Vec::new(),
        }
    }

    fn band(&self, score: Shown, sufficiency: Option<Sufficiency>) -> Option<String> {
        let Some(Sufficiency::Sufficient { .. }) = sufficiency else {
            return None;
        };
        let score = score.exact()?;
        let scheme = self.rule.framework.bands.first()?;
        band_of(scheme, score, &[score]).map(|band| band.code.clone())
    }

    /// Whether items may give one another away.
    fn guarded(&self) -> bool {
        self.least < EXACT_FROM
    }

    /// A figure that is shown from k ballots.
    fn node(&self, score: Option<&NodeScore>) -> Shown {
        match score {
            Some(score) => Shown::Exact(score.score()),
            None => Shown::Withheld(Withheld::FewerThan {
                needed: self.rule.k.get(),
            }),
        }
    }

    fn nodes(&self, scores: Option<&InstrumentScore>, items: &[ItemFigures]) -> Vec<Figure> {
        let nodes = self
            .rule
            .framework
            .nodes
            .iter()
            .zip(&self.rule.families.standing);
        nodes
            .filter(|(_, standing)| **standing != Standing::Uncovered)
            .map(|(node, standing)| {
                let own = self.node(scores.and_then(|scores| scores.get(&node.code)));
                let shown = match standing {
                    _ if scores.is_none() || !self.guarded() => own,
                    Standing::IsItem(item) => items.get(*item).map_or(own, |item| item.shown),
                    Standing::LeavesOneItem(below) if all_exact(below, items) => own,
                    Standing::LeavesOneItem(_) => Shown::Withheld(Withheld::LeavesOneItem),
                    Standing::Stands | Standing::Uncovered => own,
                };
                Figure {
                    code: node.code.clone(),
                    shown,
                }
            })
            .collect()
    }

    /// What is shown of each item, then what is below it.
    fn items(&self, scores: Option<&InstrumentScore>) -> Vec<ItemFigures> {
        let shown = self.shown_items(scores);
        let mut rows = self.counts.rows().iter();
        let mut figures = Vec::with_capacity(shown.len());
        for (position, (item, shown)) in self.rule.instrument.items.iter().zip(shown).enumerate() {
            let rows: Vec<&[u64]> = rows.by_ref().take(item.sub_items.len()).collect();
            let entry = Entry {
                item,
                shown,
                score: scores.and_then(|scores| scores.items.get(position)),
                needs: self.rule.needs.get(position),
                rows,
            };
            figures.push(self.item(&entry));
        }
        figures
    }

    fn shown_items(&self, scores: Option<&InstrumentScore>) -> Vec<Shown> {
        let few = Shown::Withheld(Withheld::FewerThan {
            needed: ITEMS_FROM.max(self.rule.k.get()),
        });
        let mut shown = vec![few; self.rule.instrument.items.len()];
        let Some(scores) = scores else {
            return shown;
        };
        for family in &self.rule.families.families {
            let places = || family.members.iter().map(|(position, _)| *position);
            let needs = places().filter_map(|position| self.rule.needs.get(position));
            let needed = needs.map(|needs| needs.own).max().unwrap_or(ITEMS_FROM);
            let weighed = family.members.iter();
            let members: Vec<(&Exact, &NodeScore)> = weighed
                .filter_map(|(position, weight)| Some((weight, &scores.items.get(*position)?.own)))
                .collect();
            for (position, fate) in places().zip(self.family(&members, needed)) {
                if let Some(slot) = shown.get_mut(position) {
                    *slot = fate;
                }
            }
        }
        shown
    }

    /// What is shown of the members of a family (weight, score) that needs that many ballots.
    fn family(&self, members: &[(&Exact, &NodeScore)], needed: u64) -> Vec<Shown> {
        if self.guarded() && self.several {
            let inside = Withheld::SmallAgencyInside { needed: EXACT_FROM };
            return vec![Shown::Withheld(inside); members.len()];
        }
        let needed = needed.max(self.rule.k.get());
        if self.least < needed {
            return vec![Shown::Withheld(Withheld::FewerThan { needed }); members.len()];
        }
        if !self.guarded() {
            let exact = members.iter().map(|(_, figure)| figure.score());
            return exact.map(Shown::Exact).collect();
        }
        let values: Vec<(&Exact, &Exact)> = members
            .iter()
            .map(|(weight, figure)| (*weight, &figure.exact))
            .collect();
        let fates = masks(&values).into_iter().zip(members);
        fates
            .map(|(fate, (_, figure))| under(fate, figure.score()))
            .collect()
    }

    fn item(&self, entry: &Entry<'_>) -> ItemFigures {
        let item = entry.item;
        let stands_alone = matches!(item.sub_items.as_slice(), [only] if only.code == item.code);
        let row = entry.rows.first().filter(|_| stands_alone);
        ItemFigures {
            code: item.code.clone(),
            shown: entry.shown,
            options: row.map(|row| self.options(entry.shown, row)),
            sub_items: if stands_alone {
                Vec::new()
            } else {
                self.sub_items(entry)
            },
        }
    }

    fn sub_items(&self, entry: &Entry<'_>) -> Vec<SubItemFigures> {
        let sub_items = entry.item.sub_items.iter();
        let shown = self.shown_sub_items(entry);
        sub_items
            .zip(shown)
            .zip(&entry.rows)
            .map(|((sub_item, shown), row)| SubItemFigures {
                code: sub_item.code.clone(),
                shown,
                options: self.options(shown, row),
            })
            .collect()
    }

    fn shown_sub_items(&self, entry: &Entry<'_>) -> Vec<Shown> {
        let (Some(score), Some(needs), None) = (entry.score, entry.needs, below(entry.shown))
        else {
            let reason = below(entry.shown).unwrap_or(Withheld::BelowUnshown);
            return vec![Shown::Withheld(reason); entry.item.sub_items.len()];
        };
        let one = points(1);
        let figures = score.sub_items.iter();
        let members: Vec<(&Exact, &NodeScore)> = figures.map(|figure| (&one, figure)).collect();
        self.family(&members, needs.sub_items)
    }

    fn options(&self, shown: Shown, row: &[u64]) -> Options {
        match below(shown) {
            Some(reason) => Options::Withheld(reason),
            None if self.least < OPTIONS_FROM => Options::Withheld(Withheld::FewerThan {
                needed: OPTIONS_FROM,
            }),
            None => Options::Shown(row.to_vec()),
        }
    }
}

/// Whether a node over these items is but a mean of what is shown anyway.
fn all_exact(below: &[usize], items: &[ItemFigures]) -> bool {
    below
        .iter()
        .all(|item| matches!(items.get(*item), Some(item) if item.shown.exact().is_some()))
}

fn under(fate: Fate, score: Score) -> Shown {
    match fate {
        Fate::Exact => Shown::Exact(score),
        Fate::High => Shown::AtLeast(HIGH),
        Fate::Low => Shown::AtMost(LOW),
        Fate::Beside => Shown::Withheld(Withheld::BesideMasked),
    }
}

/// Why nothing below a figure is shown, if so.
fn below(shown: Shown) -> Option<Withheld> {
    match shown {
        Shown::Exact(_) => None,
        Shown::Withheld(
            reason @ (Withheld::FewerThan { .. } | Withheld::SmallAgencyInside { .. }),
        ) => Some(reason),
        Shown::AtLeast(_) | Shown::AtMost(_) | Shown::Withheld(_) => Some(Withheld::BelowUnshown),
    }
}
