use super::*;
use crate::domain::roster::ListedStanding;
use crate::intake::notice::Problem;
use crate::intake::table;
use jiff::civil::date;
use {Problem as P, Warning as W};

const HEADINGS: &str =
    "รหัสบุคลากร,คำนำหน้า,ชื่อ,นามสกุล,ตำแหน่ง,อีเมล,กลุ่มงาน,หน่วยงาน,วันบรรจุ,สถานะ,เหตุผล,เลขที่คำสั่ง";

fn agency(written: &str) -> Option<String> {
    ["D01", "กรมตัวอย่าง"]
        .contains(&written)
        .then(|| "D01".to_owned())
}

fn read_with(text: &str, default_agency: Option<&str>) -> Result<Roster, Refused> {
    let context = Context {
        today: date(2019, 3, 1),
        default_agency,
        agency: &agency,
    };
    read(&table::read(text.as_bytes()).unwrap(), &context)
}

fn roster(text: &str) -> Roster {
    read_with(text, None).unwrap()
}

fn refused(text: &str) -> Refused {
    read_with(text, None).unwrap_err()
}

/// Problems of a file with the usual headings and one good line above `line`.
fn problems_of(line: &str) -> Vec<(usize, String, String, Problem)> {
    let good = "100,นาย,สมชาย,ใจดี,นักวิชาการ,somchai@example.go.th,อำนวยการ,D01,1 ต.ค. 2561,,,";
    let all = refused(&format!("{HEADINGS}\n{good}\n{line}\n")).problems;
    all.into_iter()
        .map(|n| (n.line, n.column, n.value, n.kind))
        .collect()
}

fn problem(
    line: usize,
    column: &str,
    value: &str,
    kind: Problem,
) -> (usize, String, String, Problem) {
    (line, column.to_owned(), value.to_owned(), kind)
}

#[test]
fn a_full_line_becomes_a_person() {
    let text = format!(
        "{HEADINGS}\n๑๐๑, นางสาว ,สมหญิง,ใจ\u{a0}งาม,พยาบาล\u{200b}วิชาชีพ,Somying@Example.go.th,ฝ่าย\u{a0} การ,กรมตัวอย่าง,๑/๑๐/๒๕๖๑,ยกเว้น,ลาศึกษาต่อ,12/2561\n"
    );
    let read = roster(&text);
    assert_eq!(
        read.lines,
        [RosterLine {
            line: 2,
            listed: Listed {
                member: crate::domain::people::StaffMember {
                    staff_id: "101".to_owned(),
                    prefix: "นางสาว".to_owned(),
                    name: "สมหญิง".to_owned(),
                    surname: "ใจ งาม".to_owned(),
                    position: "พยาบาลวิชาชีพ".to_owned(),
                    email: Some("Somying@Example.go.th".to_owned()),
                    agency: "D01".to_owned(),
                    work_group: "ฝ่าย การ".to_owned(),
                    service_start: Some(date(2018, 10, 1)),
                },
                standing: Some(ListedStanding::Exempt {
                    reason: "ลาศึกษาต่อ".to_owned(),
                    order_number: "12/2561".to_owned(),
                }),
            },
        }]
    );
    assert!(read.warnings.is_empty());
    assert_eq!(read.given, Field::ALL.into_iter().collect());
}

