use super::*;
use crate::intake::table;

fn known(written: &str) -> Option<Known> {
    let agency = |code: &str, parent: Option<&str>| Known {
        code: code.to_owned(),
        parent: parent.map(ToOwned::to_owned),
    };
    match written {
        "M00" | "กระทรวงตัวอย่าง" => Some(agency("M00", None)),
        "D05" => Some(agency("D05", Some("D01"))),
        _ => None,
    }
}

fn read_text(text: &str) -> Result<Agencies, Refused> {
    read(&table::read(text.as_bytes()).unwrap(), &known)
}

fn problems(text: &str) -> Vec<(usize, String, String, Problem)> {
    let all = read_text(text).unwrap_err().problems;
    all.into_iter()
        .map(|n| (n.line, n.column, n.value, n.kind))
        .collect()
}

#[test]
fn agencies_are_read_with_parents_in_any_order() {
    let text = "ชื่อหน่วยงาน;รหัสหน่วยงาน;ต้นสังกัด;English name;ผู้ประสานงาน;อีเมล;โทรศัพท์;จำนวนบุคลากร;ประชากร EIT\n\
                กองหนึ่ง;D01;กรมตัวอย่าง;Division One;นางสาวสมหญิง ใจงาม;s@a.go.th;0 2123 4567;๑๒๐ คน;1,500\n\
                กรมตัวอย่าง;D00;กระทรวงตัวอย่าง;;;;;;\n";
    let read = read_text(text).unwrap();
    assert_eq!(
        read.lines[0],
        AgencyLine {
            line: 2,
            code: "D01".to_owned(),
            name: "กองหนึ่ง".to_owned(),
            english_name: Some("Division One".to_owned()),
            parent: Some("D00".to_owned()),
            contact_name: Some("นางสาวสมหญิง ใจงาม".to_owned()),
            contact_email: Some("s@a.go.th".to_owned()),
            contact_phone: Some("0 2123 4567".to_owned()),
            head_count: Some(120),
            eit_population: Some(1500),
        }
    );
    assert_eq!(read.lines[1].parent.as_deref(), Some("M00"));
    assert!(read.warnings.is_empty());
}

#[test]
fn every_problem_is_found_where_it_is() {
    const HEADINGS: &str = "รหัส,ชื่อ,ต้นสังกัด,อีเมล,จำนวนบุคลากร";
    for (line, column, value, kind) in [
        ("D02,,,,", "ชื่อ", "", Problem::MissingValue),
        (
            "D01,กองซ้ำ,,,",
            "รหัส",
            "D01",
            Problem::DuplicateCode { first_line: 2 },
        ),
        ("D02,กองสอง,X,,", "ต้นสังกัด", "X", Problem::UnknownParent),
        ("D02,กองสอง,,a@b,", "อีเมล", "a@b", Problem::BadEmail),
        (
            "D02,กองสอง,,,12.5",
            "จำนวนบุคลากร",
            "12.5",
            Problem::BadCount,
        ),
        ("D02,กองสอง,,,-3", "จำนวนบุคลากร", "-3", Problem::BadCount),
        ("D?2,กองสอง,,,", "รหัส", "D?2", Problem::OddId),
        (
            "ตัวอย่าง-D01,สำนักงาน,,,",
            "รหัส",
            "ตัวอย่าง-D01",
            Problem::ExampleLine,
        ),
    ] {
        let found = problems(&format!("{HEADINGS}\nD01,กองหนึ่ง,M00,,\n{line}\n"));
        assert_eq!(
            found,
            [(3, column.to_owned(), value.to_owned(), kind)],
            "{line}"
        );
    }
    assert_eq!(problems("ชื่อ,ต้นสังกัด\nก,M00\n")[0].3, Problem::MissingColumn);
}

#[test]
fn an_agency_never_stands_above_itself() {
    let cycle = |text: &str| {
        let mut found = problems(text);
        assert_eq!(found.len(), 1, "{found:?}");
        let (line, _, _, kind) = found.remove(0);
        (line, kind)
    };
    let path = |path: &str| Problem::Cycle {
        path: path.to_owned(),
    };
    assert_eq!(cycle("รหัส,ชื่อ,ต้นสังกัด\nA,ก,A\n"), (2, path("A → A")));
    let three = "รหัส,ชื่อ,ต้นสังกัด\nX,น,A\nA,ก,B\nB,ข,C\nC,ค,A\n";
    assert_eq!(cycle(three), (3, path("A → B → C → A")));
    let through_known = "รหัส,ชื่อ,ต้นสังกัด\nD01,ก,D05\n";
    assert_eq!(cycle(through_known), (2, path("D01 → D05 → D01")));
}

#[test]
fn two_agencies_of_one_name_are_a_warning() {
    let read = read_text("รหัส,ชื่อ\nA,กอง\nB,กอง\n").unwrap();
    assert_eq!(
        read.warnings[0].kind,
        Warning::DuplicateName { first_line: 2 }
    );
    assert_eq!(read.warnings[0].line, 3);
}
