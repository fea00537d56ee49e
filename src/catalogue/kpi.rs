//! The individual KPI: steps that rest on evidence, and steps that rest on a score.

use num_traits::{One, Zero};

use super::codes::Codes;
use super::fault::Fault;
use super::problem::Problems;
use super::reader::{Reader, shown};
use super::wording::Wording;
use crate::domain::exact::{Exact, Score};
use crate::domain::framework::{
    Instrument, KpiCondition, KpiMilestone, KpiPart, KpiPeriod, KpiRule, KpiScope, KpiStep,
    Respondents,
};

const SCOPES: &[(&str, KpiScope)] = &[
    ("every-work-group", KpiScope::EveryWorkGroup),
    ("agency", KpiScope::Agency),
];

/// Reads `[kpi]`, if the framework has one.
pub(super) fn read<'a>(
    root: &Reader<'a>,
    instruments: &[Instrument],
    words: &Wording<'a>,
    problems: &'a Problems,
) -> Option<KpiRule> {
    let reader = root.optional_table("kpi")?;
    reader.only(&["target", "periods", "steps", "milestones"]);
    let steps = steps(&reader, instruments, words, problems);
    Some(KpiRule {
        title: words.text(&["kpi", "title"], reader.place()),
        target: target(&reader, steps.len()),
        periods: periods(&reader, words, problems),
        milestones: milestones(&reader, words, problems),
        steps,
    })
}

fn target(reader: &Reader<'_>, steps: usize) -> u8 {
    let Some(target) = reader.whole("target") else {
        return 0;
    };
    let step = u8::try_from(target).ok();
    let inside = step.filter(|step| (1..=steps).contains(&usize::from(*step)));
    inside.unwrap_or_else(|| {
        let (target, steps) = (target.to_string(), steps.to_string());
        reader.note_at("target", Fault::TargetOutside { target, steps });
        0
    })
}

fn periods<'a>(reader: &Reader<'a>, words: &Wording<'a>, problems: &'a Problems) -> Vec<KpiPeriod> {
    let mut codes = Codes::new(problems);
    let found = reader.texts("periods").into_iter().enumerate();
    found
        .map(|(position, code)| KpiPeriod {
            code: codes.enter(code, position).to_owned(),
            title: words.text(&["kpi", "periods", code.value], code.place),
        })
        .collect()
}

fn milestones<'a>(
    reader: &Reader<'a>,
    words: &Wording<'a>,
    problems: &'a Problems,
) -> Vec<KpiMilestone> {
    let mut codes = Codes::new(problems);
    let mut before = 1;
    let readers = reader.optional_tables("milestones").into_iter().enumerate();
    readers
        .map(|(position, reader)| {
            reader.only(&["code", "month"]);
            let code = codes.give(&reader, position);
            let month = reader.whole("month").unwrap_or(before);
            if (before..=12).contains(&month) {
                before = month;
            } else {
                let month = month.to_string();
                reader.note_at("month", Fault::MilestoneMonth { month });
            }
            KpiMilestone {
                code: code.to_owned(),
                month: u8::try_from(month).unwrap_or(0),
                title: words.text(&["kpi", "milestones", code], reader.place()),
            }
        })
        .collect()
}

fn steps<'a>(
    kpi: &Reader<'a>,
    instruments: &[Instrument],
    words: &Wording<'a>,
    problems: &'a Problems,
) -> Vec<KpiStep> {
    let mut codes = Codes::new(problems);
    let mut before: Vec<(&str, Score)> = Vec::new();
    let readers = kpi.tables("steps").into_iter().enumerate();
    readers
        .map(|(position, reader)| {
            reader.only(&["step", "points", "parts", "everyone_took_part_in", "from"]);
            let number = must_be_numbered(&reader, position + 1);
            let points = reader
                .optional_positive("points")
                .unwrap_or_else(Exact::one);
            let condition = match (reader.has("parts"), reader.has("everyone_took_part_in")) {
                (true, false) => evidence(&reader, &points, &mut codes, words),
                (false, true) => scored(&reader, points, instruments, &mut before),
                _ => {
                    reader.note(Fault::StepKind {});
                    KpiCondition::Evidence(Vec::new())
                }
            };
            KpiStep {
                title: words.text(&["kpi", "steps", &number], reader.place()),
                condition,
            }
        })
        .collect()
}

/// The number of the step, which must be its place in the list.
fn must_be_numbered(reader: &Reader<'_>, expected: usize) -> String {
    let expected = expected.to_string();
    let found = reader.whole("step").map(|found| found.to_string());
    if let Some(found) = found.filter(|found| *found != expected) {
        let expected = expected.clone();
        reader.note_at("step", Fault::StepNumber { expected, found });
    }
    expected
}

fn evidence<'a>(
    step: &Reader<'a>,
    points: &Exact,
    codes: &mut Codes<'a>,
    words: &Wording<'a>,
) -> KpiCondition {
    if step.has("from") {
        step.note_at("from", Fault::StepKind {});
    }
    let readers = step.tables("parts").into_iter().enumerate();
    let parts: Vec<KpiPart> = readers
        .map(|(position, reader)| {
            reader.only(&["code", "points", "scope"]);
            let code = codes.give(&reader, position);
            KpiPart {
                code: code.to_owned(),
                title: words.text(&["kpi", "parts", code], reader.place()),
                points: reader.positive("points").unwrap_or_else(Exact::zero),
                scope: reader.choice("scope", SCOPES).unwrap_or(KpiScope::Agency),
            }
        })
        .collect();
    let sum: Exact = parts.iter().map(|part| &part.points).sum();
    if !parts.is_empty() && sum != *points {
        let (sum, points) = (shown(&sum), shown(points));
        step.note_at("parts", Fault::StepPoints { sum, points });
    }
    KpiCondition::Evidence(parts)
}

fn scored<'a>(
    step: &Reader<'a>,
    points: Exact,
    instruments: &[Instrument],
    before: &mut Vec<(&'a str, Score)>,
) -> KpiCondition {
    let key = "everyone_took_part_in";
    let instrument = step.text(key).map_or("", |code| code.value);
    let mut staff = instruments
        .iter()
        .filter(|instrument| instrument.respondents == Respondents::Staff);
    if staff.all(|staff| staff.code != instrument) {
        let code = instrument.to_owned();
        step.note_at(key, Fault::UnknownInstrument { code });
    }
    let from = step.figure("from");
    let lower = before.iter().rev().find(|(code, _)| *code == instrument);
    if let (Some(from), Some((_, lower))) = (from, lower)
        && from <= *lower
    {
        let (from, before) = (from.to_string(), lower.to_string());
        step.note_at("from", Fault::StepThreshold { from, before });
    }
    before.extend(from.map(|from| (instrument, from)));
    KpiCondition::TookPartAndScored {
        instrument: instrument.to_owned(),
        from: from.unwrap_or(Score::from_hundredths(0)),
        points,
    }
}
