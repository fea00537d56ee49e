//! Text → lines of cells: comma, semicolon or tab, quoted cells that hold line breaks.

use super::{Cell, MAX_CELL_BYTES, MAX_COLUMNS, MAX_LINES, Row, Table, TableError};

const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// Lines that are looked at to find the separator.
const SAMPLE_LINES: usize = 200;

/// Reads a whole file.
pub(super) fn read(text: &str) -> Result<Table, TableError> {
    let (skipped, separator) = declared(text).unwrap_or_else(|| (0, detect(text)));
    let body = text.get(skipped..).unwrap_or_default();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(body.as_bytes());
    let mut lines = LineCounter::new(text, skipped);
    let mut table = Table::default();
    for record in reader.records() {
        // Text in memory is valid and has no fixed number of cells: nothing else can go wrong.
        let record = record.map_err(|_| TableError::NotATable)?;
        let start = record.position().map_or(0, csv::Position::byte);
        let line = lines.line_at(skipped + usize::try_from(start).unwrap_or(usize::MAX));
        keep(&mut table, line, &record)?;
    }
    Ok(table)
}

fn keep(table: &mut Table, line: usize, record: &csv::StringRecord) -> Result<(), TableError> {
    if record.iter().any(|text| text.len() > MAX_CELL_BYTES) {
        return Err(TableError::EndlessCell { line });
    }
    let cells: Vec<Cell> = record.iter().take(MAX_COLUMNS).map(cell).collect();
    if cells.iter().all(Cell::is_blank) {
        return Ok(());
    }
    if table.rows.len() == MAX_LINES {
        return Err(TableError::TooManyLines);
    }
    table.rows.push(Row { line, cells });
    Ok(())
}

/// A cell; `="00123"` and `'00123`, by which people keep the zeros of a number, lose their armour,
/// and the errors of Excel are told from text.
fn cell(text: &str) -> Cell {
    const FAULTS: [&str; 7] = [
        "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!",
    ];
    let text = text.trim_end_matches('\x1A');
    let armoured = text
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'));
    let quoted = text
        .strip_prefix('\'')
        .filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    if FAULTS.contains(&text.trim()) {
        return Cell::Fault(text.trim().to_owned());
    }
    Cell::Text(armoured.or(quoted).unwrap_or(text).to_owned())
}

/// The line `sep=;`, with which some programs tell Excel the separator: its length and the separator.
fn declared(text: &str) -> Option<(usize, char)> {
    let first = text.split_inclusive('\n').next()?;
    let separator = first.trim_end().strip_prefix("sep=")?.chars().next()?;
    SEPARATORS
        .contains(&separator)
        .then_some((first.len(), separator))
}

/// The separator that cuts the most lines into the same number of cells. Commas in names and
/// titles come now and then; a separator comes in every line, as often.
fn detect(text: &str) -> char {
    let counts = separators_by_line(text);
    let steady = |at: usize| -> usize {
        let mut found: Vec<usize> = counts
            .iter()
            .filter_map(|line| line.get(at).copied())
            .collect();
        found.sort_unstable();
        let runs = found.chunk_by(|a, b| a == b);
        runs.map(|run| run.len() * run.first().copied().unwrap_or_default())
            .max()
            .unwrap_or_default()
    };
    // Ties go to the first, the comma.
    let mut best = (',', 0);
    for (at, separator) in SEPARATORS.into_iter().enumerate() {
        let steadiness = steady(at);
        if steadiness > best.1 {
            best = (separator, steadiness);
        }
    }
    best.0
}

/// How often each separator stands outside quotation marks, line by line.
fn separators_by_line(text: &str) -> Vec<[usize; SEPARATORS.len()]> {
    let mut lines = vec![[0; SEPARATORS.len()]];
    let mut quoted = false;
    for character in text.chars() {
        match character {
            '"' => quoted = !quoted,
            '\n' | '\r' if !quoted => {
                if lines.len() == SAMPLE_LINES {
                    break;
                }
                lines.push([0; SEPARATORS.len()]);
            }
            _ if !quoted => count(character, lines.last_mut()),
            _ => {}
        }
    }
    lines
}

