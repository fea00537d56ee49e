//! Counts of an instrument: how many chose each option, and apart from that how many said what of
//! themselves. All that is ever kept of answers.

use std::ops::Range;

use super::ballot::Answers;
use super::framework::{Framework, Instrument};

/// Numbers in rows of different lengths. They stand one after the other in memory: a country has the counts
/// of thousands of agencies at a time.
#[derive(Clone, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(Debug))]
pub struct Rows {
    ends: Box<[usize]>,
    numbers: Box<[u64]>,
}

impl Rows {
    /// Each row in its order.
    pub fn iter(&self) -> impl Iterator<Item = &[u64]> {
        (0..self.len()).filter_map(|row| self.get(row))
    }

    /// The row at this place.
    pub fn get(&self, row: usize) -> Option<&[u64]> {
        self.numbers.get(self.range(row)?)
    }

    /// How many rows.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All rows as lists of their own.
    pub fn to_vec(&self) -> Vec<Vec<u64>> {
        self.iter().map(<[u64]>::to_vec).collect()
    }

    fn range(&self, row: usize) -> Option<Range<usize>> {
        let begin = match row.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        Some(begin..*self.ends.get(row)?)
    }

    /// One more in this row at this place; false where there is none.
    fn count(&mut self, row: usize, at: u8) -> bool {
        let range = self.range(row);
        let row = range.and_then(|range| self.numbers.get_mut(range));
        let n = row.and_then(|row| row.get_mut(usize::from(at)));
        n.map(|n| *n += 1).is_some()
    }

    /// Adds the numbers of rows of the same shape.
    fn add(&mut self, other: &Rows) {
        for (mine, theirs) in self.numbers.iter_mut().zip(&other.numbers) {
            *mine += theirs;
        }
    }

    /// Whether each row adds up to this.
    fn add_up_to(&self, whole: u64) -> bool {
        let sum = |row: &[u64]| row.iter().try_fold(0u64, |sum, n| sum.checked_add(*n));
        self.iter().all(|row| sum(row) == Some(whole))
    }
}

impl FromIterator<Vec<u64>> for Rows {
    fn from_iter<I: IntoIterator<Item = Vec<u64>>>(rows: I) -> Self {
        let (mut ends, mut numbers) = (Vec::new(), Vec::new());
        for row in rows {
            numbers.extend(row);
            ends.push(numbers.len());
        }
        Self {
            ends: ends.into(),
            numbers: numbers.into(),
        }
    }
}

/// How many ballots chose each option of each sub-item, over `ballots` valid ballots.
/// A raw tally: has no `Display`, no `Debug` of its content and no `Serialize`.
#[derive(Clone, PartialEq, Eq)]
pub struct Counts {
    ballots: u64,
    chosen: Rows,
    profile: Rows,
}

/// The numbers do not fit the instrument: another shape, or an option row that does not add up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("counts do not fit the instrument")]
pub struct WrongShape;

impl Counts {
    /// No ballot yet.
    pub fn empty(framework: &Framework, instrument: &Instrument) -> Self {
        let chosen = instrument
            .sub_items()
            .map(|sub_item| {
                vec![
                    0;
                    framework
                        .scales
                        .get(sub_item.scale)
                        .map_or(0, |scale| scale.options.len())
                ]
            })
            .collect();
        let questions = instrument.profile.iter();
        let profile = questions.map(|question| vec![0; question.options.len() + 1]);
        Self {
            ballots: 0,
            chosen,
            profile: profile.collect(),
        }
    }

    /// From stored numbers: one row a sub-item, one number an option; every row adds up to `ballots`.
    /// Of the respondents nothing is known.
    pub fn from_rows(
        framework: &Framework,
        instrument: &Instrument,
        ballots: u64,
        chosen: Vec<Vec<u64>>,
    ) -> Result<Self, WrongShape> {
        let shape = Self::empty(framework, instrument);
        Ok(Self {
            ballots,
            chosen: filled(&shape.chosen, chosen, ballots)?,
            profile: Rows::default(),
        })
    }

    /// The same with stored numbers of the profile: one row a question, first how many said nothing,
    /// then one number an option; every row adds up to the ballots.
    pub fn with_profile(
        self,
        framework: &Framework,
        instrument: &Instrument,
        profile: Vec<Vec<u64>>,
    ) -> Result<Self, WrongShape> {
        let shape = Self::empty(framework, instrument);
        let profile = filled(&shape.profile, profile, self.ballots)?;
        Ok(Self { profile, ..self })
    }

    /// Adds one ballot, whose answers were checked against the same instrument.
    pub fn add(&mut self, answers: &Answers) -> Result<(), WrongShape> {
        let said = (0..self.profile.len()).map(|question| (question, answers.said(question)));
        let fits = answers.options().len() == self.chosen.len()
            && has(&self.chosen, answers.options().iter().copied().enumerate())
            && has(&self.profile, said.clone());
        if !fits {
            return Err(WrongShape);
        }
        for (question, option) in said {
            self.profile.count(question, option);
        }
        for (row, option) in answers.options().iter().enumerate() {
            self.chosen.count(row, *option);
        }
        self.ballots += 1;
        Ok(())
    }

    /// Adds the counts of other ballots of the same instrument. Where of one of the two nothing is
    /// known of the respondents, nothing is known of both.
    pub fn merge(&mut self, other: &Counts) -> Result<(), WrongShape> {
        if self.chosen.ends != other.chosen.ends {
            return Err(WrongShape);
        }
        self.chosen.add(&other.chosen);
        self.ballots += other.ballots;
        if self.profile.ends == other.profile.ends {
            self.profile.add(&other.profile);
        } else {
            self.profile = Rows::default();
        }
        Ok(())
    }

    /// Number of valid ballots (n).
    pub fn ballots(&self) -> u64 {
        self.ballots
    }

    /// One row a sub-item, in the order of the ballot; one number an option.
    pub fn rows(&self) -> &Rows {
        &self.chosen
    }

    /// One row a question of the profile: first how many said nothing, then one number an option.
    /// Empty where nothing is known.
    pub fn profile(&self) -> &Rows {
        &self.profile
    }
}

/// Whether each of these rows has the option named with it.
fn has(rows: &Rows, mut named: impl Iterator<Item = (usize, u8)>) -> bool {
    named.all(|(row, option)| {
        rows.get(row)
            .is_some_and(|row| usize::from(option) < row.len())
    })
}

/// Rows of this shape each of which adds up to the ballots.
fn filled(shape: &Rows, rows: Vec<Vec<u64>>, ballots: u64) -> Result<Rows, WrongShape> {
    let rows: Rows = rows.into_iter().collect();
    if rows.ends == shape.ends && rows.add_up_to(ballots) {
        Ok(rows)
    } else {
        Err(WrongShape)
    }
}
