//! The KPI of an agency: steps, points and level, with the reasons in words.

use maud::{Markup, html};

use super::words::code;
use crate::domain::exact::Score;
use crate::domain::framework::{KpiCondition, KpiPart, KpiRule};
use crate::domain::kpi::{KpiResult, PartResult, Reason, StepResult};
use crate::domain::participation::Participation;
use crate::locale::Locale;
use crate::view::console::parts::{badge, table, tile, tiles};

/// Level, points, participation, and every step.
pub fn steps(
    words: &Locale,
    rule: &KpiRule,
    result: &KpiResult,
    participation: &Participation,
) -> Markup {
    let target = words.fill("kpi_pages.target", &[("level", &rule.target.to_string())]);
    let of: crate::domain::exact::Exact = result.steps.iter().map(|step| &step.of).sum();
    let of_points = words.fill(
        "kpi_pages.of_points",
        &[("points", &Score::round(&of).to_string())],
    );
    let taken = words.fill(
        "kpi_pages.of_people",
        &[("eligible", &participation.eligible.to_string())],
    );
    let head = html! {
        tr {
            th scope="col" { (words.say("kpi_pages.step")) }
            th scope="col" { (words.say("kpi_pages.state")) }
            th.figure scope="col" { (words.say("kpi_pages.points")) }
            th scope="col" { (words.say("kpi_pages.lacks")) }
        }
    };
    let body = html! {
        @for (step, asked) in result.steps.iter().zip(&rule.steps) {
            tr {
                th scope="row" { (step.number) ". " (asked.title.get(words.lang())) }
                td { (full(words, step.full)) }
                td.figure { (Score::round(&step.points)) " / " (Score::round(&step.of)) }
                td { (lacks(words, step)) }
            }
        }
    };
    html! {
        p.lead { (rule.title.get(words.lang())) }
        (tiles(&[
            tile(&result.level.to_string(), words.say("kpi_pages.level"), Some(&target)),
            tile(&Score::round(&result.points).to_string(), words.say("kpi_pages.points"), Some(&of_points)),
            tile(&participation.acknowledged.to_string(), words.say("figures.took_part"), Some(&taken)),
        ]))
        (table(words.say("kpi_pages.steps_caption"), &head, &body))
    }
}

fn full(words: &Locale, full: bool) -> Markup {
    if full {
        badge("good", words.say("kpi.full"))
    } else {
        badge("attention", words.say("kpi.not-full"))
    }
}

fn lacks(words: &Locale, step: &StepResult) -> Markup {
    let reasons = reasons(words, step);
    html! {
        @if reasons.is_empty() { "–" } @else {
            ul.step-parts {
                @for (part, reason) in reasons {
                    li { @if let Some(part) = part { (code(part)) ": " } (reason) }
                }
            }
        }
    }
}

/// What a step lacks, in one line of words.
pub fn lacks_line(words: &Locale, step: &StepResult) -> String {
    let line = |(part, reason)| match part {
        Some(part) => format!("{part}: {reason}"),
        None => reason,
    };
    let lines = reasons(words, step).into_iter().map(line);
    lines.collect::<Vec<_>>().join("; ")
}

/// What a step lacks, in words, with the code of the part that lacks it.
fn reasons<'s>(words: &Locale, step: &'s StepResult) -> Vec<(Option<&'s str>, String)> {
    let of_part = |part: &'s PartResult| {
        let lacks = part.lacks.as_ref()?;
        Some((Some(part.code.as_str()), reason(words, lacks)))
    };
    let of_step = |lacks| (None, reason(words, lacks));
    let parts = step.parts.iter().filter_map(of_part);
    parts.chain(step.lacks.iter().map(of_step)).collect()
}

fn reason(words: &Locale, reason: &Reason) -> String {
    let fill = |key: &str, values: &[(&str, String)]| {
        let values: Vec<(&str, &str)> = values
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        words.fill(key, &values)
    };
    match reason {
        Reason::WorkGroups {
            missing,
            unconfirmed,
            sent_back,
        } => {
            let groups = |key: &str, groups: &[String]| {
                (!groups.is_empty()).then(|| fill(key, &[("groups", groups.join(", "))]))
            };
            let missing = groups("kpi.groups-missing", missing);
            let waiting = groups("kpi.groups-unconfirmed", unconfirmed);
            let named = sent_back.iter().map(|(group, note)| match note.as_str() {
                "" => group.clone(),
                note => format!("{group} ({note})"),
            });
            let back = groups("kpi.groups-sent-back", &named.collect::<Vec<_>>());
            missing
                .into_iter()
                .chain(waiting)
                .chain(back)
                .collect::<Vec<_>>()
                .join("; ")
        }
        Reason::NotRecorded => words.say("kpi.not-recorded").to_owned(),
        Reason::NotConfirmed => words.say("kpi.not-confirmed").to_owned(),
        Reason::SentBack { note } if note.is_empty() => words.say("kpi.sent-back-to-hr").to_owned(),
        Reason::SentBack { note } => fill("kpi.sent-back", &[("note", note.clone())]),
        Reason::TookPart {
            acknowledged,
            eligible,
        } => fill(
            "kpi.took-part",
            &[
                ("acknowledged", acknowledged.to_string()),
                ("eligible", eligible.to_string()),
                (
                    "missing",
                    eligible.saturating_sub(*acknowledged).to_string(),
                ),
            ],
        ),
        Reason::ScoreBelow { score, from } => fill(
            "kpi.score-below",
            &[("score", score.to_string()), ("from", from.to_string())],
        ),
        Reason::NotAssessed { needed } => {
            fill("kpi.not-assessed", &[("needed", needed.to_string())])
        }
        Reason::NoFigure => words.say("kpi.no-figure").to_owned(),
    }
}

/// Parts that rest on evidence, in the order of the steps.
pub fn parts(rule: &KpiRule) -> impl Iterator<Item = &KpiPart> {
    rule.steps.iter().flat_map(|step| match &step.condition {
        KpiCondition::Evidence(parts) => parts.as_slice(),
        KpiCondition::TookPartAndScored { .. } => &[],
    })
}

/// Lines for the names of those who answer for a sheet, on paper only.
pub fn signatures(words: &Locale) -> Markup {
    html! {
        div.signatures {
            @for key in ["kpi_pages.signed_person", "kpi_pages.signed_assessor"] {
                p { (words.say("kpi_pages.signed")) " ………………………………………" br; "(………………………………………)" br; (words.say(key)) }
            }
        }
    }
}

/// Parts of a page under one another, with lines to sign below.
pub fn page(words: &Locale, parts: &[Markup]) -> Markup {
    html! {
        @for part in parts { (part) }
        (signatures(words))
    }
}
