//! The individual KPI: steps, points and level of an agency in a period (domain.md §5).
//!
//! The conditions are the agency's, so the level is one per agency and period. Points are the sum
//! of the parts reached, in whatever step; the level is the highest n with steps 1…n full.

use num_traits::Zero;

use super::disclosure::{Disclosed, InstrumentFigures, Shown, Withheld};
use super::exact::{Exact, Score};
use super::framework::{KpiCondition, KpiPart, KpiRule, KpiScope, KpiStep};
use super::participation::Participation;

/// For whom a part is recorded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoneBy {
    /// The agency, once.
    Agency,
    /// This work group.
    WorkGroup(String),
}

/// How far evidence has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EvidenceState {
    /// HR recorded it; it does not count yet.
    Recorded,
    /// The KPI assessor sent it back, with a note on what to mend; empty for those who may not read it.
    SentBack(String),
    /// The KPI assessor confirmed it.
    Confirmed,
}

/// Evidence of a part: the facts that decide; date, note and file are kept by the registry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// Code of the part.
    pub part: String,
    /// For whom.
    pub by: DoneBy,
    /// Recorded or confirmed.
    pub state: EvidenceState,
}

/// What an agency has to show in a period.
#[derive(Debug, Clone, Copy)]
pub struct Achieved<'a> {
    /// All work groups of the agency.
    pub work_groups: &'a [String],
    /// Evidence on record.
    pub evidence: &'a [Evidence],
    /// Participation in the round.
    pub participation: Participation,
    /// Percent of the eligible who must take part (a setting of the round; 100.00 by default).
    pub required: Score,
    /// Disclosed figures of the agency: its own, not those of a pool; none before publication.
    pub figures: &'a [&'a Disclosed<InstrumentFigures>],
}

/// The KPI of an agency in a period.
#[derive(Debug, Clone, PartialEq)]
pub struct KpiResult {
    /// Steps from the first to the last.
    pub steps: Vec<StepResult>,
    /// Sum of the parts reached.
    pub points: Exact,
    /// Highest n with steps 1…n full.
    pub level: u8,
}

/// A step.
#[derive(Debug, Clone, PartialEq)]
pub struct StepResult {
    /// Number, from 1.
    pub number: u8,
    /// Points reached.
    pub points: Exact,
    /// Points of the whole step.
    pub of: Exact,
    /// Whether every part is reached.
    pub full: bool,
    /// Parts of a step that rests on evidence; empty else.
    pub parts: Vec<PartResult>,
    /// What a step that rests on participation and score lacks; empty when it is full.
    pub lacks: Vec<Reason>,
}

/// A part of a step that rests on evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct PartResult {
    /// Code of the part.
    pub code: String,
    /// Points reached: all or none.
    pub points: Exact,
    /// Points of the part.
    pub of: Exact,
    /// What it lacks; `None` when it is reached.
    pub lacks: Option<Reason>,
}

/// Why points are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Work groups of which nothing is recorded, and those whose record is not confirmed.
    WorkGroups {
        /// Nothing recorded.
        missing: Vec<String>,
        /// Recorded, not confirmed.
        unconfirmed: Vec<String>,
        /// Sent back: the group, and what is to be mended.
        sent_back: Vec<(String, String)>,
    },
    /// Nothing is recorded for the agency.
    NotRecorded,
    /// The agency's record awaits confirmation.
    NotConfirmed,
    /// The agency's record was sent back.
    SentBack {
        /// What is to be mended.
        note: String,
    },
    /// Too few took part.
    TookPart {
        /// How many did.
        acknowledged: u64,
        /// Out of how many.
        eligible: u64,
    },
    /// The score is below the step's.
    ScoreBelow {
        /// The agency's score.
        score: Score,
        /// Where the step begins.
        from: Score,
    },
    /// There are fewer valid ballots than a score needs.
    NotAssessed {
        /// Ballots needed (k).
        needed: u64,
    },
    /// There is no figure of the instrument yet.
    NoFigure,
}

/// Works out steps, points and level.
pub fn evaluate(rule: &KpiRule, achieved: &Achieved<'_>) -> KpiResult {
    let numbered = (1..).zip(&rule.steps);
    let steps: Vec<StepResult> = numbered
        .map(|(number, step)| achieved.step(number, step))
        .collect();
    KpiResult {
        points: steps.iter().map(|step| &step.points).sum(),
        level: steps
            .iter()
            .take_while(|step| step.full)
            .last()
            .map_or(0, |step| step.number),
        steps,
    }
}

