//! Tables → people: the roster (บัญชีรายชื่อ) of one agency or many.

mod column;
mod person;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::civil::Date;

use super::heading::{self, Layout};
use super::notice::{Notice, Problem, Refused, Warning};
use super::reading::{Findings, Line, without_headings};
use super::table::{Cell, Table};
use crate::domain::roster::{Field, Listed};
use crate::domain::thai::{citizen, normalise};
use column::Column;

/// What a roster is read against.
pub struct Context<'c> {
    /// The day of the import: nobody began later.
    pub today: Date,
    /// Code of the agency of everybody without one in the file; without it the column is needed.
    pub default_agency: Option<&'c str>,
    /// Code of the agency that has this code or exactly this name.
    pub agency: &'c dyn Fn(&str) -> Option<String>,
}

/// A person and where the file has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterLine {
    /// Line of the file or row of the sheet.
    pub line: usize,
    /// What the file says.
    pub listed: Listed,
}

/// A roster without a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    /// The sheet that was read; a CSV file has none.
    pub sheet: Option<String>,
    /// The people, in the order of the file; at least one, each id once.
    pub lines: Vec<RosterLine>,
    /// What the file has columns for: nothing else may change in a comparison.
    pub given: BTreeSet<Field>,
    /// What deserves a look.
    pub warnings: Vec<Notice<Warning>>,
}

/// A line that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLine {
    /// Line of the file or row of the sheet.
    pub line: usize,
    /// What the line says, cell by cell; citizen numbers with their middle hidden.
    pub cells: Vec<String>,
    /// Why, at least one reason.
    pub problems: Vec<Notice<Problem>>,
}

/// A roster of which some lines may be refused and the others taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sifted {
    /// The lines that are fine, which may be none.
    pub roster: Roster,
    /// The headings, for a list of what was refused.
    pub headings: Vec<String>,
    /// The lines that are not, in the order of the file.
    pub refused: Vec<RefusedLine>,
}

/// Reads a roster, or tells everything that is wrong with it.
pub fn read(tables: &[Table], context: &Context<'_>) -> Result<Roster, Refused> {
    let (mut roster, layout, found) = examine(tables, context)?;
    roster.given = given(&layout, &roster.lines);
    roster.warnings = found.settle()?;
    Ok(roster)
}

/// Reads a roster line by line: a problem of a line refuses that line, one of the headings the
/// whole file.
pub fn sift(tables: &[Table], context: &Context<'_>) -> Result<Sifted, Refused> {
    let (mut roster, layout, found) = examine(tables, context)?;
    let (whole, of_lines): (Vec<_>, Vec<_>) = found
        .problems
        .into_iter()
        .partition(|notice| notice.line == layout.line());
    if !whole.is_empty() {
        return Err(Refused {
            problems: whole,
            warnings: found.warnings,
        });
    }
    let mut by_line: BTreeMap<usize, Vec<Notice<Problem>>> = BTreeMap::new();
    for notice in of_lines {
        by_line.entry(notice.line).or_default().push(notice);
    }
    roster
        .lines
        .retain(|line| !by_line.contains_key(&line.line));
    roster.given = given(&layout, &roster.lines);
    roster.warnings = found.warnings;
    roster
        .warnings
        .retain(|notice| !by_line.contains_key(&notice.line));
    roster.warnings.sort_by_key(|notice| notice.line);
    let refused = layout.rows().filter_map(|row| {
        let problems = by_line.remove(&row.line)?;
        Some(RefusedLine {
            line: row.line,
            cells: row.cells.iter().map(shown_safely).collect(),
            problems,
        })
    });
    Ok(Sifted {
        refused: refused.collect(),
        headings: layout.headings(),
        roster,
    })
}

/// A cell as a list of refused lines may show it.
fn shown_safely(cell: &Cell) -> String {
    let shown = cell.shown();
    let plain = normalise(&shown);
    if citizen::is_shaped_like_one(&plain) {
        citizen::masked(&plain)
    } else {
        shown
    }
}