fn count(character: char, line: Option<&mut [usize; SEPARATORS.len()]>) {
    let Some(line) = line else { return };
    for (separator, count) in SEPARATORS.into_iter().zip(line) {
        *count += usize::from(separator == character);
    }
}

/// Counts line breaks up to where a record begins. The reader's own count is of no use: it stands
/// on the second half of `\r\n`, and passes over blank lines without moving.
struct LineCounter<'t> {
    bytes: &'t [u8],
    at: usize,
    line: usize,
}

impl<'t> LineCounter<'t> {
    fn new(text: &'t str, skipped: usize) -> Self {
        let mut counter = Self {
            bytes: text.as_bytes(),
            at: 0,
            line: 1,
        };
        counter.advance_to(skipped);
        counter
    }

    /// The line of the record that begins at `start` or behind the line breaks there.
    fn line_at(&mut self, start: usize) -> usize {
        let breaks = self.bytes.get(start..).unwrap_or_default();
        let breaks = breaks
            .iter()
            .take_while(|b| matches!(b, b'\r' | b'\n'))
            .count();
        self.advance_to(start.saturating_add(breaks));
        self.line
    }

    fn advance_to(&mut self, end: usize) {
        let end = end.min(self.bytes.len());
        while self.at < end {
            let here = self.bytes.get(self.at);
            let next = self.bytes.get(self.at + 1);
            let ends_line = here == Some(&b'\n') || (here == Some(&b'\r') && next != Some(&b'\n'));
            self.line += usize::from(ends_line);
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(table: &Table) -> Vec<(usize, Vec<String>)> {
        let shown = |row: &Row| row.cells.iter().map(Cell::shown).collect();
        table
            .rows
            .iter()
            .map(|row| (row.line, shown(row)))
            .collect()
    }

    fn line(number: usize, cells: &[&str]) -> (usize, Vec<String>) {
        (number, cells.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn every_separator_is_found() {
        for separator in SEPARATORS {
            let text =
                "บัญชีรายชื่อ, ปี 2562\nก|ข, ค|ง\n1|\"2;3\"|4\n".replace('|', &separator.to_string());
            let table = read(&text).unwrap();
            let expected = match separator {
                ',' => line(2, &["ก", "ข", "ค", "ง"]),
                _ => line(2, &["ก", "ข, ค", "ง"]),
            };
            assert_eq!(texts(&table)[1], expected);
            assert_eq!(texts(&table)[2], line(3, &["1", "2;3", "4"]));
        }
    }

    #[test]
    fn a_declared_separator_wins_and_its_line_counts() {
        let table = read("sep=;\r\na,b,c;d\r\n").unwrap();
        assert_eq!(texts(&table), [line(2, &["a,b,c", "d"])]);
    }

    #[test]
    fn line_numbers_are_those_of_an_editor() {
        for end in ["\n", "\r\n", "\r"] {
            let text = "\n\na,b\n\n\"x\ny\",2\n,,\n3,4\n5,6".replace('\n', end);
            let table = read(&text).unwrap();
            assert_eq!(
                texts(&table),
                [
                    line(3, &["a", "b"]),
                    line(5, &["x y", "2"]),
                    line(8, &["3", "4"]),
                    line(9, &["5", "6"])
                ],
                "{end:?}"
            );
        }
    }

    #[test]
    fn armour_around_numbers_goes() {
        let table = read("\"=\"\"00123\"\"\",'0045,=1+1,'ก,#N/A\n").unwrap();
        assert_eq!(
            texts(&table),
            [line(1, &["00123", "0045", "=1+1", "'ก", "#N/A"])]
        );
        assert_eq!(table.rows[0].cell(4), &Cell::Fault("#N/A".to_owned()));
    }

    #[test]
    fn a_quotation_mark_never_closed_is_told() {
        let text = format!("a,b\n1,\"2\n{}", "3,4\n".repeat(5_000));
        assert_eq!(read(&text), Err(TableError::EndlessCell { line: 2 }));
    }

    #[test]
    fn too_many_lines_are_refused() {
        let text = "a\n".repeat(MAX_LINES + 1);
        assert_eq!(read(&text), Err(TableError::TooManyLines));
    }
}
