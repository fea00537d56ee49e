//! What a gap analysis rests on and leads to: figures of elsewhere, and the improvement plan.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use super::exact::Score;

/// A figure that was typed in or imported: of an earlier year, or of an instrument that is scored
/// elsewhere, such as OIT or EBIT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EarlierFigure {
    /// Buddhist-era fiscal year.
    pub fiscal_year: u16,
    /// Code of the instrument, such as `iit`.
    pub instrument: String,
    /// Code of the node, item or sub-item; empty for the instrument's own score.
    pub code: String,
    /// Framework whose codes these are; empty where it is none of ours, and its items then compare
    /// with nobody's.
    pub framework: String,
    /// Percent.
    pub score: Score,
    /// How many answered, where it is known.
    pub n: Option<u64>,
    /// Where the figure is from.
    pub source: String,
    /// Day on which it was typed in; not known of the oldest.
    pub entered_on: Option<Date>,
}

/// A line of the improvement plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLine {
    /// Row; 0 for a line that is new.
    pub id: i64,
    /// Code of the item.
    pub code: String,
    /// Its score when the line was written, where one was shown.
    pub score: Option<Score>,
    /// What is done.
    pub action: String,
    /// Who sees to it.
    pub responsible: String,
    /// By when.
    pub due: Option<Date>,
    /// How far it is.
    pub status: PlanStatus,
    /// Counts the changes, so that nobody overwrites what was not seen.
    pub version: i32,
}

/// How far a line of the plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PlanStatus {
    /// Not begun.
    Planned,
    /// Under way.
    UnderWay,
    /// Done.
    Done,
    /// Given up.
    Dropped,
}

impl PlanStatus {
    /// All, in the order in which they are offered.
    pub const ALL: [PlanStatus; 4] = [
        PlanStatus::Planned,
        PlanStatus::UnderWay,
        PlanStatus::Done,
        PlanStatus::Dropped,
    ];

    /// The word that is stored and sent.
    pub const fn code(self) -> &'static str {
        match self {
            PlanStatus::Planned => "planned",
            PlanStatus::UnderWay => "under-way",
            PlanStatus::Done => "done",
            PlanStatus::Dropped => "dropped",
        }
    }
}

impl fmt::Display for PlanStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The text names no status.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown status: {0}")]
pub struct UnknownStatus(pub String);

impl FromStr for PlanStatus {
    type Err = UnknownStatus;

    fn from_str(code: &str) -> Result<Self, Self::Err> {
        PlanStatus::ALL
            .into_iter()
            .find(|status| status.code() == code)
            .ok_or_else(|| UnknownStatus(code.to_owned()))
    }
}