impl Achieved<'_> {
    fn step(&self, number: u8, step: &KpiStep) -> StepResult {
        match &step.condition {
            KpiCondition::Evidence(parts) => {
                let parts: Vec<PartResult> = parts.iter().map(|part| self.part(part)).collect();
                StepResult {
                    number,
                    points: parts.iter().map(|part| &part.points).sum(),
                    of: parts.iter().map(|part| &part.of).sum(),
                    full: parts.iter().all(|part| part.lacks.is_none()),
                    parts,
                    lacks: Vec::new(),
                }
            }
            KpiCondition::TookPartAndScored {
                instrument,
                from,
                points,
            } => {
                let lacks: Vec<Reason> = self
                    .took_part()
                    .into_iter()
                    .chain(self.scored(instrument, *from))
                    .collect();
                StepResult {
                    number,
                    points: reached(points, lacks.is_empty()),
                    of: points.clone(),
                    full: lacks.is_empty(),
                    parts: Vec::new(),
                    lacks,
                }
            }
        }
    }

    fn part(&self, part: &KpiPart) -> PartResult {
        let lacks = match part.scope {
            KpiScope::EveryWorkGroup if !self.work_groups.is_empty() => self.work_groups(part),
            // An agency without work groups is its own only one.
            KpiScope::EveryWorkGroup | KpiScope::Agency => self.agency(part),
        };
        PartResult {
            code: part.code.clone(),
            points: reached(&part.points, lacks.is_none()),
            of: part.points.clone(),
            lacks,
        }
    }

    fn work_groups(&self, part: &KpiPart) -> Option<Reason> {
        let (mut missing, mut unconfirmed, mut sent_back) = (Vec::new(), Vec::new(), Vec::new());
        for group in self.work_groups {
            match self.state(part, &DoneBy::WorkGroup(group.clone())) {
                Some(EvidenceState::Confirmed) => {}
                Some(EvidenceState::Recorded) => unconfirmed.push(group.clone()),
                Some(EvidenceState::SentBack(note)) => {
                    sent_back.push((group.clone(), note.clone()));
                }
                None => missing.push(group.clone()),
            }
        }
        let whole = missing.is_empty() && unconfirmed.is_empty() && sent_back.is_empty();
        (!whole).then_some(Reason::WorkGroups {
            missing,
            unconfirmed,
            sent_back,
        })
    }

    fn agency(&self, part: &KpiPart) -> Option<Reason> {
        match self.state(part, &DoneBy::Agency) {
            Some(EvidenceState::Confirmed) => None,
            Some(EvidenceState::Recorded) => Some(Reason::NotConfirmed),
            Some(EvidenceState::SentBack(note)) => Some(Reason::SentBack { note: note.clone() }),
            None => Some(Reason::NotRecorded),
        }
    }

    /// The best that is on record: one confirmed record is enough.
    fn state(&self, part: &KpiPart, by: &DoneBy) -> Option<&EvidenceState> {
        let records = || {
            self.evidence
                .iter()
                .filter(|evidence| evidence.part == part.code && evidence.by == *by)
                .map(|evidence| &evidence.state)
        };
        records()
            .find(|state| **state == EvidenceState::Confirmed)
            .or_else(|| records().next())
    }

    fn took_part(&self) -> Option<Reason> {
        let Participation {
            acknowledged,
            eligible,
            ..
        } = self.participation;
        (!self.participation.reaches(self.required)).then_some(Reason::TookPart {
            acknowledged,
            eligible,
        })
    }

    /// Reads the rounded score, as all thresholds do.
    fn scored(&self, instrument: &str, from: Score) -> Option<Reason> {
        let mut figures = self.figures.iter().map(|figures| figures.get());
        let Some(figures) = figures.find(|figures| figures.instrument == instrument) else {
            return Some(Reason::NoFigure);
        };
        match figures.score {
            Shown::Exact(score) if score >= from => None,
            Shown::Exact(score) => Some(Reason::ScoreBelow { score, from }),
            Shown::Withheld(Withheld::FewerThan { needed }) => Some(Reason::NotAssessed { needed }),
            Shown::Withheld(_) | Shown::AtLeast(_) | Shown::AtMost(_) => Some(Reason::NoFigure),
        }
    }
}

fn reached(points: &Exact, all: bool) -> Exact {
    if all { points.clone() } else { Exact::zero() }
}

#[cfg(test)]
mod tests;
