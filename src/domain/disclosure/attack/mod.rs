//! Somebody with every published figure, paper and patience: what follows from figures that are shown,
//! of agencies of which none is, and of answers of which nobody was to know.
//!
//! What is unknown are the points that all people of a place gave to a sub-item, together: one number for
//! each place and sub-item. Every figure is a weighted sum of those, divided by the ballots. Two things are
//! tried with all of them here, in exact numbers; a third, linear programming, is made of what is given out
//! here: [`Reader::sums`], [`Reader::bounds`] and [`Target`].
//!
//! 1. **Combining** ([`Reader::gives_away`]): adding and subtracting figures of any level until nothing but
//!    the one sought is left. A figure counts as if it were shown with all its decimals.
//! 2. **Ends** ([`Reader::unanimous`]): no answer has fewer points than the worst or more than the best. So
//!    each figure bounds what it holds, as narrowly as its two decimals allow; where the bounds leave room
//!    for no other answer, everybody of the place gave the best, or the worst.

mod ends;
mod field;

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::{One, ToPrimitive, Zero};

use self::ends::Bounds;
pub use self::ends::{Range, Sum};
use self::field::{Known, Weights};
use super::{InstrumentFigures, Shown};
use crate::domain::counts::Counts;
use crate::domain::exact::Exact;
use crate::domain::framework::{Framework, Instrument, SubItem};
use crate::domain::score::{InstrumentScore, score_instrument};

/// A place whose people's answers are in a figure: its number, and how many answered there.
pub type Place = (usize, u64);

/// Something that a reader would like to know: a weighted sum of unknowns.
pub struct Target {
    /// Weights by the number of the unknown.
    pub weights: Vec<(usize, i128)>,
    /// The least by which one other answer of one person changes it: whoever knows it more closely than that
    /// knows it.
    pub step: i128,
}

/// A figure as a weighted mean of sub-items.
struct Spread {
    /// By the number of the sub-item, modulo a prime.
    weights: Vec<(usize, u64)>,
    /// The same as whole numbers,
    whole: Vec<(usize, i128)>,
    /// of which one is so many.
    one: i128,
}

/// Parts of a point: its hundredths can be halved, and there is room between two halves.
const FINE: i128 = 200 * 16;

/// The reader, with all that was read.
pub struct Reader {
    /// Sub-items of the instrument.
    width: usize,
    /// All figures by their codes, `""` for the instrument.
    figures: BTreeMap<String, Spread>,
    /// Parts of a point that are counted: all points, and halves of a figure's last decimal, are whole
    /// numbers of them.
    parts: i128,
    /// Least and most points of an answer to each sub-item.
    points: Vec<Range>,
    /// Fewest points by which two answers to each sub-item differ.
    steps: Vec<i128>,
    known: Known,
    /// Weighted sums of unknowns that lie between two numbers.
    sums: Vec<Sum>,
    /// How many people stand behind each place.
    people: BTreeMap<usize, u64>,
    /// Unknowns that are none to this reader: the own answers.
    own: BTreeMap<usize, i128>,
}

impl Reader {
    /// A reader who knows the questionnaire, and has read nothing. None where the instrument cannot be
    /// scored, or not in numbers of a sensible size.
    pub fn of(framework: &Framework, instrument: &Instrument) -> Option<Self> {
        let asked: Vec<&SubItem> = instrument.sub_items().collect();
        let mut scales: Vec<Vec<&Exact>> = Vec::new();
        for sub_item in &asked {
            let options = &framework.scales.get(sub_item.scale)?.options;
            let mut points: Vec<&Exact> = options.iter().map(|option| &option.points).collect();
            points.sort();
            scales.push(points);
        }
        let parts = common(scales.iter().flatten().copied())? * FINE;
        let (mut points, mut steps) = (Vec::new(), Vec::new());
        for scale in &scales {
            let scale: Option<Vec<i128>> = scale.iter().map(|it| whole(it, parts)).collect();
            let scale = scale?;
            let apart = scale.iter().zip(scale.iter().skip(1));
            let apart = apart.map(|(low, high)| high - low);
            steps.push(apart.filter(|step| *step > 0).min()?);
            points.push((*scale.first()?, *scale.last()?));
        }
        Some(Self {
            width: asked.len(),
            figures: spreads(framework, instrument, &scales)?,
            parts,
            points,
            steps,
            known: Known::default(),
            sums: Vec::new(),
            people: BTreeMap::new(),
            own: BTreeMap::new(),
        })
    }

    /// Knows the points of the only person of a place: the reader's own, one a sub-item.
    pub fn know(&mut self, place: usize, points: &[Exact]) {
        for (sub_item, points) in points.iter().enumerate() {
            let unknown = place * self.width + sub_item;
            self.known.learn(Weights::from([(unknown, 1)]));
            let points = whole(points, self.parts);
            self.own.extend(points.map(|points| (unknown, points)));
        }
    }

