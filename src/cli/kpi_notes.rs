//! What a step of the KPI lacks.

use serde_json::{Value, json};

use crate::domain::kpi::{Reason, StepResult};
use crate::export::sheet::Cell;
use crate::locale::Locale;
use crate::view::console::figures::kpi::lacks_line;

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
    Cell::coded(codes, lacks_line(words, step))
}

/// A reason as a code and its values; the same in every language.
fn coded(part: Option<&str>, reason: &Reason) -> Value {
    let mut coded = match reason {
        Reason::WorkGroups {
            missing,
            unconfirmed,
            sent_back,
        } => json!({
            "reason": "work-groups", "missing": missing, "unconfirmed": unconfirmed,
            "sent_back": groups_sent_back(sent_back),
        }),
        Reason::NotRecorded => json!({ "reason": "not-recorded" }),
        Reason::NotConfirmed => json!({ "reason": "not-confirmed" }),
        Reason::SentBack { note } => json!({ "reason": "sent-back", "note": note }),
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

fn groups_sent_back(groups: &[(String, String)]) -> Vec<Value> {
    let group = |(group, note): &(String, String)| json!({ "work_group": group, "note": note });
    groups.iter().map(group).collect()
}