#[test]
fn names_come_in_one_two_or_three_columns() {
    let of = |text: &str| {
        let member = roster(text).lines.remove(0).listed.member;
        (member.prefix, member.name, member.surname)
    };
    let expected = (
        "นางสาว".to_owned(),
        "สมหญิง".to_owned(),
        "ณ อยุธยา".to_owned(),
    );
    for text in [
        "รหัสบุคลากร,ชื่อ-สกุล,หน่วยงาน\n1,นางสาวสมหญิง ณ อยุธยา,D01\n",
        "รหัสบุคลากร,ชื่อ,หน่วยงาน\n1,นางสาว สมหญิง  ณ อยุธยา,D01\n",
        "รหัสบุคลากร,ชื่อ - นามสกุล,,,หน่วยงาน\n1,นางสาว,สมหญิง,ณ อยุธยา,D01\n",
        "รหัสบุคลากร,ชื่อ,สกุล,หน่วยงาน\n1,นางสาวสมหญิง,ณ อยุธยา,D01\n",
        "รหัสบุคลากร,ชื่อ-สกุล,นามสกุล,หน่วยงาน\n1,นางสาวสมหญิง,ณ อยุธยา,D01\n",
        "รหัสบุคลากร,คำนำหน้า,ชื่อ-สกุล,หน่วยงาน\n1,นางสาว,สมหญิง ณ อยุธยา,D01\n",
        "Agency,Surname,Title,First name,Staff ID\nD01,ณ อยุธยา,นางสาว,สมหญิง,1\n",
        "รหัสบุคลากร,คำนำหน้า,ชื่อ,นามสกุล,หน่วยงาน\n1,นางสาว,นางสาวสมหญิง,ณ อยุธยา,D01\n",
    ] {
        assert_eq!(of(text), expected, "{text}");
    }
    let text = "รหัสบุคลากร,คำนำหน้า,ชื่อ,นามสกุล,หน่วยงาน\n1,นาย,นางนวล,ใจดี,D01\n";
    assert_eq!(of(text).1, "นางนวล");
}

#[test]
fn titles_above_the_headings_and_repeated_headings_are_passed_over() {
    let text = "\nบัญชีรายชื่อบุคลากร กรมตัวอย่าง,,\nปีงบประมาณ พ.ศ. 2562,,\n\nลำดับ,เลขที่ตำแหน่ง,ชื่อ-สกุล,สังกัด (ชื่อ)\n\
                1,11,นายก ข,D01\nลำดับ,เลขที่ตำแหน่ง,ชื่อ-สกุล,สังกัด (ชื่อ)\n2,12,นายค ง,D01\n";
    let lines: Vec<usize> = roster(text).lines.iter().map(|line| line.line).collect();
    assert_eq!(lines, [6, 8]);
}

#[test]
fn of_two_columns_for_the_same_the_better_heading_wins() {
    let read = roster("เลขที่ตำแหน่ง,รหัสบุคลากร,ชื่อ-สกุล,หน่วยงาน\n77,1,นายก ข,D01\n");
    assert_eq!(read.lines[0].listed.member.staff_id, "1");
    assert_eq!(read.warnings[0].column, "เลขที่ตำแหน่ง");
    assert_eq!(read.warnings[0].kind, Warning::UnreadColumn);
}

#[test]
fn a_default_agency_stands_in_for_the_column_and_for_empty_cells() {
    let text = "รหัสบุคลากร,ชื่อ-สกุล\n1,นายก ข\n";
    let read = read_with(text, Some("D07")).unwrap();
    assert_eq!(read.lines[0].listed.member.agency, "D07");
    let text = "รหัสบุคลากร,ชื่อ-สกุล,หน่วยงาน\n1,นายก ข,\n2,นายค ง,D01\n";
    let read = read_with(text, Some("D07")).unwrap();
    let agencies: Vec<&str> = read
        .lines
        .iter()
        .map(|l| l.listed.member.agency.as_str())
        .collect();
    assert_eq!(agencies, ["D07", "D01"]);
}

#[test]
fn only_what_the_file_has_columns_for_is_given() {
    let read = roster("รหัสบุคลากร,ชื่อ,นามสกุล,หน่วยงาน\n1,สมชาย,ใจดี,D01\n");
    assert_eq!(
        read.given,
        BTreeSet::from([Field::Name, Field::Surname, Field::Agency])
    );
    assert_eq!(read.lines[0].listed.standing, None);
}