/// Reads every line, and notes what is wrong.
fn examine<'t>(
    tables: &'t [Table],
    context: &Context<'_>,
) -> Result<(Roster, Layout<'t, Column>, Findings), Refused> {
    let Some(mut layout) = heading::find::<Column>(tables) else {
        return Err(without_headings(&[
            Column::StaffId,
            Column::FullName,
            Column::Agency,
        ]));
    };
    settle_names(&mut layout);
    let mut found = Findings::default();
    found.check_headings(&layout, &needed(&layout, context));
    warn_of_missing_columns(&layout, &mut found);
    let mut lines = Vec::new();
    let mut seen = Seen::default();
    for row in layout.rows() {
        let mut line = Line {
            layout: &layout,
            row,
            found: &mut found,
        };
        let listed = person::read(&mut line, context, &mut seen);
        lines.extend(listed.map(|listed| RosterLine {
            line: row.line,
            listed,
        }));
    }
    warn_of_shared_mailboxes(&layout, &seen, &mut found);
    let roster = Roster {
        sheet: layout.table().sheet.clone(),
        given: BTreeSet::new(),
        warnings: Vec::new(),
        lines,
    };
    Ok((roster, layout, found))
}

/// What earlier lines held.
#[derive(Debug, Default)]
struct Seen {
    /// Line of each id.
    ids: HashMap<String, usize>,
    /// Lines of each e-mail, as written there, by its lower case.
    emails: BTreeMap<String, Vec<(usize, String)>>,
}

/// A column `ชื่อ` without one for the surname holds whole names; a column for whole names beside
/// one for surnames holds first names.
fn settle_names(layout: &mut Layout<'_, Column>) {
    let has_both = layout.has(Column::Name) && layout.has(Column::Surname);
    if has_both || (layout.has(Column::FullName) && !layout.has(Column::Surname)) {
        return;
    }
    if layout.has(Column::Surname) {
        layout.reread(Column::FullName, Column::Name);
    } else {
        layout.reread(Column::Name, Column::FullName);
    }
}

fn needed(layout: &Layout<'_, Column>, context: &Context<'_>) -> Vec<Column> {
    let mut needed = vec![Column::StaffId];
    if layout.has(Column::Surname) {
        needed.push(Column::Name);
    } else {
        needed.push(Column::FullName);
    }
    if context.default_agency.is_none() {
        needed.push(Column::Agency);
    }
    needed
}

fn warn_of_missing_columns(layout: &Layout<'_, Column>, found: &mut Findings) {
    for (column, kind) in [
        (Column::Email, Warning::NoEmailColumn),
        (Column::ServiceStart, Warning::NoStartColumn),
    ] {
        if !layout.has(column) {
            found.warning(layout.line(), layout.heading(column), String::new(), kind);
        }
    }
}

fn warn_of_shared_mailboxes(layout: &Layout<'_, Column>, seen: &Seen, found: &mut Findings) {
    for lines in seen.emails.values().filter(|lines| lines.len() > 1) {
        let people = lines.len();
        for (line, written) in lines {
            let heading = layout.heading(Column::Email);
            found.warning(
                *line,
                heading,
                written.clone(),
                Warning::SharedMailbox { people },
            );
        }
    }
}

/// Fields that the file speaks of. Prefixes may also have come with the names.
fn given(layout: &Layout<'_, Column>, lines: &[RosterLine]) -> BTreeSet<Field> {
    let by_column = [
        (Column::Prefix, Field::Prefix),
        (Column::Position, Field::Position),
        (Column::Email, Field::Email),
        (Column::WorkGroup, Field::WorkGroup),
        (Column::ServiceStart, Field::ServiceStart),
        (Column::Status, Field::Standing),
    ];
    let columns = by_column
        .into_iter()
        .filter(|(column, _)| layout.has(*column));
    let mut given: BTreeSet<Field> = columns.map(|(_, field)| field).collect();
    given.extend([Field::Name, Field::Surname, Field::Agency]);
    if lines
        .iter()
        .any(|line| !line.listed.member.prefix.is_empty())
    {
        given.insert(Field::Prefix);
    }
    given
}

#[cfg(test)]
mod tests;
