//! A table of values, written as text, CSV or JSON: the one way out for every list.

use serde_json::{Map, Value};
use unicode_width::UnicodeWidthStr as _;

use crate::domain::exact::Score;

/// A column: a code that programs read and a heading that people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Key in JSON.
    pub code: &'static str,
    /// Heading in tables and CSV.
    pub heading: String,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, which may have been typed by anybody.
    Text(String),
    /// A count.
    Number(u64),
    /// A percentage, to two decimals.
    Figure(Score),
    /// A value that is the same in every language for programs, and worded for people.
    Coded {
        /// What JSON has: a code, an ISO 8601 day or moment, or a list of codes with their values.
        code: Value,
        /// What tables and CSV have.
        shown: String,
    },
    /// Nothing.
    Empty,
}

impl Cell {
    /// A [`Cell::Coded`].
    pub fn coded(code: impl Into<Value>, shown: impl Into<String>) -> Self {
        Cell::Coded {
            code: code.into(),
            shown: shown.into(),
        }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() {
            Cell::Empty
        } else {
            Cell::Text(text)
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<Score> for Cell {
    fn from(score: Score) -> Self {
        Cell::Figure(score)
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Cell::Number(number)
    }
}

/// A list with named columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Columns from left to right.
    pub columns: Vec<Column>,
    /// Rows, each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// First symbols by which a spreadsheet takes a text for a formula; some take the wide forms as well.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Places of a terminal that a column takes; what is longer goes on in the next line.
const WIDEST: usize = 48;

impl Sheet {
    /// An empty list with these columns.
    pub fn new(columns: Vec<Column>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Lines of text with columns under one another; widths are those of a terminal, in which
    /// Thai vowels above and below take no place.
    pub fn to_text(&self) -> String {
        let headings: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.heading.clone())
            .collect();
        let rows: Vec<Vec<String>> = self.rows.iter().flat_map(|row| wrapped(row)).collect();
        let widths: Vec<usize> = (0..self.columns.len())
            .map(|at| {
                std::iter::once(&headings)
                    .chain(&rows)
                    .filter_map(|row| row.get(at))
                    .map(|text| text.width())
                    .max()
            })
            .map(Option::unwrap_or_default)
            .collect();
        let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        let lines = [headings, rule].into_iter().chain(rows);
        lines.map(|row| line(&row, &widths)).collect()
    }

    /// CSV in UTF-8 with a byte-order mark, so that Excel opens Thai; texts that a spreadsheet
    /// would compute are preceded by an apostrophe.
    pub fn to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut csv = "\u{feff}".as_bytes().to_vec();
        let mut writer = csv::Writer::from_writer(&mut csv);
        writer.write_record(self.columns.iter().map(|column| guarded(&column.heading)))?;
        writer.flush()?;
        drop(writer);
        csv.extend(self.rows_to_csv()?);
        Ok(csv)
    }

    /// The rows of [`Sheet::to_csv`] alone: what goes on with a list too long for memory.
    pub fn rows_to_csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &self.rows {
            writer.write_record(row.iter().map(Cell::guarded))?;
        }
        writer
            .into_inner()
            .map_err(|error| error.into_error().into())
    }

    /// A JSON array of objects, keys by the codes of the columns.
    pub fn to_json(&self) -> Value {
        let object = |row: &Vec<Cell>| {
            let entries = self.columns.iter().zip(row);
            Value::Object(
                entries
                    .map(|(column, cell)| (column.code.to_owned(), cell.json()))
                    .collect::<Map<_, _>>(),
            )
        };
        Value::Array(self.rows.iter().map(object).collect())
    }
}

/// A row as the lines that its longest cell needs.
fn wrapped(row: &[Cell]) -> Vec<Vec<String>> {
    let cells: Vec<Vec<String>> = row.iter().map(|cell| broken(&cell.shown())).collect();
    let lines = cells.iter().map(Vec::len).max().unwrap_or_default();
    let at = |line| move |cell: &Vec<String>| cell.get(line).cloned().unwrap_or_default();
    (0..lines)
        .map(|line| cells.iter().map(at(line)).collect())
        .collect()
}

/// A text in lines, broken at spaces only: a link or a code stays in one piece.
fn broken(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if line.width() + 1 + word.width() <= WIDEST => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn line(row: &[String], widths: &[usize]) -> String {
    let cells = row.iter().zip(widths);
    let padded = cells
        .map(|(text, width)| format!("{text}{}", " ".repeat(width.saturating_sub(text.width()))));
    format!("{}\n", padded.collect::<Vec<_>>().join("  ").trim_end())
}

/// A text as a spreadsheet reads it back: never as a formula. Headings come from files as well.
fn guarded(text: &str) -> String {
    let guard = if text.starts_with(FORMULA_STARTS) {
        "'"
    } else {
        ""
    };
    format!("{guard}{text}")
}

impl Cell {
    /// What people read in it, without breaks.
    pub(super) fn text(&self) -> String {
        self.shown()
    }

    fn shown(&self) -> String {
        match self {
            Cell::Figure(score) => score.to_string(),
            Cell::Text(text) | Cell::Coded { shown: text, .. } => {
                text.replace(['\n', '\r', '\t'], " ")
            }
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        }
    }

    fn guarded(&self) -> String {
        match self {
            Cell::Text(text) | Cell::Coded { shown: text, .. } => guarded(text),
            Cell::Number(_) | Cell::Figure(_) | Cell::Empty => self.shown(),
        }
    }

    fn json(&self) -> Value {
        match self {
            Cell::Text(text) => Value::from(text.as_str()),
            Cell::Coded { code, .. } => code.clone(),
            Cell::Number(number) => Value::from(*number),
            Cell::Figure(score) => Value::from(score.to_string()),
            Cell::Empty => Value::Null,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> Sheet {
        let column = |code, heading: &str| Column {
            code,
            heading: heading.to_owned(),
        };
        let mut sheet = Sheet::new(vec![column("name", "ชื่อ"), column("n", "จำนวน")]);
        sheet
            .rows
            .push(vec!["=HYPERLINK(\"http://x\")".into(), 3.into()]);
        sheet.rows.push(vec!["กิ่งแก้ว ดีงาม".into(), Cell::Empty]);
        sheet
    }

    #[test]
    fn a_name_that_is_a_formula_is_not_computed() {
        let csv = String::from_utf8(sheet().to_csv().unwrap()).unwrap();
        assert!(csv.starts_with('\u{feff}'));
        assert!(
            csv.contains("\"'=HYPERLINK(\"\"http://x\"\")\",3\n"),
            "{csv}"
        );
    }

    #[test]
    fn thai_vowels_take_no_place_in_a_table() {
        let text = sheet().to_text();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(
            lines[0].split("จำนวน").next().unwrap().width(),
            lines[2].split('3').next().unwrap().width()
        );
    }

    #[test]
    fn json_has_codes_where_people_read_words() {
        let mut sheet = sheet();
        sheet.rows = vec![vec![Cell::coded("open", "เปิดรับคำตอบ"), Cell::Empty]];
        assert_eq!(sheet.to_json()[0]["name"], "open");
        assert!(sheet.to_text().contains("เปิดรับคำตอบ"));
        assert!(!sheet.to_text().contains("open"));
    }

    #[test]
    fn a_long_note_goes_on_in_the_next_line_of_its_column() {
        let mut sheet = sheet();
        sheet.rows = vec![vec![
            "ก".into(),
            "a note of words ".repeat(12).trim().into(),
        ]];
        let text = sheet.to_text();
        let lines: Vec<&str> = text.lines().skip(2).collect();
        assert!(lines.len() > 1, "{text}");
        let start = "ชื่อ".width() + 2;
        for line in &lines {
            assert!(line.width() <= start + WIDEST, "{line}");
        }
        assert!(lines[1].starts_with(&" ".repeat(start)), "{text}");
        let whole = text.split_whitespace().filter(|word| *word == "words");
        assert_eq!(whole.count(), 12);
    }

    #[test]
    fn json_has_numbers_and_nulls() {
        assert_eq!(sheet().to_json()[1]["n"], Value::Null);
        assert_eq!(sheet().to_json()[0]["n"], 3);
    }
}