#[test]
fn headings_that_are_not_there_are_told() {
    let nothing = refused("กก,ขข\n1,2\n");
    assert_eq!(nothing.problems[0].kind, Problem::NoHeadings);
    let some = refused("\nตำแหน่ง,อีเมล\nก,a@b.co\n");
    let told: Vec<_> = some
        .problems
        .iter()
        .map(|n| (n.line, n.column.as_str(), n.kind.clone()))
        .collect();
    assert_eq!(
        told,
        [
            (2, "รหัสบุคลากร", Problem::MissingColumn),
            (2, "ชื่อ-นามสกุล", Problem::MissingColumn),
            (2, "รหัสหน่วยงาน", Problem::MissingColumn),
        ]
    );
    let doubled = refused("รหัสบุคลากร,ชื่อ-สกุล,ชื่อ-สกุล,หน่วยงาน\n1,นายก ข,นายก ข,D01\n");
    assert_eq!(doubled.problems[0].kind, Problem::DuplicateColumn);
    let empty = refused(HEADINGS);
    assert_eq!(empty.problems[0].kind, Problem::NoLines);
}

#[test]
fn every_problem_of_a_cell_is_found_where_it_is() {
    for (line, column, value, kind) in [
        (",นาย,ก,ข,,,,D01,,,,", "รหัสบุคลากร", "", P::MissingValue),
        ("1,นาย,,ข,,,,D01,,,,", "ชื่อ", "", P::MissingValue),
        ("1,นาย,ก,-,,,,D01,,,,", "นามสกุล", "-", P::MissingValue),
        ("1,นาย,ก,ข,,,,,,,,", "หน่วยงาน", "", P::MissingValue),
        (
            "1-1017-00230-70-5,นาย,ก,ข,,,,D01,,,,",
            "รหัสบุคลากร",
            "1••••••••0705",
            P::CitizenNumber,
        ),
        (
            "๑๑๐๑๗๐๐๒๓๐๗๐๕,นาย,ก,ข,,,,D01,,,,",
            "รหัสบุคลากร",
            "1••••••••0705",
            P::CitizenNumber,
        ),
        (
            "1,นาย,ก,ข,1101700230708,,,D01,,,,",
            "ตำแหน่ง",
            "1••••••••0708",
            P::CitizenNumber,
        ),
        (
            "1.1017E+12,นาย,ก,ข,,,,D01,,,,",
            "รหัสบุคลากร",
            "1.1017E+12",
            P::ShortenedNumber,
        ),
        ("1*2,นาย,ก,ข,,,,D01,,,,", "รหัสบุคลากร", "1*2", P::OddId),
        ("=1+1,นาย,ก,ข,,,,D01,,,,", "รหัสบุคลากร", "=1+1", P::OddId),
        (
            "ตัวอย่าง-001,นาย,ก,ข,,,,D01,,,,",
            "รหัสบุคลากร",
            "ตัวอย่าง-001",
            P::ExampleLine,
        ),
        (
            "#N/A,นาย,ก,ข,,,,D01,,,,",
            "รหัสบุคลากร",
            "#N/A",
            P::FailedFormula,
        ),
        (
            "100,นาย,ก,ข,,,,D01,,,,",
            "รหัสบุคลากร",
            "100",
            P::DuplicateId { first_line: 2 },
        ),
        (
            "1,นาย,ก,ข,,,,D01,31/4/2561,,,",
            "วันบรรจุ",
            "31/4/2561",
            P::NoSuchDay,
        ),
        ("1,นาย,ก,ข,,,,D01,เมื่อวาน,,,", "วันบรรจุ", "เมื่อวาน", P::BadDate),
        (
            "1,นาย,ก,ข,,,,D01,2/3/2562,,,",
            "วันบรรจุ",
            "2/3/2562",
            P::FutureDate,
        ),
        (
            "1,นาย,ก,ข,,,,D01,1/10/01,,,",
            "วันบรรจุ",
            "1/10/01",
            P::ImplausibleYear {
                understood: "1958-10-01".to_owned(),
            },
        ),
        ("1,นาย,ก,ข,,,,D99,,,,", "หน่วยงาน", "D99", P::UnknownAgency),
        ("1,นาย,ก,ข,,สมชาย@,,D01,,,,", "อีเมล", "สมชาย@", P::BadEmail),
        (
            "1,นาย,ก,ข,,,,D01,,ลาคลอด,,",
            "สถานะ",
            "ลาคลอด",
            P::UnknownStatus,
        ),
        (
            "1,นาย,ก,ข,,,,D01,,ยกเว้น,,5/2561",
            "เหตุผล",
            "",
            P::MissingForExemption,
        ),
        (
            "1,นาย,ก,ข,,,,D01,,exempt,ลา,",
            "เลขที่คำสั่ง",
            "",
            P::MissingForExemption,
        ),
        (",รวม 1 คน,,,,,,,,,,", "", "รวม 1 คน", P::StrayLine),
    ] {
        let found = problems_of(line);
        let expected = problem(3, column, value, kind);
        assert!(found.contains(&expected), "{line}: {found:?}");
        assert_eq!(found.len(), 1, "{line}: {found:?}");
    }
    let long = format!("1,นาย,ก,ข,{},,,D01,,,,", "ก".repeat(251));
    assert_eq!(problems_of(&long)[0].3, P::TooLong { limit: 250 });
}

