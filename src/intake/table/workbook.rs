//! An `.xlsx` workbook → its visible sheets as lines of cells.

use std::io::Cursor;

use calamine::{DataRef, Dimensions, Reader, SheetType, SheetVisible, Style, Xlsx};
use jiff::civil::Date;

use super::{Cell, MAX_CELL_BYTES, MAX_COLUMNS, MAX_LINES, Row, Table, TableError, package};

/// Most cells with content in a workbook.
const MAX_CELLS: usize = 3_000_000;
/// Most bytes of text in a workbook's cells: one text may stand in many cells.
const MAX_TEXT: usize = 256 << 20;

type Workbook<'b> = Xlsx<Cursor<&'b [u8]>>;
/// Row and column, both from 0, and what stands there.
type Placed = (u32, u32, Cell);

/// Reads all visible sheets.
///
/// The reader of workbooks is tested against files that programs write, not against files made to
/// break it; should it panic on one, that file is damaged and nothing else.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Table>, TableError> {
    package::look_over(bytes)?;
    std::panic::catch_unwind(|| sheets(bytes)).unwrap_or(Err(TableError::DamagedWorkbook))
}

fn sheets(bytes: &[u8]) -> Result<Vec<Table>, TableError> {
    let mut workbook = Workbook::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut room = Room {
        cells: MAX_CELLS,
        text: MAX_TEXT,
        lines: MAX_LINES,
    };
    let visible: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    visible
        .into_iter()
        .map(|name| sheet(&mut workbook, name, &mut room))
        .collect()
}

fn sheet(workbook: &mut Workbook<'_>, name: String, room: &mut Room) -> Result<Table, TableError> {
    let mut rows = rows(cells(workbook, &name, room)?);
    if rows.len() > room.lines {
        return Err(TableError::TooManyLines);
    }
    room.lines -= rows.len();
    // Without its merged regions a sheet is still a sheet.
    let merged = workbook
        .merge_cells_by_sheet_name(&name)
        .unwrap_or_default();
    fill_down(&mut rows, &merged);
    rows.retain(|row| !row.cells.iter().all(Cell::is_blank));
    Ok(Table {
        sheet: Some(name),
        rows,
    })
}

/// What may still be read.
struct Room {
    cells: usize,
    text: usize,
    lines: usize,
}

impl Room {
    fn take(&mut self, row: u32, cell: &Cell) -> Result<(), TableError> {
        let length = match cell {
            Cell::Text(text) => text.len(),
            Cell::Date(_) | Cell::Fault(_) => 0,
        };
        if length > MAX_CELL_BYTES {
            return Err(TableError::EndlessCell { line: line(row) });
        }
        self.cells = self.cells.checked_sub(1).ok_or(TableError::TooLarge)?;
        self.text = self.text.checked_sub(length).ok_or(TableError::TooLarge)?;
        Ok(())
    }
}

fn cells(
    workbook: &mut Workbook<'_>,
    name: &str,
    room: &mut Room,
) -> Result<Vec<Placed>, TableError> {
    let mut reader = workbook.worksheet_cells_reader(name).map_err(damaged)?;
    let mut cells = Vec::new();
    while let Some((found, style)) = reader.next_cell_with_style_id().map_err(damaged)? {
        let (row, column) = found.get_position();
        let Some(cell) = cell(found.get_value(), reader.styles().get(style)) else {
            continue;
        };
        if usize::try_from(column).is_ok_and(|column| column < MAX_COLUMNS) {
            room.take(row, &cell)?;
            cells.push((row, column, cell));
        }
    }
    cells.sort_by_key(|(row, column, _)| (*row, *column));
    Ok(cells)
}

/// Placed cells, in order, as rows without gaps between cells.
fn rows(cells: Vec<Placed>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for (row, column, cell) in cells {
        let line = line(row);
        if rows.last().is_none_or(|last| last.line != line) {
            rows.push(Row {
                line,
                cells: Vec::new(),
            });
        }
        if let Some(last) = rows.last_mut() {
            put(last, column, cell);
        }
    }
    rows
}

