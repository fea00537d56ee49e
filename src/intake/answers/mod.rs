//! Answer files: ballots that an agency collected with other tools, one a line.
//!
//! The heading names sub-items in any order; a cell holds the code of an option of that
//! sub-item's scale. Spaces around cells and Thai digits are forgiven, nothing else is: a file
//! with one bad cell is reported whole and counted not at all.

mod cell;
mod heading;

use std::fmt;
use std::sync::Arc;

use csv::{ByteRecord, Reader, ReaderBuilder};

use self::cell::{Column, digits_and_spaces};
use self::heading::{columns, delimiter};
use crate::domain::counts::Counts;
use crate::domain::framework::{Framework, Instrument};

/// Why nothing of the file is counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AnswersError {
    /// The file has no heading.
    #[error("the file is empty")]
    Empty,
    /// The file has a heading and no line below it.
    #[error("the file has no ballots")]
    NoBallots,
    /// The heading does not name every sub-item once. Never an empty list.
    #[error("the heading does not fit the instrument: {}", listed(.0))]
    Heading(Vec<HeadingProblem>),
    /// Lines that cannot be counted, in the order of the file. Never an empty list.
    #[error("{} problems in the answers; the first: {}", .0.len(), first(.0))]
    Lines(Vec<LineProblem>),
}

/// What is wrong with the heading.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeadingProblem {
    /// A column that is no sub-item of the instrument.
    #[error("column {position}: {code:?} is not a sub-item")]
    Unknown {
        /// Column, counted from 1.
        position: usize,
        /// What the heading says.
        code: String,
    },
    /// A sub-item that has two columns.
    #[error("column {position}: {code} stands twice")]
    Twice {
        /// Second column, counted from 1.
        position: usize,
        /// The sub-item.
        code: String,
    },
    /// A sub-item that has no column.
    #[error("{code} is missing")]
    Missing {
        /// The sub-item.
        code: String,
    },
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LineProblem {
    /// A cell that is none of the option codes.
    #[error("line {line}, column {column}: {value:?} is none of {allowed}")]
    Cell {
        /// Line of the file, counted from 1, on which the ballot begins.
        line: u64,
        /// Code of the sub-item.
        column: Arc<str>,
        /// What the cell says.
        value: String,
        /// Codes that may stand there, such as `1, 2, 3, 4`.
        allowed: Arc<str>,
    },
    /// A line with more or fewer cells than the heading.
    #[error("line {line}: {found} cells, expected {expected}")]
    Ragged {
        /// Line of the file, counted from 1.
        line: u64,
        /// Cells of the line.
        found: usize,
        /// Columns of the heading.
        expected: usize,
    },
}

fn listed(problems: &[HeadingProblem]) -> String {
    let texts: Vec<String> = problems.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

fn first<T: fmt::Display>(problems: &[T]) -> String {
    problems
        .first()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// Counts an answer file (UTF-8 with or without BOM; comma, semicolon or tab).
pub fn read_answers(
    bytes: &[u8],
    framework: &Framework,
    instrument: &Instrument,
) -> Result<Counts, AnswersError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = reader(bytes);
    let mut heading = ByteRecord::new();
    let found = reader.read_byte_record(&mut heading).unwrap_or(false);
    if !found
        || heading
            .iter()
            .all(|cell| digits_and_spaces(cell).is_empty())
    {
        return Err(AnswersError::Empty);
    }
    let mut columns = columns(&heading, framework, instrument).map_err(AnswersError::Heading)?;
    let ballots = count(&mut reader, &mut columns)?;
    columns.sort_by_key(|column| column.sub_item);
    let rows = columns.into_iter().map(|column| column.chosen).collect();
    Counts::from_rows(framework, instrument, ballots, rows).map_err(|_| AnswersError::NoBallots)
}

fn reader(bytes: &[u8]) -> Reader<&[u8]> {
    ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter(bytes))
        .from_reader(bytes)
}

/// Adds every line to the columns and gives the number of ballots.
fn count(reader: &mut Reader<&[u8]>, columns: &mut [Column]) -> Result<u64, AnswersError> {
    let mut problems = Vec::new();
    let mut ballots = 0;
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).unwrap_or(false) {
        ballots += 1;
        add(&record, columns, &mut problems);
    }
    match (ballots, problems.is_empty()) {
        (_, false) => Err(AnswersError::Lines(problems)),
        (0, true) => Err(AnswersError::NoBallots),
        (ballots, true) => Ok(ballots),
    }
}

fn add(record: &ByteRecord, columns: &mut [Column], problems: &mut Vec<LineProblem>) {
    let line = record.position().map_or(0, csv::Position::line);
    if record.len() != columns.len() {
        problems.push(LineProblem::Ragged {
            line,
            found: record.len(),
            expected: columns.len(),
        });
        return;
    }
    for (cell, column) in record.iter().zip(columns) {
        if !column.add(cell) {
            problems.push(LineProblem::Cell {
                line,
                column: Arc::clone(&column.code),
                value: String::from_utf8_lossy(cell).into_owned(),
                allowed: Arc::clone(&column.allowed),
            });
        }
    }
}

#[cfg(test)]
mod tests;
