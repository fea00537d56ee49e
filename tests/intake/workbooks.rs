//! Workbooks that `rust_xlsxwriter` wrote, with what offices do in them.

use prongsai::domain::thai::date::ERA;
use prongsai::intake::notice::{Problem, Warning};
use prongsai::intake::table::{self, Cell};
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use crate::people::{HEADINGS, Person, cells, listed, listed_in, roster, ten, try_roster};

fn saved(fill: impl FnOnce(&mut Workbook)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(&mut workbook);
    workbook.save_to_buffer().unwrap()
}

fn headings(sheet: &mut Worksheet, row: u32) {
    for (column, heading) in (0..).zip(HEADINGS) {
        sheet.write_string(row, column, heading).unwrap();
    }
}

/// A person with a numeric id and a real date; every second year as Thais type it, in the Buddhist era.
fn person(sheet: &mut Worksheet, row: u32, person: &Person) {
    for (column, cell) in (0..).zip(cells(person, "")) {
        sheet.write_string(row, column, cell).unwrap();
    }
    let (year, month, day) = (
        person.start.year(),
        person.start.month(),
        person.start.day(),
    );
    let year = if row.is_multiple_of(2) {
        year + ERA
    } else {
        year
    };
    let date = ExcelDateTime::from_ymd(
        u16::try_from(year).unwrap(),
        u8::try_from(month).unwrap(),
        u8::try_from(day).unwrap(),
    );
    let shown = Format::new().set_num_format("[$-D00041E]d mmm yyyy");
    sheet.write_number(row, 1, person.id).unwrap();
    sheet
        .write_datetime_with_format(row, 7, date.unwrap(), &shown)
        .unwrap();
}

fn ten_people() -> Vec<u8> {
    saved(|workbook| {
        let sheet = workbook.add_worksheet();
        headings(sheet, 0);
        for (row, who) in (1..).zip(&ten()) {
            person(sheet, row, who);
        }
    })
}

#[test]
fn the_same_people_come_out_of_a_workbook() {
    let read = roster(&ten_people());
    assert_eq!(read.lines[9].line, 11);
    assert_eq!(listed_in(read), listed());
}

#[test]
fn titles_hidden_sheets_and_empty_sheets_do_not_matter() {
    let bytes = saved(|workbook| {
        workbook.add_worksheet();
        headings(workbook.add_worksheet().set_hidden(true), 0);
        let sheet = workbook.add_worksheet().set_name("รายชื่อ").unwrap();
        let title = Format::new().set_bold();
        sheet
            .merge_range(1, 0, 2, 10, "บัญชีรายชื่อบุคลากร", &title)
            .unwrap();
        headings(sheet, 4);
        for (row, who) in (6..).zip(&ten()) {
            person(sheet, row, who);
        }
    });
    let read = roster(&bytes);
    assert_eq!(read.sheet.as_deref(), Some("รายชื่อ"));
    assert_eq!(read.lines[0].line, 7);
    assert_eq!(listed_in(read), listed());
}

#[test]
fn merged_headings_and_a_merged_agency_are_read_as_they_look() {
    let bytes = saved(|workbook| {
        let sheet = workbook.add_worksheet();
        let plain = Format::new();
        for (column, heading) in [(0, "รหัสบุคลากร"), (4, "หน่วยงาน")]
        {
            sheet
                .merge_range(0, column, 1, column, heading, &plain)
                .unwrap();
        }
        sheet.merge_range(0, 1, 0, 3, "ชื่อ - สกุล", &plain).unwrap();
        for (column, heading) in [(1, "คำนำหน้า"), (2, "ชื่อ"), (3, "สกุล")]
        {
            sheet.write_string(1, column, heading).unwrap();
        }
        for row in 2..5 {
            sheet.write_number(row, 0, row).unwrap();
            for (column, cell) in [(1, "นาย"), (2, "สมชาย"), (3, "ใจดี")] {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
        sheet.merge_range(2, 4, 4, 4, "กรมตัวอย่าง", &plain).unwrap();
    });
    let people = listed_in(roster(&bytes));
    assert_eq!(people.len(), 3);
    for person in people {
        assert_eq!(person.member.full_name(), "นายสมชาย ใจดี");
        assert_eq!(person.member.agency, "D01");
    }
}

#[test]
fn numbers_come_out_as_they_look() {
    let bytes = saved(|workbook| {
        let sheet = workbook.add_worksheet();
        let zeros = Format::new().set_num_format("00000");
        let citizen = Format::new().set_num_format("0\\-0000\\-00000\\-00\\-0");
        sheet.write_number(0, 0, 12_345).unwrap();
        sheet.write_number_with_format(0, 1, 123, &zeros).unwrap();
        sheet
            .write_number_with_format(0, 2, 101_700_230_708.0, &citizen)
            .unwrap();
        sheet.write_number(0, 3, 1_101_700_230_705.0).unwrap();
        sheet.write_number(0, 4, 1.5).unwrap();
        sheet.write_boolean(0, 5, true).unwrap();
        sheet
            .write_formula(
                0,
                6,
                rust_xlsxwriter::Formula::new("=1/0").set_result("#DIV/0!"),
            )
            .unwrap();
    });
    let tables = table::read(&bytes).unwrap();
    let shown: Vec<String> = tables[0].rows[0].cells.iter().map(Cell::shown).collect();
    assert_eq!(
        shown,
        [
            "12345",
            "00123",
            "0-1017-00230-70-8",
            "1101700230705",
            "1.5",
            "TRUE",
            "#DIV/0!"
        ]
    );
}

#[test]
fn a_text_that_became_a_date_is_a_problem_and_a_citizen_number_too() {
    let bytes = saved(|workbook| {
        let sheet = workbook.add_worksheet();
        headings(sheet, 0);
        let people = ten();
        person(sheet, 1, &people[0]);
        person(sheet, 2, &people[1]);
        let shown = Format::new().set_num_format("d/m/yyyy");
        let date = ExcelDateTime::from_ymd(2018, 1, 2).unwrap();
        sheet
            .write_datetime_with_format(1, 1, date, &shown)
            .unwrap();
        sheet.write_number(2, 1, 1_101_700_230_705.0).unwrap();
    });
    let problems = try_roster(&bytes).unwrap_err().problems;
    let told: Vec<_> = problems.into_iter().map(|n| (n.line, n.kind)).collect();
    assert_eq!(
        told,
        [(2, Problem::BecameDate), (3, Problem::CitizenNumber)]
    );
}

#[test]
fn a_second_list_in_the_workbook_is_told() {
    let bytes = saved(|workbook| {
        for (name, who) in [("กองหนึ่ง", &ten()[0]), ("กองสอง", &ten()[1])]
        {
            let sheet = workbook.add_worksheet().set_name(name).unwrap();
            headings(sheet, 0);
            person(sheet, 1, who);
        }
    });
    let read = roster(&bytes);
    assert_eq!(read.sheet.as_deref(), Some("กองหนึ่ง"));
    let sheet = "กองสอง".to_owned();
    assert_eq!(read.warnings[0].kind, Warning::UnreadSheet { sheet });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_damage_to_a_workbook_breaks_the_reader(at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<bool>()) {
        let mut bytes = ten_people();
        let at = at.index(bytes.len());
        if cut { bytes.truncate(at) } else { bytes[at] = byte }
        let _ = table::read(&bytes);
    }
}
