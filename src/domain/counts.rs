//! Counts of an instrument: how many chose each option, and apart from that how many said what of
//! themselves. All that is ever kept of answers.

use super::ballot::Answers;
use super::framework::{Framework, Instrument};

/// How many ballots chose each option of each sub-item, over `ballots` valid ballots.
/// A raw tally: has no `Display`, no `Debug` of its content and no `Serialize`.
#[derive(Clone, PartialEq, Eq)]
pub struct Counts {
    ballots: u64,
    chosen: Vec<Vec<u64>>,
    profile: Vec<Vec<u64>>,
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
        if !fill(&shape.chosen, &chosen, ballots) {
            return Err(WrongShape);
        }
        Ok(Self {
            ballots,
            chosen,
            profile: Vec::new(),
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
        if !fill(&shape.profile, &profile, self.ballots) {
            return Err(WrongShape);
        }
        Ok(Self { profile, ..self })
    }

    /// Adds one ballot, whose answers were checked against the same instrument.
    pub fn add(&mut self, answers: &Answers) -> Result<(), WrongShape> {
        let fits = answers.options().len() == self.chosen.len()
            && self
                .chosen
                .iter()
                .zip(answers.options())
                .all(|(row, option)| usize::from(*option) < row.len())
            && self
                .profile
                .iter()
                .enumerate()
                .all(|(question, row)| usize::from(answers.said(question)) < row.len());
        if !fits {
            return Err(WrongShape);
        }
        for (question, row) in self.profile.iter_mut().enumerate() {
            if let Some(n) = row.get_mut(usize::from(answers.said(question))) {
                *n += 1;
            }
        }
        for (row, option) in self.chosen.iter_mut().zip(answers.options()) {
            if let Some(n) = row.get_mut(usize::from(*option)) {
                *n += 1;
            }
        }
        self.ballots += 1;
        Ok(())
    }

    /// Adds the counts of other ballots of the same instrument. Where of one of the two nothing is
    /// known of the respondents, nothing is known of both.
    pub fn merge(&mut self, other: &Counts) -> Result<(), WrongShape> {
        let fits = self.chosen.len() == other.chosen.len()
            && self
                .chosen
                .iter()
                .zip(&other.chosen)
                .all(|(mine, theirs)| mine.len() == theirs.len());
        if !fits {
            return Err(WrongShape);
        }
        for (mine, theirs) in self
            .chosen
            .iter_mut()
            .flatten()
            .zip(other.chosen.iter().flatten())
        {
            *mine += theirs;
        }
        self.ballots += other.ballots;
        if self.profile.len() != other.profile.len() {
            self.profile.clear();
        }
        for (mine, theirs) in self.profile.iter_mut().zip(&other.profile) {
            for (mine, theirs) in mine.iter_mut().zip(theirs) {
                *mine += theirs;
            }
        }
        Ok(())
    }

    /// Number of valid ballots (n).
    pub fn ballots(&self) -> u64 {
        self.ballots
    }

    /// One row a sub-item, in the order of the ballot; one number an option.
    pub fn rows(&self) -> &[Vec<u64>] {
        &self.chosen
    }

    /// One row a question of the profile: first how many said nothing, then one number an option.
    /// Empty where nothing is known.
    pub fn profile(&self) -> &[Vec<u64>] {
        &self.profile
    }
}

/// Whether rows are of this shape and each adds up to the ballots.
fn fill(shape: &[Vec<u64>], rows: &[Vec<u64>], ballots: u64) -> bool {
    shape.len() == rows.len()
        && shape.iter().zip(rows).all(|(want, got)| {
            want.len() == got.len()
                && got.iter().try_fold(0u64, |sum, n| sum.checked_add(*n)) == Some(ballots)
        })
}
