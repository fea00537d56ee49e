//! Synthetic people whose names and addresses occur nowhere else: canaries.

/// An agency and how many people it has.
pub type Sizes<'a> = &'a [(&'a str, usize)];

const MARKS: [&str; 14] = [
    "ก", "ข", "ค", "ง", "จ", "ฉ", "ช", "ด", "ต", "ท", "น", "บ", "ป", "ผ",
];

/// A list of agencies below one department.
pub fn agencies(sizes: Sizes<'_>) -> String {
    let heading = "รหัสหน่วยงาน,ชื่อหน่วยงาน,รหัสหน่วยงานต้นสังกัด,ผู้ประสานงาน,โทรศัพท์ผู้ประสานงาน\n";
    let line = |code: &str, parent: &str| {
        format!("{code},หน่วยงานทดสอบ {code},{parent},งานบุคคล {code},0 2000 0000\n")
    };
    let below = sizes.iter().map(|(code, _)| line(code, "D00"));
    [heading.to_owned(), line("D00", "")]
        .into_iter()
        .chain(below)
        .collect()
}

/// A roster; everybody has an e-mail, people are in two work groups.
pub fn roster(sizes: Sizes<'_>) -> String {
    let mut csv = String::from(HEADING);
    for (code, staff) in sizes {
        for at in 0..*staff {
            csv.push_str(&line(code, at, &email(code, at), ""));
        }
    }
    csv
}

/// Headings of a roster.
pub const HEADING: &str =
    "รหัสบุคลากร,ชื่อ-สกุล,ตำแหน่ง,อีเมล,กลุ่มงาน,หน่วยงาน,วันบรรจุ,สถานะ,เหตุผล,เลขที่คำสั่ง\n";

/// One line of a roster.
pub fn line(agency: &str, at: usize, email: &str, standing: &str) -> String {
    let standing = if standing.is_empty() { ",," } else { standing };
    let group = if at.is_multiple_of(2) {
        "กลุ่มหนึ่ง"
    } else {
        "กลุ่มสอง"
    };
    format!(
        "{},{},พยาบาลคีรีบูน,{email},{group},{agency},1 ต.ค. 2555,{standing}\n",
        staff_id(agency, at),
        full_name(agency, at)
    )
}

/// Staff id of the nth person of an agency, counted from 0.
pub fn staff_id(agency: &str, at: usize) -> String {
    format!("{agency}-{:02}", at + 1)
}

/// Address of the nth person.
pub fn email(agency: &str, at: usize) -> String {
    format!(
        "kiriboon.{}@canary.example.go.th",
        staff_id(agency, at).to_lowercase()
    )
}

/// Name of the nth person as the registry writes it.
pub fn full_name(agency: &str, at: usize) -> String {
    let of_agency = agency.bytes().map(usize::from).sum::<usize>() % MARKS.len();
    format!(
        "นายคีรีบูน{}{} ขับขาน{}",
        MARKS[at % MARKS.len()],
        MARKS[at / MARKS.len()],
        MARKS[of_agency]
    )
}

/// Staff id by the name that a letter bears.
pub fn id_of(name: &str, agency: &str) -> String {
    let found = (0..MARKS.len() * MARKS.len()).find(|at| full_name(agency, *at) == name);
    staff_id(agency, found.expect("a name of ours"))
}