#[test]
fn all_problems_of_all_lines_are_told_at_once() {
    let found = problems_of("1101700230705,นาย,,ข,,a@,,D9,31/2/2561,?,,\n100,นาย,ก,ข,,,,D01,x,,,");
    let lines: Vec<usize> = found.iter().map(|(line, ..)| *line).collect();
    assert_eq!(lines, [3, 3, 3, 3, 3, 3, 4, 4]);
}

#[test]
fn a_whole_name_of_one_word_is_told() {
    let found = refused("รหัสบุคลากร,ชื่อ-สกุล,หน่วยงาน\n1,นายสมชาย,D01\n").problems;
    assert_eq!(found[0].kind, Problem::MissingSurname);
    assert_eq!((found[0].line, found[0].value.as_str()), (2, "นายสมชาย"));
}

#[test]
fn warnings_do_not_stop_an_import() {
    let text = "รหัสบุคลากร,ชื่อ-สกุล,อีเมล,หน่วยงาน,วันบรรจุ,เหตุผล,เลขประจำตัวประชาชน,กรุ๊ปเลือด\n\
                1,นายก ข,both@a.go.th,D01,1/10/61,ลา,x,O\n\
                2,นายค ง,BOTH@a.go.th,D01,1/10/2561,,x,A\n\
                3,นายจ ฉ,saraban@a.go.th,D01,1/10/2561,,x,A\n\
                4,นายช ซ,,D01,,,x,B\n";
    let found: Vec<_> = roster(text)
        .warnings
        .into_iter()
        .map(|n| (n.line, n.column, n.kind))
        .collect();
    let understood = "2018-10-01".to_owned();
    let expected = [
        (1, "เลขประจำตัวประชาชน", W::CitizenColumn),
        (1, "กรุ๊ปเลือด", W::UnreadColumn),
        (2, "วันบรรจุ", W::ShortYear { understood }),
        (2, "เหตุผล", W::ReasonWithoutExemption),
        (2, "อีเมล", W::SharedMailbox { people: 2 }),
        (3, "อีเมล", W::SharedMailbox { people: 2 }),
        (4, "อีเมล", W::OfficeMailbox),
        (5, "วันบรรจุ", W::NoStartDate),
        (5, "อีเมล", W::NoEmail),
    ];
    assert_eq!(
        found,
        expected.map(|(line, column, kind)| (line, column.to_owned(), kind))
    );
    let bare = roster("รหัสบุคลากร,ชื่อ-สกุล,หน่วยงาน\n1,นายก ข,D01\n").warnings;
    let kinds: Vec<W> = bare.into_iter().map(|notice| notice.kind).collect();
    assert_eq!(kinds, [W::NoEmailColumn, W::NoStartColumn]);
}
