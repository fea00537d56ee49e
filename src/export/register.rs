//! The register of acknowledgements as a workbook. Names were typed by people: every text is
//! written as a text, which no spreadsheet computes.

use jiff::civil::Date;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::sheet::{Cell, Sheet};

/// Widths of the columns, in letters: number, name, position, work group, day.
const WIDTHS: [f64; 5] = [8.0, 34.0, 34.0, 34.0, 20.0];
const FONT: &str = "TH Sarabun New";
const FONT_SIZE: f64 = 16.0;

/// A workbook with the register, its heading frozen and repeated on every page. `made` is the day
/// that it bears, so that the same register is the same file.
pub fn xlsx(title: &str, sheet: &Sheet, made: Date) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&properties(title, made)?);
    let page = workbook.add_worksheet();
    set_up(page)?;
    let plain = Format::new()
        .set_font_name(FONT)
        .set_font_size(FONT_SIZE)
        .set_border(FormatBorder::Thin);
    let heading = plain.clone().set_bold().set_align(FormatAlign::Center);
    let titled = Format::new()
        .set_font_name(FONT)
        .set_font_size(FONT_SIZE)
        .set_bold();
    page.write_string_with_format(0, 0, title, &titled)?;
    for (at, column) in (0..).zip(&sheet.columns) {
        page.write_string_with_format(1, at, &column.heading, &heading)?;
    }
    for (row, cells) in (2..).zip(&sheet.rows) {
        for (column, cell) in (0..).zip(cells) {
            write(page, row, column, cell, &plain)?;
        }
    }
    workbook.save_to_buffer()
}

fn properties(title: &str, made: Date) -> Result<DocProperties, XlsxError> {
    let year = u16::try_from(made.year()).unwrap_or(1900);
    let month = u8::try_from(made.month()).unwrap_or(1);
    let day = u8::try_from(made.day()).unwrap_or(1);
    let made = ExcelDateTime::from_ymd(year, month, day)?;
    Ok(DocProperties::new()
        .set_title(title)
        .set_creation_datetime(&made))
}

fn set_up(page: &mut Worksheet) -> Result<(), XlsxError> {
    for (column, width) in (0..).zip(WIDTHS) {
        page.set_column_width(column, width)?;
    }
    page.set_freeze_panes(2, 0)?;
    page.set_repeat_rows(0, 1)?;
    page.set_paper_size(9).set_landscape();
    page.set_print_fit_to_pages(1, 0);
    Ok(())
}

fn write(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    format: &Format,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) | Cell::Coded { shown: text, .. } => {
            page.write_string_with_format(row, column, text, format)?;
        }
        Cell::Number(number) => {
            let number = u32::try_from(*number).unwrap_or(u32::MAX);
            page.write_number_with_format(row, column, number, format)?;
        }
        Cell::Figure(figure) => {
            page.write_string_with_format(row, column, figure.to_string(), format)?;
        }
        Cell::Empty => {
            page.write_blank(row, column, format)?;
        }
    }
    Ok(())
}
