//! The heading of an answer file.

use csv::ByteRecord;

use super::HeadingProblem;
use super::cell::{Column, digits_and_spaces};
use crate::domain::framework::{Framework, Instrument};

/// The separator that stands most often in the first line; codes contain none of them.
pub(super) fn delimiter(bytes: &[u8]) -> u8 {
    let mut lines = bytes.split(|byte| matches!(byte, b'\n' | b'\r'));
    let line = lines.find(|line| !line.is_empty()).unwrap_or_default();
    let cells = |separator: u8| line.split(|byte| *byte == separator).count();
    let mut best = b',';
    for candidate in [b';', b'\t'] {
        if cells(candidate) > cells(best) {
            best = candidate;
        }
    }
    best
}

/// One column a cell of the heading, every sub-item exactly once.
pub(super) fn columns(
    heading: &ByteRecord,
    framework: &Framework,
    instrument: &Instrument,
) -> Result<Vec<Column>, Vec<HeadingProblem>> {
    let mut problems = Vec::new();
    let mut columns: Vec<Column> = Vec::with_capacity(heading.len());
    for (position, cell) in (1..).zip(heading) {
        let code = String::from_utf8_lossy(&digits_and_spaces(cell)).into_owned();
        match column(&code, framework, instrument) {
            None => problems.push(HeadingProblem::Unknown { position, code }),
            Some(column) if columns.iter().any(|c| c.sub_item == column.sub_item) => {
                problems.push(HeadingProblem::Twice { position, code });
            }
            Some(column) => columns.push(column),
        }
    }
    let missing = instrument
        .sub_items()
        .filter(|sub_item| !columns.iter().any(|column| *column.code == sub_item.code))
        .map(|sub_item| HeadingProblem::Missing {
            code: sub_item.code.clone(),
        });
    problems.extend(missing);
    if problems.is_empty() {
        Ok(columns)
    } else {
        Err(problems)
    }
}

fn column(code: &str, framework: &Framework, instrument: &Instrument) -> Option<Column> {
    let mut sub_items = instrument.sub_items().enumerate();
    let (position, sub_item) = sub_items.find(|(_, sub_item)| sub_item.code == code)?;
    let scale = framework.scales.get(sub_item.scale)?;
    Some(Column::new(position, code, scale))
}