    /// Reads what is published of these places together.
    pub fn read(&mut self, places: &[Place], figures: &InstrumentFigures) {
        self.people.extend(places.iter().copied());
        for (code, shown) in published(figures) {
            if shown.exact().is_some() {
                self.known.learn(self.weights(&code, places));
            }
            self.sums.extend(self.sum(&code, shown, places));
        }
    }

    /// Codes of all figures; `""` for the instrument.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        self.figures.keys().map(String::as_str)
    }

    /// Whether a figure of these places together can be worked out from those that were read.
    pub fn gives_away(&self, code: &str, places: &[Place]) -> bool {
        self.known.makes(self.weights(code, places))
    }

    /// Sub-items to which everybody of a place gave one and the same answer, the best or the worst, as
    /// follows from the figures: (place, number of the sub-item).
    pub fn unanimous(&self) -> Vec<(usize, usize)> {
        let bounds = self.narrowed();
        let at_an_end = |unknown: usize| {
            if self.own.contains_key(&unknown) {
                return None;
            }
            let (place, sub_item) = (unknown / self.width, unknown % self.width);
            let (step, n) = (self.steps.get(sub_item)?, self.people.get(&place)?);
            let (least, most) = self.points.get(sub_item)?;
            let (from, to) = bounds.of(unknown)?;
            let n = i128::from(*n);
            (from > most * n - step || to < least * n + step).then_some((place, sub_item))
        };
        bounds.unknowns().filter_map(at_an_end).collect()
    }

    /// Weighted sums of unknowns, and between what they lie, as far as they are published.
    pub fn sums(&self) -> &[Sum] {
        &self.sums
    }

    /// Between what each unknown lies, as far as single sums tell.
    pub fn bounds(&self) -> BTreeMap<usize, Range> {
        self.narrowed().into()
    }

    /// A figure of these places together. None where there is no such figure.
    pub fn figure(&self, code: &str, places: &[Place]) -> Option<Target> {
        let spread = self.figures.get(code)?;
        let whole = &spread.whole;
        let steps = whole.iter();
        let steps = steps.filter_map(|(at, weight)| Some(weight * self.steps.get(*at)?));
        let there = places.iter().filter(|(_, n)| *n > 0);
        let weights = there.flat_map(|(place, _)| {
            let own = whole.iter();
            own.map(move |(at, weight)| (place * self.width + at, *weight))
        });
        Some(Target {
            weights: weights.collect(),
            step: steps.min()?,
        })
    }

    /// Number of the unknown that all people of a place gave to a sub-item, which has this number.
    pub fn unknown(&self, place: usize, sub_item: usize) -> usize {
        place * self.width + sub_item
    }

    /// Between what an unknown lies whatever is published, by how many people there are at a place. None for
    /// the own answers.
    pub fn range(&self, unknown: usize, people: impl Fn(usize) -> u64) -> Option<Range> {
        if self.own.contains_key(&unknown) {
            return None;
        }
        let n = i128::from(people(unknown / self.width));
        let (least, most) = self.points.get(unknown % self.width)?;
        Some((least * n, most * n))
    }

    /// What all people of a place gave to a sub-item.
    pub fn answers(&self, place: usize, sub_item: usize) -> Option<Target> {
        Some(Target {
            weights: vec![(self.unknown(place, sub_item), 1)],
            step: *self.steps.get(sub_item)?,
        })
    }

    /// Points as the unknowns count them. None where they are none of the questionnaire's.
    pub fn in_parts(&self, points: &Exact) -> Option<i128> {
        whole(points, self.parts)
    }

    fn narrowed(&self) -> Bounds {
        let mut bounds = Bounds::default();
        for (place, n) in &self.people {
            let n = i128::from(*n);
            for (sub_item, (least, most)) in self.points.iter().enumerate() {
                bounds.set(place * self.width + sub_item, (least * n, most * n));
            }
        }
        for (unknown, points) in &self.own {
            bounds.set(*unknown, (*points, *points));
        }
        bounds.narrow(&self.sums);
        bounds
    }

    /// A figure as weights of what is unknown of these places.
    fn weights(&self, code: &str, places: &[Place]) -> Weights {
        let spread = self.figures.get(code).into_iter();
        let spread = spread.flat_map(|spread| &spread.weights);
        let there = places.iter().filter(|(_, n)| *n > 0);
        there
            .flat_map(|(place, _)| {
                let own = spread.clone();
                own.map(move |(at, weight)| (place * self.width + at, *weight))
            })
            .collect()
    }

    /// What a figure that is shown so says of the sum of what is unknown of these places.
    fn sum(&self, code: &str, shown: Shown, places: &[Place]) -> Option<Sum> {
        let spread = self.figures.get(code)?;
        let ballots: u64 = places.iter().map(|(_, n)| n).sum();
        let ballots = i128::from(ballots);
        let end = |pick: fn(&Range) -> i128| -> i128 {
            let known = spread.whole.iter();
            let known = known.filter_map(|(at, weight)| Some(weight * pick(self.points.get(*at)?)));
            known.sum::<i128>() * ballots
        };
        let (least, most) = (end(|range| range.0), end(|range| range.1));
        let around = |hundredths: i64| {
            let (score, half) = (i128::from(hundredths) * self.parts / 100, self.parts / 200);
            [score - half, score + half].map(|end| end * spread.one * ballots)
        };
        let range = match shown {
            Shown::Exact(score) => around(score.hundredths()).into(),
            Shown::AtLeast(score) => (around(score.hundredths())[0], most),
            Shown::AtMost(score) => (least, around(score.hundredths())[1]),
            Shown::Withheld(_) => return None,
        };
        let weights = places.iter().flat_map(|(place, _)| {
            let own = spread.whole.iter();
            own.map(move |(at, weight)| (place * self.width + at, *weight))
        });
        Some(Sum {
            weights: weights.collect(),
            range,
        })
    }
}

