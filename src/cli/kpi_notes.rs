//! What a step of the KPI lacks.

use serde_json::{Value, json};

use super::show::fill;
use crate::domain::kpi::{PartResult, Reason, StepResult};
use crate::export::sheet::Cell;
use crate::locale::Locale;

/// What a step lacks: codes with their values for programs, words for people.
pub fn cell(words: &Locale, step: &StepResult) -> Cell {
    let of_parts = step.parts.iter().filter_map(|part| {
        let reason = part.lacks.as_ref()?;
        Some(coded(Some(part.code.as_str()), reason))
    });
    let own = step.lacks.iter().map(|reason| coded(None, reason));
    let codes: Vec<Value> = of_parts.chain(own).collect();
    if codes.is_empty() {
        return Cell::Empty;
    }
    Cell::coded(codes, reasons(words, step))
}

/// A reason as a code and its values; the same in every language.
fn coded(part: Option<&str>, reason: &Reason) -> Value {
    let mut coded = match reason {
        Reason::WorkGroups {
            missing,
            unconfirmed,
        } => json!({ "reason": "work-groups", "missing": missing, "unconfirmed": unconfirmed }),
        Reason::NotRecorded => json!({ "reason": "not-recorded" }),
        Reason::NotConfirmed => json!({ "reason": "not-confirmed" }),
        Reason::TookPart {
            acknowledged,
            eligible,
        } => json!({ "reason": "took-part", "acknowledged": acknowledged, "eligible": eligible }),
        Reason::ScoreBelow { score, from } => {
            json!({ "reason": "score-below", "score": score.to_string(), "from": from.to_string() })
        }
        Reason::NotAssessed { needed } => json!({ "reason": "not-assessed", "needed": needed }),
        Reason::NoFigure => json!({ "reason": "no-figure" }),
    };
    if let (Some(part), Value::Object(values)) = (part, &mut coded) {
        values.insert("part".to_owned(), part.into());
    }
    coded
}

/// What a step lacks, in words.
fn reasons(words: &Locale, step: &StepResult) -> String {
    let parts = step.parts.iter().filter_map(|part| of_part(words, part));
    let own = step.lacks.iter().map(|reason| of_reason(words, reason));
    parts.chain(own).collect::<Vec<_>>().join("; ")
}

fn of_part(words: &Locale, part: &PartResult) -> Option<String> {
    part.lacks
        .as_ref()
        .map(|reason| format!("{}: {}", part.code, of_reason(words, reason)))
}

fn of_reason(words: &Locale, reason: &Reason) -> String {
    match reason {
        Reason::WorkGroups {
            missing,
            unconfirmed,
        } => {
            let missing = (!missing.is_empty()).then(|| {
                fill(
                    words,
                    "kpi.groups-missing",
                    &[("groups", missing.join(", "))],
                )
            });
            let waiting = (!unconfirmed.is_empty()).then(|| {
                fill(
                    words,
                    "kpi.groups-unconfirmed",
                    &[("groups", unconfirmed.join(", "))],
                )
            });
            missing
                .into_iter()
                .chain(waiting)
                .collect::<Vec<_>>()
                .join(", ")
        }
        Reason::NotRecorded => words.say("kpi.not-recorded").to_owned(),
        Reason::NotConfirmed => words.say("kpi.not-confirmed").to_owned(),
        Reason::TookPart {
            acknowledged,
            eligible,
        } => {
            let missing = eligible.saturating_sub(*acknowledged).to_string();
            let values = [
                ("acknowledged", acknowledged.to_string()),
                ("eligible", eligible.to_string()),
                ("missing", missing),
            ];
            fill(words, "kpi.took-part", &values)
        }
        Reason::ScoreBelow { score, from } => fill(
            words,
            "kpi.score-below",
            &[("score", score.to_string()), ("from", from.to_string())],
        ),
        Reason::NotAssessed { needed } => {
            fill(words, "kpi.not-assessed", &[("needed", needed.to_string())])
        }
        Reason::NoFigure => words.say("kpi.no-figure").to_owned(),
    }
}
