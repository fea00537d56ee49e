//! The rule itself: from the counts of atoms to what is shown.

use super::families::{Families, Standing};
use super::figures::{
    Figure, InstrumentFigures, ItemFigures, Options, Shown, SubItemFigures, Withheld,
};
use super::mask::{Fate, HIGH, LOW, masks, points};
use super::needs::{ITEMS_FROM, item_needs, sub_item_needs};
use super::{Disclosed, K};
use crate::domain::band::band_of;
use crate::domain::counts::Counts;
use crate::domain::exact::{Exact, Score};
use crate::domain::framework::{Framework, Instrument, Item};
use crate::domain::sample::Sufficiency;
use crate::domain::score::{InstrumentScore, ItemScore, NodeScore, score_instrument};

/// Ballots from which it is shown how many chose each option.
const OPTIONS_FROM: u64 = 30;
/// Ballots from which everything is shown exactly.
const EXACT_FROM: u64 = 60;

/// Decides what is shown of an instrument for an atom, or for several atoms together.
///
/// `atoms` are the counts of whole atoms (see [`super::atoms()`]): one for an agency or a pool,
/// several for an agency and those below it. Where there are several, one that turned out to
/// have fewer than k valid ballots counts nowhere; counts of another instrument never count.
/// `population` is what the sample is measured by, if it is known.
pub fn disclose(
    framework: &Framework,
    instrument: &Instrument,
    atoms: &[&Counts],
    population: Option<u64>,
    k: K,
) -> Disclosed<InstrumentFigures> {
    let mut sum = Counts::empty(framework, instrument);
    let mut least = u64::MAX;
    let mut merged = 0;
    for atom in atoms {
        let counts = atoms.len() == 1 || atom.ballots() >= k.get();
        if counts && sum.merge(atom).is_ok() {
            least = least.min(atom.ballots());
            merged += 1;
        }
    }
    let shown_from_k = sum.ballots() >= k.get();
    let scores = score_instrument(framework, instrument, &sum).filter(|_| shown_from_k);
    let desk = Desk {
        framework,
        instrument,
        families: Families::of(framework, instrument),
        counts: &sum,
        least,
        several: merged > 1,
        k,
    };
    Disclosed(desk.figures(scores.as_ref(), population))
}

/// Everything that a decision rests on.
struct Desk<'a> {
    framework: &'a Framework,
    instrument: &'a Instrument,
    families: Families,
    counts: &'a Counts,
    /// Ballots of the smallest atom in the sum.
    least: u64,
    several: bool,
    k: K,
}

