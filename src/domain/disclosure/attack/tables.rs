//! Tables of how many chose each option: what follows when they are taken off each other, and where one of
//! them shows that all chose the same.

use std::collections::{BTreeMap, BTreeSet};

use super::Place;
use super::field::{Known, Weights};
use crate::domain::disclosure::{InstrumentFigures, Options};
use crate::domain::framework::{Framework, Instrument};

/// All tables that were read.
#[derive(Default)]
pub(super) struct Tables {
    /// Number of each sub-item by its code.
    numbers: BTreeMap<String, usize>,
    /// How many options each sub-item has.
    options: Vec<usize>,
    /// The own answers: options by place and sub-item.
    own: BTreeMap<(usize, usize), usize>,
    known: Known,
    alike: BTreeSet<(usize, usize)>,
}

impl Tables {
    pub(super) fn of(framework: &Framework, instrument: &Instrument) -> Option<Self> {
        let mut tables = Self::default();
        for (number, sub_item) in instrument.sub_items().enumerate() {
            let scale = framework.scales.get(sub_item.scale)?;
            tables.numbers.insert(sub_item.code.clone(), number);
            tables.options.push(scale.options.len());
        }
        Some(tables)
    }

    /// Knows what the only person of a place chose.
    pub(super) fn know(&mut self, place: usize, chosen: &[u8]) {
        for (sub_item, option) in chosen.iter().enumerate() {
            let option = usize::from(*option);
            self.own.insert((place, sub_item), option);
            for option in 0..self.width(sub_item) {
                let unknown = self.unknown(place, sub_item, option);
                self.known.learn(Weights::from([(unknown, 1)]));
            }
        }
    }

    pub(super) fn read(&mut self, places: &[Place], figures: &InstrumentFigures) {
        for item in &figures.items {
            let own = item.options.iter().map(|options| (&item.code, options));
            let below = item.sub_items.iter().map(|it| (&it.code, &it.options));
            for (code, options) in own.chain(below) {
                if let (Some(number), Options::Shown(row)) = (self.numbers.get(code), options) {
                    self.read_table(*number, row, places);
                }
            }
        }
    }

    fn read_table(&mut self, sub_item: usize, row: &[u64], places: &[Place]) {
        for option in 0..row.len() {
            self.known.learn(self.weights(sub_item, option, places));
        }
        let mut others = row.to_vec();
        let (own, strange): (Vec<usize>, Vec<usize>) = places
            .iter()
            .map(|(place, _)| *place)
            .partition(|place| self.own.contains_key(&(*place, sub_item)));
        for place in own {
            let chosen = self.own.get(&(place, sub_item));
            if let Some(count) = chosen.and_then(|option| others.get_mut(*option)) {
                *count = count.saturating_sub(1);
            }
        }
        if others.iter().filter(|count| **count > 0).count() == 1 {
            let all = strange.into_iter().map(|place| (place, sub_item));
            self.alike.extend(all);
        }
    }

    /// Whether it can be worked out how many of these places chose some option.
    pub(super) fn give_away(&self, sub_item: usize, places: &[Place]) -> bool {
        (0..self.width(sub_item)).any(|option| {
            let sought = self.weights(sub_item, option, places);
            self.known.makes(sought)
        })
    }

    /// Sub-items to which everybody of a place gave the same answer: (place, number of the sub-item).
    pub(super) fn unanimous(&self) -> impl Iterator<Item = (usize, usize)> {
        self.alike.iter().copied()
    }

    fn width(&self, sub_item: usize) -> usize {
        self.options.get(sub_item).copied().unwrap_or(0)
    }

    fn weights(&self, sub_item: usize, option: usize, places: &[Place]) -> Weights {
        let there = places.iter().filter(|(_, n)| *n > 0);
        there
            .map(|(place, _)| (self.unknown(*place, sub_item, option), 1))
            .collect()
    }

    fn unknown(&self, place: usize, sub_item: usize, option: usize) -> usize {
        let most = self.options.iter().copied().max().unwrap_or(0);
        (place * self.options.len() + sub_item) * most + option
    }
}
