//! Empty workbooks for people to fill in, made from the same headings as the CSV templates.

use rust_xlsxwriter::{DataValidation, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::workbook::undated;

const ROSTER: &str = include_str!("../../assets/templates/roster.csv");
const AGENCIES: &str = include_str!("../../assets/templates/agencies.csv");
const ROSTER_INSTRUCTIONS: &str = include_str!("../../assets/templates/roster_instructions.txt");

/// Lines that are ready for typing: text format and the list of states.
const READY_LINES: u32 = 5_000;
const COLUMN_WIDTH: f64 = 20.0;
const INSTRUCTIONS_WIDTH: f64 = 110.0;
const STATUS_HEADING: &str = "สถานะ";
const STATES: [&str; 3] = ["ปกติ", "ยกเว้น", "ลาออก"];

/// The roster to fill in, with one example line and a sheet of instructions.
pub fn roster_xlsx() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&undated()?);
    fill(workbook.add_worksheet().set_name("บุคลากร")?, ROSTER)?;
    instruct(
        workbook.add_worksheet().set_name("คำอธิบาย")?,
        ROSTER_INSTRUCTIONS,
    )?;
    workbook.save_to_buffer()
}

/// The list of agencies to fill in, with one example line.
pub fn agencies_xlsx() -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&undated()?);
    fill(workbook.add_worksheet().set_name("หน่วยงาน")?, AGENCIES)?;
    workbook.save_to_buffer()
}

/// Headings and example line. Every column is text: else Excel drops the zeros in front of an id
/// and takes `1/2562` for a date.
fn fill(sheet: &mut Worksheet, template: &str) -> Result<(), XlsxError> {
    let text = Format::new().set_num_format("@");
    let heading = Format::new()
        .set_bold()
        .set_align(FormatAlign::Center)
        .set_num_format("@");
    let lines = template.trim_start_matches('\u{feff}').lines();
    for (row, line) in (0..).zip(lines) {
        for (column, cell) in (0..).zip(line.split(',')) {
            let format = if row == 0 { &heading } else { &text };
            sheet.set_column_width(column, COLUMN_WIDTH)?;
            sheet.set_column_format(column, &text)?;
            sheet.write_string_with_format(row, column, cell, format)?;
            if row == 0 && cell == STATUS_HEADING {
                let states = DataValidation::new().allow_list_strings(&STATES)?;
                sheet.add_data_validation(1, column, READY_LINES, column, &states)?;
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn instruct(sheet: &mut Worksheet, instructions: &str) -> Result<(), XlsxError> {
    sheet.set_column_width(0, INSTRUCTIONS_WIDTH)?;
    let wrapped = Format::new().set_text_wrap();
    let title = Format::new().set_bold();
    for (row, line) in (0..).zip(instructions.lines()) {
        let format = if row == 0 { &title } else { &wrapped };
        sheet.write_string_with_format(row, 0, line, format)?;
    }
    Ok(())
}