impl Desk<'_> {
    fn figures(
        &self,
        scores: Option<&InstrumentScore>,
        population: Option<u64>,
    ) -> InstrumentFigures {
        let ballots = self.counts.ballots();
        let sufficiency = population.map(|n| self.framework.sample.judge(n, ballots));
        let score = self.node(scores.map(|scores| &scores.own));
        let items = self.items(scores);
        InstrumentFigures {
            instrument: self.instrument.code.clone(),
            ballots,
            sufficiency,
            score,
            band: self.band(score, sufficiency),
            nodes: self.nodes(scores, &items),
            items,
        }
    }

    fn band(&self, score: Shown, sufficiency: Option<Sufficiency>) -> Option<String> {
        let Some(Sufficiency::Sufficient { .. }) = sufficiency else {
            return None;
        };
        let score = score.exact()?;
        let scheme = self.framework.bands.first()?;
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
                needed: self.k.get(),
            }),
        }
    }

    fn nodes(&self, scores: Option<&InstrumentScore>, items: &[ItemFigures]) -> Vec<Figure> {
        let nodes = self.framework.nodes.iter().zip(&self.families.standing);
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
        for (position, (item, shown)) in self.instrument.items.iter().zip(shown).enumerate() {
            let rows: Vec<&Vec<u64>> = rows.by_ref().take(item.sub_items.len()).collect();
            let score = scores.and_then(|scores| scores.items.get(position));
            figures.push(self.item(item, shown, score, &rows));
        }
        figures
    }

    fn shown_items(&self, scores: Option<&InstrumentScore>) -> Vec<Shown> {
        let few = Shown::Withheld(Withheld::FewerThan {
            needed: ITEMS_FROM.max(self.k.get()),
        });
        let mut shown = vec![few; self.instrument.items.len()];
        let Some(scores) = scores else {
            return shown;
        };
        for family in &self.families.families {
            let items = family.members.iter();
            let members: Vec<(&Exact, &NodeScore, u64)> = items
                .filter_map(|(position, weight)| {
                    let item = self.instrument.items.get(*position)?;
                    let score = scores.items.get(*position)?;
                    Some((weight, &score.own, item_needs(self.framework, item)))
                })
                .collect();
            for ((position, _), fate) in family.members.iter().zip(self.family(&members)) {
                if let Some(slot) = shown.get_mut(*position) {
                    *slot = fate;
                }
            }
        }
        shown
    }

    /// What is shown of the members of a family: weight, score, ballots needed for each.
    fn family(&self, members: &[(&Exact, &NodeScore, u64)]) -> Vec<Shown> {
        if self.guarded() && self.several {
            let inside = Withheld::SmallAgencyInside { needed: EXACT_FROM };
            return vec![Shown::Withheld(inside); members.len()];
        }
        let needed = members.iter().map(|(_, _, needs)| *needs).max();
        let needed = needed.unwrap_or(ITEMS_FROM).max(self.k.get());
        if self.least < needed {
            return vec![Shown::Withheld(Withheld::FewerThan { needed }); members.len()];
        }
        if !self.guarded() {
            let exact = members.iter().map(|(_, figure, _)| figure.score());
            return exact.map(Shown::Exact).collect();
        }
        let values: Vec<(&Exact, &Exact)> = members
            .iter()
            .map(|(weight, figure, _)| (*weight, &figure.exact))
            .collect();
        let fates = masks(&values).into_iter().zip(members);
        fates
            .map(|(fate, (_, figure, _))| under(fate, figure.score()))
            .collect()
    }

    fn item(
        &self,
        item: &Item,
        shown: Shown,
        score: Option<&ItemScore>,
        rows: &[&Vec<u64>],
    ) -> ItemFigures {
        let stands_alone = matches!(item.sub_items.as_slice(), [only] if only.code == item.code);
        let row = rows.first().filter(|_| stands_alone);
        ItemFigures {
            code: item.code.clone(),
            shown,
            options: row.map(|row| self.options(shown, row)),
            sub_items: if stands_alone {
                Vec::new()
            } else {
                self.sub_items(item, shown, score, rows)
            },
        }
    }

    fn sub_items(
        &self,
        item: &Item,
        parent: Shown,
        score: Option<&ItemScore>,
        rows: &[&Vec<u64>],
    ) -> Vec<SubItemFigures> {
        let shown = match (below(parent), score) {
            (None, Some(score)) => self.sub_item_family(item, score),
            (reason, _) => {
                let reason = reason.unwrap_or(Withheld::BelowUnshown);
                vec![Shown::Withheld(reason); item.sub_items.len()]
            }
        };
        let sub_items = item.sub_items.iter().zip(shown).zip(rows);
        sub_items
            .map(|((sub_item, shown), row)| SubItemFigures {
                code: sub_item.code.clone(),
                shown,
                options: self.options(shown, row),
            })
            .collect()
    }

    fn sub_item_family(&self, item: &Item, score: &ItemScore) -> Vec<Shown> {
        let one = points(1);
        let members: Vec<(&Exact, &NodeScore, u64)> = item
            .sub_items
            .iter()
            .zip(&score.sub_items)
            .map(|(sub_item, figure)| (&one, figure, sub_item_needs(self.framework, sub_item)))
            .collect();
        self.family(&members)
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
