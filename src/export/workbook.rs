//! Lists as an Excel workbook: numbers are numbers, heads stay in view, columns are wide enough.
//!
//! A text is written as a text and never as a formula, whatever it begins with.

use num_traits::ToPrimitive as _;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};
use unicode_width::UnicodeWidthStr as _;

use super::sheet::{Cell, Sheet};

/// The workbook could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the workbook could not be written")]
pub struct Unwritable(#[from] XlsxError);

/// Columns are no narrower and no wider than this, in letters.
const WIDTHS: std::ops::RangeInclusive<usize> = 8..=60;
/// Lines whose widths are looked at.
const LOOKED_AT: usize = 200;
/// Longest name of a sheet.
const NAME_LENGTH: usize = 31;
/// Symbols that no name of a sheet has.
const NOT_IN_NAMES: [char; 7] = ['[', ']', ':', '*', '?', '/', '\\'];

/// A workbook of these lists, each with its name.
pub fn workbook(lists: &[(&str, &Sheet)]) -> Result<Vec<u8>, Unwritable> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&undated()?);
    for (name, list) in lists {
        let sheet = workbook.add_worksheet();
        sheet.set_name(sheet_name(name))?;
        fill(sheet, list)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// Properties without a moment of their own: the same lists are the same file, whenever they are taken.
pub(super) fn undated() -> Result<DocProperties, XlsxError> {
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    Ok(DocProperties::new().set_creation_datetime(&made))
}

fn sheet_name(name: &str) -> String {
    let plain = name.chars().filter(|symbol| !NOT_IN_NAMES.contains(symbol));
    plain.take(NAME_LENGTH).collect()
}

fn fill(sheet: &mut Worksheet, list: &Sheet) -> Result<(), XlsxError> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border_bottom(FormatBorder::Thin);
    for (at, column) in (0..).zip(&list.columns) {
        sheet.write_string_with_format(0, at, &column.heading, &head)?;
        sheet.set_column_width(at, width(list, usize::from(at)))?;
    }
    let formats = Formats::new();
    for (line, row) in (1..).zip(&list.rows) {
        for (at, cell) in (0..).zip(row) {
            write(sheet, line, at, cell, &formats)?;
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

struct Formats {
    text: Format,
    count: Format,
    figure: Format,
}

impl Formats {
    fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            text: top().set_text_wrap(),
            count: top().set_num_format("0"),
            figure: top().set_num_format("0.00"),
        }
    }
}

fn write(
    sheet: &mut Worksheet,
    line: u32,
    at: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Number(number) => {
            let number = number.to_f64().unwrap_or_default();
            sheet.write_number_with_format(line, at, number, &formats.count)?;
        }
        Cell::Figure(score) => {
            let number = score.hundredths().to_f64().unwrap_or_default() / 100.0;
            sheet.write_number_with_format(line, at, number, &formats.figure)?;
        }
        Cell::Text(_) | Cell::Coded { .. } => {
            sheet.write_string_with_format(line, at, cell.text(), &formats.text)?;
        }
    }
    Ok(())
}

fn width(list: &Sheet, at: usize) -> f64 {
    let cells = list.rows.iter().take(LOOKED_AT);
    let texts = cells.filter_map(|row| Some(row.get(at)?.text().width()));
    let head = list.columns.get(at).map(|column| column.heading.width());
    let widest = texts.chain(head).max().unwrap_or_default() + 2;
    widest
        .clamp(*WIDTHS.start(), *WIDTHS.end())
        .to_f64()
        .unwrap_or_default()
}
