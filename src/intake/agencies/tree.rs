//! Which agency stands above which, across the file and what is already known.

use std::collections::{BTreeMap, BTreeSet};

use super::{AgencyLine, Column, Known};
use crate::intake::heading::Layout;
use crate::intake::notice::Problem;
use crate::intake::reading::Findings;

/// Puts the code of the parent in place of what the file says, which may also be its name, and
/// notes parents that nobody knows and agencies that would stand above themselves.
///
/// Parents on lines with another problem are unknown to this list and told as such, too: the file
/// is refused in any case.
pub(super) fn settle_parents(
    lines: &mut [AgencyLine],
    layout: &Layout<'_, Column>,
    known: &dyn Fn(&str) -> Option<Known>,
    found: &mut Findings,
) {
    let parents = resolved(lines, known);
    for (line, resolved) in lines.iter_mut().zip(parents) {
        if let (Some(written), None) = (&line.parent, &resolved) {
            let heading = layout.heading(Column::Parent);
            found.problem(line.line, heading, written.clone(), Problem::UnknownParent);
        }
        line.parent = resolved;
    }
    for (line, path) in cycles(lines, known) {
        let heading = layout.heading(Column::Parent);
        let value = line.parent.clone().unwrap_or_default();
        found.problem(line.line, heading, value, Problem::Cycle { path });
    }
}

/// The codes of the parents: by code in the file, by name in the file, then among the known.
fn resolved(lines: &[AgencyLine], known: &dyn Fn(&str) -> Option<Known>) -> Vec<Option<String>> {
    let codes: BTreeSet<&str> = lines.iter().map(|line| line.code.as_str()).collect();
    let mut names: BTreeMap<&str, &str> = BTreeMap::new();
    for line in lines {
        names.entry(&line.name).or_insert(&line.code);
    }
    let find = |written: &str| {
        let here = codes.get(written).or_else(|| names.get(written));
        here.map(ToString::to_string)
            .or_else(|| known(written).map(|agency| agency.code))
    };
    lines
        .iter()
        .map(|line| line.parent.as_deref().and_then(find))
        .collect()
}

/// Each cycle once, at the first of its lines in the file, with its way round.
fn cycles<'l>(
    lines: &'l [AgencyLine],
    known: &dyn Fn(&str) -> Option<Known>,
) -> Vec<(&'l AgencyLine, String)> {
    let here: BTreeMap<&str, &AgencyLine> = lines
        .iter()
        .map(|line| (line.code.as_str(), line))
        .collect();
    let above = |code: &str| match here.get(code) {
        Some(line) => line.parent.clone(),
        None => known(code).and_then(|agency| agency.parent),
    };
    let mut settled: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    for line in lines {
        let mut way: Vec<String> = Vec::new();
        let mut on_way: BTreeSet<String> = BTreeSet::new();
        let mut next = Some(line.code.clone());
        while let Some(code) = next.filter(|code| !settled.contains(code)) {
            if !on_way.insert(code.clone()) {
                let round: Vec<&str> = way
                    .iter()
                    .skip_while(|c| **c != code)
                    .map(String::as_str)
                    .collect();
                let path = [round.as_slice(), &[code.as_str()]].concat().join(" → ");
                let first = lines
                    .iter()
                    .find(|line| round.contains(&line.code.as_str()));
                found.extend(first.map(|line| (line, path)));
                break;
            }
            next = above(&code);
            way.push(code);
        }
        settled.extend(way);
    }
    found
}
