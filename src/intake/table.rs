//! Bytes of a file → lines of cells with their true line numbers.
//!
//! The content decides what a file is, not its name: offices rename `.csv` to `.txt` and download
//! web pages called `.xls`.

mod delimited;
mod encoding;
mod package;
mod workbook;

use std::borrow::Cow;

use jiff::civil::Date;

use crate::domain::thai;

/// Largest file that is read, in bytes.
pub const MAX_BYTES: usize = 32 << 20;
/// Most lines with content in a file, all sheets together.
pub const MAX_LINES: usize = 300_000;
/// Columns behind this one are not looked at.
pub const MAX_COLUMNS: usize = 256;
/// Longest text in a cell, in bytes: more comes of a quotation mark that is never closed.
pub const MAX_CELL_BYTES: usize = 8_000;

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, or a number as plain digits; as in the file, so stray spaces may be in it.
    Text(String),
    /// A date that Excel keeps as one; the year may have been typed in the Buddhist era.
    Date(Date),
    /// A failed formula, such as `#N/A`.
    Fault(String),
}

impl Cell {
    const EMPTY: Cell = Cell::Text(String::new());
    const BLANK: &'static Cell = &Cell::EMPTY;

    /// The value as messages show it: as in the file, without stray spaces.
    pub fn shown(&self) -> String {
        match self {
            Cell::Text(text) | Cell::Fault(text) => thai::clean(text),
            Cell::Date(date) => date.to_string(),
        }
    }

    /// Whether there is nothing to see in it.
    pub fn is_blank(&self) -> bool {
        matches!(self, Cell::Text(text) if thai::clean(text).is_empty())
    }
}

/// A line with at least one cell that is not blank.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Line in the file (the first of it, where a cell runs over several), or row of the sheet; from 1.
    pub line: usize,
    /// The cells from the first column on.
    pub cells: Vec<Cell>,
}

impl Row {
    /// The cell in column `at`, from 0; blank behind the last one.
    pub fn cell(&self, at: usize) -> &Cell {
        self.cells.get(at).unwrap_or(Cell::BLANK)
    }
}

/// The lines of a CSV file, or of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// Name of the sheet; a CSV file has none.
    pub sheet: Option<String>,
    /// Lines that are not blank.
    pub rows: Vec<Row>,
}

/// A file cannot be read as a table at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Larger than [`MAX_BYTES`], or a workbook that unpacks to more than is sane.
    #[error("the file is too large")]
    TooLarge,
    /// More than [`MAX_LINES`] lines.
    #[error("the file has too many lines")]
    TooManyLines,
    /// The format before 2007, or a workbook locked with a password (both look alike from outside).
    #[error("an old or locked Excel file")]
    OldOrLockedExcel,
    /// A web page or XML that calls itself a workbook.
    #[error("a web page saved as a workbook")]
    WebPage,
    /// A workbook of another program, a document or an archive.
    #[error("not an Excel workbook")]
    OtherOffice,
    /// An Excel workbook that does not open.
    #[error("a damaged workbook")]
    DamagedWorkbook,
    /// PDF, picture or anything else that is not a table.
    #[error("not a table")]
    NotATable,
    /// UTF-8 with broken letters in it.
    #[error("broken letters at line {line}")]
    BrokenLetters {
        /// The first line with one.
        line: usize,
    },
    /// A cell longer than [`MAX_CELL_BYTES`].
    #[error("an endless cell at line {line}")]
    EndlessCell {
        /// Where the cell begins.
        line: usize,
    },
}

