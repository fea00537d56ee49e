//! Reading one line cell by cell, with every problem noted where it is.

use super::heading::{Column, Layout};
use super::notice::{Notice, Problem, Refused, Warning};
use super::table::{Cell, Row};
use crate::domain::thai::{citizen, normalise};

/// Most characters of a text field.
pub(super) const TEXT_LIMIT: usize = 250;
/// Most characters of an id or code.
const ID_LIMIT: usize = 40;
/// How the example lines of the templates begin.
const EXAMPLE: &str = "ตัวอย่าง";
/// What people write for "nothing".
const NOTHING: [&str; 6] = ["-", "–", "--", "ไม่มี", "n/a", "none"];

/// The problem is on the list already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Noted;

/// All that was found so far.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub problems: Vec<Notice<Problem>>,
    pub warnings: Vec<Notice<Warning>>,
}

impl Findings {
    /// Notes what the line of headings tells: columns that are needed, doubled or not read.
    pub fn check_headings<C: Column>(&mut self, layout: &Layout<'_, C>, needed: &[C]) {
        let line = layout.line();
        for column in needed.iter().filter(|column| !layout.has(**column)) {
            self.problem(
                line,
                layout.heading(*column),
                String::new(),
                Problem::MissingColumn,
            );
        }
        for heading in &layout.doubled {
            self.problem(
                line,
                heading.clone(),
                String::new(),
                Problem::DuplicateColumn,
            );
        }
        for heading in &layout.unread {
            let kind = if is_of_citizen_numbers(heading) {
                Warning::CitizenColumn
            } else {
                Warning::UnreadColumn
            };
            self.warning(line, heading.clone(), String::new(), kind);
        }
        for sheet in &layout.other_sheets {
            let kind = Warning::UnreadSheet {
                sheet: sheet.clone(),
            };
            self.warning(line, String::new(), String::new(), kind);
        }
        if layout.rows().next().is_none() {
            self.problem(line, String::new(), String::new(), Problem::NoLines);
        }
    }

    pub fn problem(&mut self, line: usize, column: String, value: String, kind: Problem) {
        self.problems.push(Notice {
            line,
            column,
            value,
            kind,
        });
    }

    pub fn warning(&mut self, line: usize, column: String, value: String, kind: Warning) {
        self.warnings.push(Notice {
            line,
            column,
            value,
            kind,
        });
    }

    /// The warnings, or all problems if there is one; in the order of lines.
    pub fn settle(mut self) -> Result<Vec<Notice<Warning>>, Refused> {
        self.problems.sort_by_key(|notice| notice.line);
        self.warnings.sort_by_key(|notice| notice.line);
        if self.problems.is_empty() {
            return Ok(self.warnings);
        }
        Err(Refused {
            problems: self.problems,
            warnings: self.warnings,
        })
    }
}

/// A file in which no line of headings was found.
pub(super) fn without_headings<C: Column>(needed: &[C]) -> Refused {
    let headings: Vec<&str> = needed
        .iter()
        .map(|column| super::heading::usual(*column))
        .collect();
    Refused {
        problems: vec![Notice {
            line: 1,
            column: headings.join(", "),
            value: String::new(),
            kind: Problem::NoHeadings,
        }],
        warnings: Vec::new(),
    }
}

/// One line while it is read.
pub(super) struct Line<'l, C> {
    pub layout: &'l Layout<'l, C>,
    pub row: &'l Row,
    pub found: &'l mut Findings,
}

