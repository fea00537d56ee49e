//! Making the preview out of a comparison.

use std::collections::HashMap;

use super::{Fate, PreviewLine, RosterPreview};
use crate::crypto::digest::sha256;
use crate::domain::encoding::hex;
use crate::domain::message::{Message, Value};
use crate::domain::roster::{Comparison, FieldChange};
use crate::intake::notice::{Kind as _, Notice, Problem, Warning};
use crate::intake::roster::Sifted;
use crate::intake::table::TableError;
use crate::service::Refusal;

pub(super) fn preview(
    name: &str,
    sifted: &Sifted,
    comparison: &Comparison,
    mut lines: Vec<PreviewLine>,
) -> RosterPreview {
    let mut warned: HashMap<usize, Vec<Message>> = HashMap::new();
    for warning in &sifted.roster.warnings {
        let notes = warned.entry(warning.line).or_default();
        notes.push(warned_of(warning));
    }
    lines.extend(compared_lines(sifted, comparison, &mut warned));
    lines.sort_by_key(|line| (line.fate, line.line));
    let mut notes: Vec<_> = warned.into_iter().collect();
    notes.sort_by_key(|(line, _)| *line);
    RosterPreview {
        name: name.to_owned(),
        digest: digest_of(comparison, &lines),
        lines,
        headings: sifted.headings.clone(),
        notes: notes.into_iter().flat_map(|(_, notes)| notes).collect(),
    }
}

/// Lines that are taken, and people who are missing; each takes its warnings along.
fn compared_lines(
    sifted: &Sifted,
    comparison: &Comparison,
    warned: &mut HashMap<usize, Vec<Message>>,
) -> Vec<PreviewLine> {
    let lines = sifted.roster.lines.iter();
    let at: HashMap<&str, (usize, String)> = lines
        .map(|line| {
            let member = &line.listed.member;
            (member.staff_id.as_str(), (line.line, member.full_name()))
        })
        .collect();
    let mut line = |fate, id: &str, fields: &[FieldChange]| {
        let (line, name) = at.get(id).cloned().unzip();
        let notes = line.and_then(|line| warned.remove(&line));
        PreviewLine {
            fate,
            line,
            staff_id: id.to_owned(),
            name: name.unwrap_or_default(),
            fields: fields.to_vec(),
            notes: notes.unwrap_or_default(),
            cells: Vec::new(),
        }
    };
    let mut all = Vec::new();
    for listed in &comparison.new {
        all.push(line(Fate::Added, &listed.member.staff_id, &[]));
    }
    for change in &comparison.changed {
        all.push(line(Fate::Changed, &change.member.staff_id, &change.fields));
    }
    for id in &comparison.unchanged {
        all.push(line(Fate::Unchanged, id, &[]));
    }
    for missing in &comparison.missing {
        all.push(PreviewLine {
            name: missing.member.full_name(),
            ..line(Fate::Missing, &missing.member.staff_id, &[])
        });
    }
    all
}

fn digest_of(comparison: &Comparison, lines: &[PreviewLine]) -> String {
    let all = format!("{comparison:?}{lines:?}");
    hex(sha256(all.as_bytes()).bytes())
}

/// A problem in words of the office: what no agency of the roster has is told as not the own one.
pub(super) fn told(notice: &Notice<Problem>) -> Message {
    let key = match notice.kind {
        Problem::UnknownAgency => "hr_roster.not_own_agency",
        _ => notice.kind.key(),
    };
    filled(key, notice.parameters())
}

fn warned_of(notice: &Notice<Warning>) -> Message {
    filled(notice.kind.key(), notice.parameters())
}

fn filled(key: &'static str, values: Vec<(&'static str, String)>) -> Message {
    let values = values.into_iter();
    Message {
        key,
        values: values
            .map(|(name, value)| (name, Value::Plain(value)))
            .collect(),
    }
}

pub(super) fn of_table(error: &TableError) -> Refusal {
    Refusal::Mendable(filled(error.key(), error.parameters()))
}