/// The least number of which every denominator is a part.
fn common<'a>(numbers: impl Iterator<Item = &'a Exact>) -> Option<i128> {
    let mut common = BigInt::one();
    for number in numbers {
        let rest = Exact::new(common.clone(), number.denom().clone());
        common *= rest.denom();
    }
    common.to_i128().filter(|common| *common < 1 << 40)
}

/// So many parts, if it is a whole number of them.
fn whole(number: &Exact, parts: i128) -> Option<i128> {
    let parts = number * Exact::from_integer(parts.into());
    parts.is_integer().then(|| parts.to_integer().to_i128())?
}

/// Weights of every figure, found by asking the scoring what becomes of a ballot that is best in one
/// sub-item and worst in all others.
fn spreads(
    framework: &Framework,
    instrument: &Instrument,
    scales: &[Vec<&Exact>],
) -> Option<BTreeMap<String, Spread>> {
    let worst = scored(framework, instrument, None)?;
    let mut all: BTreeMap<String, Vec<(usize, Exact)>> = BTreeMap::new();
    for (best, scale) in scales.iter().enumerate() {
        let width = *scale.last()? - *scale.first()?;
        let scores = scored(framework, instrument, Some(best))?;
        let own = std::iter::once(("", &scores.own.exact, &worst.own.exact));
        let others = scores.figures().zip(worst.figures());
        let others = others.map(|(it, worst)| (it.code.as_str(), &it.exact, &worst.exact));
        for (code, reached, lowest) in own.chain(others) {
            let weight = (reached - lowest) / &width;
            let row = all.entry(code.to_owned()).or_default();
            if !weight.is_zero() {
                row.push((best, weight));
            }
        }
    }
    let spread = |row: Vec<(usize, Exact)>| {
        let one = common(row.iter().map(|(_, weight)| weight))?;
        let weights = row.iter().map(|(at, it)| Some((*at, field::weight(it)?)));
        let wholes = row.iter().map(|(at, it)| Some((*at, whole(it, one)?)));
        Some(Spread {
            weights: weights.collect::<Option<_>>()?,
            whole: wholes.collect::<Option<_>>()?,
            one,
        })
    };
    let all = all.into_iter();
    all.map(|(code, row)| Some((code, spread(row)?))).collect()
}

/// Scores of one ballot that is best in this sub-item and worst in all others.
fn scored(
    framework: &Framework,
    instrument: &Instrument,
    best: Option<usize>,
) -> Option<InstrumentScore> {
    let rows = instrument.sub_items().enumerate().map(|(at, sub_item)| {
        let options = &framework.scales.get(sub_item.scale)?.options;
        let by_points = options.iter().enumerate();
        let by_points = by_points.map(|(option, it)| (&it.points, option));
        let (_, chosen) = if Some(at) == best {
            by_points.max()?
        } else {
            by_points.min()?
        };
        let row = (0..options.len()).map(|option| u64::from(option == chosen));
        Some(row.collect())
    });
    let rows: Option<Vec<Vec<u64>>> = rows.collect();
    let counts = Counts::from_rows(framework, instrument, u64::one(), rows?).ok()?;
    score_instrument(framework, instrument, &counts)
}

/// Every figure published of an instrument, by code.
pub fn published(figures: &InstrumentFigures) -> Vec<(String, Shown)> {
    let mut all = vec![(String::new(), figures.score)];
    all.extend(figures.nodes.iter().map(|n| (n.code.clone(), n.shown)));
    for item in &figures.items {
        all.push((item.code.clone(), item.shown));
        let sub_items = item.sub_items.iter();
        all.extend(sub_items.map(|s| (s.code.clone(), s.shown)));
    }
    all
}

#[cfg(test)]
mod tests;