impl<C: Column> Line<'_, C> {
    /// Text of a cell, normalised; empty where there is nothing.
    pub fn text(&mut self, column: C) -> Result<String, Noted> {
        let cell = self.layout.cell(self.row, column);
        cell.map_or(Ok(String::new()), |cell| self.text_in(cell, column))
    }

    /// Text of a heading that is merged over several columns.
    pub fn spread_text(&mut self, column: C) -> Result<String, Noted> {
        let mut parts = Vec::new();
        for cell in self.layout.spread(self.row, column) {
            parts.push(self.text_in(cell, column)?);
        }
        parts.retain(|part| !part.is_empty());
        Ok(parts.join(" "))
    }

    /// Text that must be there. A column that is missing as a whole is not told line by line.
    pub fn needed(&mut self, column: C) -> Result<String, Noted> {
        match self.text(column)? {
            empty if empty.is_empty() => Err(self.missing(column)),
            text => Ok(text),
        }
    }

    pub fn missing(&mut self, column: C) -> Noted {
        if self.layout.has(column) {
            self.problem(column, Problem::MissingValue);
        }
        Noted
    }

    /// An id or code: letters, digits and a few marks between them, never a citizen number.
    pub fn id(&mut self, column: C) -> Result<String, Noted> {
        let id = self.needed(column)?;
        let problem = if citizen::is_shaped_like_one(&id) {
            Problem::CitizenNumber
        } else if is_shortened(&id) {
            Problem::ShortenedNumber
        } else if id.chars().count() > ID_LIMIT {
            Problem::TooLong { limit: ID_LIMIT }
        } else if !is_plain_id(&id) {
            Problem::OddId
        } else {
            return Ok(id);
        };
        Err(self.problem(column, problem))
    }

    /// Whether this is the example of a template, by its id or code; notes that, and nothing else of
    /// it matters.
    pub fn is_example(&mut self, column: C) -> bool {
        let is_one = normalise(&self.shown(column)).starts_with(EXAMPLE);
        if is_one {
            self.problem(column, Problem::ExampleLine);
        }
        is_one
    }

    /// Notes a problem with the cell in `column`.
    pub fn problem(&mut self, column: C, kind: Problem) -> Noted {
        let value = match kind {
            Problem::CitizenNumber => citizen::masked(&normalise(&self.shown(column))),
            _ => self.shown(column),
        };
        let heading = self.layout.heading(column);
        self.found.problem(self.row.line, heading, value, kind);
        Noted
    }

    /// Notes that the line is none of the list, with what it says.
    pub fn stray(&mut self) {
        let said = self.row.cells.iter().find(|cell| !cell.is_blank());
        let value = said.map(Cell::shown).unwrap_or_default();
        self.found
            .problem(self.row.line, String::new(), value, Problem::StrayLine);
    }

    /// Notes something about the cell in `column` that deserves a look.
    pub fn warning(&mut self, column: C, kind: Warning) {
        let (heading, value) = (self.layout.heading(column), self.shown(column));
        self.found.warning(self.row.line, heading, value, kind);
    }

    fn shown(&self, column: C) -> String {
        let cells = self.layout.cell(self.row, column);
        cells.map(Cell::shown).unwrap_or_default()
    }

    fn text_in(&mut self, cell: &Cell, column: C) -> Result<String, Noted> {
        let text = match cell {
            Cell::Text(text) => normalise(text),
            Cell::Date(_) => return Err(self.problem(column, Problem::BecameDate)),
            Cell::Fault(_) => return Err(self.problem(column, Problem::FailedFormula)),
        };
        if NOTHING.contains(&text.to_lowercase().as_str()) {
            Ok(String::new())
        } else if text.chars().count() > TEXT_LIMIT {
            Err(self.problem(column, Problem::TooLong { limit: TEXT_LIMIT }))
        } else if citizen::is_valid(&text) {
            Err(self.problem(column, Problem::CitizenNumber))
        } else {
            Ok(text)
        }
    }
}

fn is_of_citizen_numbers(heading: &str) -> bool {
    let heading = super::heading::normal(heading);
    ["ประชาชน", "citizen", "nationalid", "เลข13หลัก"]
        .iter()
        .any(|word| heading.contains(word))
}

/// `1.1017E+12`: what Excel leaves of a long number in a CSV file.
fn is_shortened(id: &str) -> bool {
    let Some((digits, power)) = id.split_once(['E', 'e']) else {
        return false;
    };
    let is_number =
        |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    is_number(digits) && power.strip_prefix('+').is_some_and(is_number)
}

fn is_plain_id(id: &str) -> bool {
    let is_letter = |c: char| c.is_alphanumeric() || crate::domain::thai::follows_a_letter(c);
    id.starts_with(char::is_alphanumeric) && id.chars().all(|c| is_letter(c) || "-_./ ".contains(c))
}