fn put(row: &mut Row, column: u32, cell: Cell) {
    let Ok(at) = usize::try_from(column) else {
        return;
    };
    if row.cells.len() <= at {
        row.cells.resize(at + 1, Cell::EMPTY);
    }
    if let Some(place) = row.cells.get_mut(at) {
        *place = cell;
    }
}

/// Repeats a cell that is merged over several rows in each of them: offices merge the agency over
/// all of its people, and headings over two lines.
fn fill_down(rows: &mut [Row], merged: &[Dimensions]) {
    let mut fills = MAX_CELLS;
    for region in merged.iter().filter(|region| region.end.0 > region.start.0) {
        let first = rows.partition_point(|row| row.line < line(region.start.0));
        let end = rows.partition_point(|row| row.line <= line(region.end.0));
        let Some([top, below @ ..]) = rows.get_mut(first..end) else {
            continue;
        };
        let value = usize::try_from(region.start.1).map_or(Cell::BLANK, |at| top.cell(at));
        if top.line != line(region.start.0) || value.is_blank() || below.len() > fills {
            continue;
        }
        fills -= below.len();
        let value = value.clone();
        for row in below {
            put(row, region.start.1, value.clone());
        }
    }
}

/// The value of a cell; nothing for an empty one.
fn cell(value: &DataRef<'_>, style: Option<&Style>) -> Option<Cell> {
    Some(match value {
        DataRef::Empty => return None,
        DataRef::String(text) | DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => Cell::Text(displayed(*number, style)),
        DataRef::Bool(truth) => Cell::Text(truth.to_string().to_uppercase()),
        DataRef::DateTime(moment) => {
            day(moment).unwrap_or_else(|| Cell::Text(plain(moment.as_f64())))
        }
        DataRef::DateTimeIso(text) => iso_day(text).unwrap_or_else(|| Cell::Text(text.clone())),
        DataRef::Error(error) => Cell::Fault(error.to_string()),
    })
}

fn day(moment: &calamine::ExcelDateTime) -> Option<Cell> {
    if moment.is_duration() || moment.as_f64() < 1.0 {
        return None;
    }
    let (year, month, day, ..) = moment.to_ymd_hms_milli();
    let (year, month, day) = (
        year.try_into().ok()?,
        month.try_into().ok()?,
        day.try_into().ok()?,
    );
    Date::new(year, month, day).ok().map(Cell::Date)
}

fn iso_day(text: &str) -> Option<Cell> {
    text.get(..10)?.parse().ok().map(Cell::Date)
}

/// A number as the sheet shows it where that matters: the zeros in front of an id, which exist in
/// the number format alone (`00000`, `0-0000-00000-00-0`).
fn displayed(number: f64, style: Option<&Style>) -> String {
    let digits = plain(number);
    style
        .and_then(|style| style.number_format.as_ref())
        .filter(|_| digits.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|format| zero_filled(&format.format_code, &digits))
        .unwrap_or(digits)
}

/// A whole number as its digits, anything else in its shortest form.
fn plain(number: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() < EXACT {
        format!("{number:.0}")
    } else {
        number.to_string()
    }
}

/// `digits` in a format of nothing but zeros and dashes; nothing for another format.
fn zero_filled(format: &str, digits: &str) -> Option<String> {
    let pattern: String = format
        .chars()
        .filter(|c| !matches!(c, '\\' | '"'))
        .collect();
    let places = pattern.matches('0').count();
    if places < 2 || pattern.contains(|c| !matches!(c, '0' | '-' | ' ' | '/')) {
        return None;
    }
    let mut left = digits.chars().rev();
    let mut shown: Vec<char> = Vec::new();
    for place in pattern.chars().rev() {
        shown.push(if place == '0' {
            left.next().unwrap_or('0')
        } else {
            place
        });
    }
    shown.extend(left);
    Some(shown.into_iter().rev().collect())
}

/// Row numbers count from 0 in the file and from 1 on the screen.
fn line(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1)
}

fn damaged(_: calamine::XlsxError) -> TableError {
    TableError::DamagedWorkbook
}