impl TableError {
    /// Key of its words.
    pub fn key(&self) -> &'static str {
        match self {
            TableError::Empty => "intake.file_empty",
            TableError::TooLarge => "intake.file_too_large",
            TableError::TooManyLines => "intake.file_too_many_lines",
            TableError::OldOrLockedExcel => "intake.file_old_or_locked_excel",
            TableError::WebPage => "intake.file_web_page",
            TableError::OtherOffice => "intake.file_other_office",
            TableError::DamagedWorkbook => "intake.file_damaged_workbook",
            TableError::NotATable => "intake.file_not_a_table",
            TableError::BrokenLetters { .. } => "intake.file_broken_letters",
            TableError::EndlessCell { .. } => "intake.file_endless_cell",
        }
    }

    /// Values for the words.
    pub fn parameters(&self) -> Vec<(&'static str, String)> {
        match self {
            TableError::TooLarge => vec![("megabytes", (MAX_BYTES >> 20).to_string())],
            TableError::TooManyLines => vec![("lines", MAX_LINES.to_string())],
            TableError::BrokenLetters { line } | TableError::EndlessCell { line } => {
                vec![("line", line.to_string())]
            }
            _ => Vec::new(),
        }
    }
}

/// Reads an `.xlsx` workbook or a delimited text. At least one table comes back, each with at least
/// one line: a CSV file gives one, a workbook one for every visible sheet with content.
pub fn read(bytes: &[u8]) -> Result<Vec<Table>, TableError> {
    if bytes.len() > MAX_BYTES {
        return Err(TableError::TooLarge);
    }
    let tables = match kind(bytes) {
        Kind::Package => workbook::read(bytes)?,
        Kind::Text => {
            let text: Cow<'_, str> = encoding::decode(bytes)?;
            vec![delimited::read(&text)?]
        }
        Kind::Refused(error) => return Err(error),
    };
    let filled: Vec<Table> = tables.into_iter().filter(|t| !t.rows.is_empty()).collect();
    if filled.is_empty() {
        return Err(TableError::Empty);
    }
    Ok(filled)
}

enum Kind {
    Package,
    Text,
    Refused(TableError),
}

/// Tells files apart by how they begin.
fn kind(bytes: &[u8]) -> Kind {
    const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    const NO_TABLES: [&[u8]; 7] = [
        b"%PDF",
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"Rar!",
        b"7z\xBC\xAF",
        b"{\\rtf",
    ];
    if bytes.starts_with(b"PK\x03\x04") {
        Kind::Package
    } else if bytes.starts_with(OLE) {
        Kind::Refused(TableError::OldOrLockedExcel)
    } else if NO_TABLES.iter().any(|magic| bytes.starts_with(magic)) {
        Kind::Refused(TableError::NotATable)
    } else if is_markup(bytes) {
        Kind::Refused(TableError::WebPage)
    } else {
        Kind::Text
    }
}

fn is_markup(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let front = text.trim_ascii_start().iter().take(16);
    let front: Vec<u8> = front.map(u8::to_ascii_lowercase).collect();
    [
        &b"<html"[..],
        b"<!doctype",
        b"<table",
        b"<?xml",
        b"<meta",
        b"<style",
        b"<head",
    ]
    .iter()
    .any(|tag| front.starts_with(tag))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_table_is_refused_by_name() {
        for (bytes, error) in [
            (&b""[..], TableError::Empty),
            (b"\xEF\xBB\xBF\r\n , \r\n", TableError::Empty),
            (
                b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 rest",
                TableError::OldOrLockedExcel,
            ),
            (b"%PDF-1.7", TableError::NotATable),
            (b"\x89PNG\r\n\x1a\n", TableError::NotATable),
            (b" <HTML><table>", TableError::WebPage),
            (b"a,b\0\0\x01\n", TableError::NotATable),
            (b"PK\x03\x04 nothing else", TableError::DamagedWorkbook),
        ] {
            assert_eq!(read(bytes), Err(error), "{bytes:?}");
        }
    }

    #[test]
    fn a_file_beyond_the_limit_is_refused() {
        assert_eq!(read(&vec![b'a'; MAX_BYTES + 1]), Err(TableError::TooLarge));
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            let _ = read(&bytes);
        }

        #[test]
        fn no_text_breaks_the_reader(text in "[\"',;\tก-๙a-z0-9=\r\n ]{0,200}") {
            let _ = read(text.as_bytes());
        }
    }
}
