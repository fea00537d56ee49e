//! Ten synthetic people, and what every file of them must come out as.

use jiff::civil::{Date, date};
use prongsai::domain::people::StaffMember;
use prongsai::domain::roster::{Listed, ListedStanding};
use prongsai::intake::notice::Refused;
use prongsai::intake::roster::{Context, Roster, RosterLine, read};
use prongsai::intake::table;

pub const TODAY: Date = date(2019, 3, 1);

pub const HEADINGS: [&str; 11] = [
    "ลำดับ",
    "รหัสบุคลากร",
    "ชื่อ-สกุล",
    "ตำแหน่ง",
    "อีเมล",
    "กลุ่มงาน/ฝ่าย",
    "หน่วยงาน",
    "วันบรรจุ",
    "สถานะ",
    "เหตุผล",
    "เลขที่คำสั่ง",
];

const NAMES: [(&str, &str, &str); 10] = [
    ("นาย", "สมชาย", "ใจดี"),
    ("นางสาว", "สมหญิง", "ใจงาม"),
    ("นาง", "มะลิ", "ณ ตัวอย่าง"),
    ("ดร.", "วิทยา", "รักเรียน"),
    ("พญ.", "กานดา", "เย็นใจ"),
    ("ว่าที่ ร.ต.", "ธงชัย", "กล้าหาญ"),
    ("นพ.", "ปรีชา", "ชำนาญ"),
    ("น.ส.", "น้ำฝน", "ชื่นบาน"),
    ("นาย", "เอก", "โทตรี"),
    ("Mr.", "Somsak", "Example"),
];

/// A person as numbers and texts, from which each test writes its own kind of file.
pub struct Person {
    pub id: u32,
    pub prefix: &'static str,
    pub name: &'static str,
    pub surname: &'static str,
    pub email: Option<String>,
    pub start: Date,
    pub exempt: bool,
}

pub fn ten() -> Vec<Person> {
    (0u32..)
        .zip(NAMES)
        .map(|(at, (prefix, name, surname))| Person {
            id: 12_345 + at,
            prefix,
            name,
            surname,
            email: (at != 6).then(|| format!("person{at}@example.go.th")),
            start: date(
                2010 + i16::try_from(at % 8).unwrap(),
                10,
                1 + i8::try_from(at).unwrap(),
            ),
            exempt: at == 4,
        })
        .collect()
}

/// The cells of a line, the date as `start` writes it.
pub fn cells(person: &Person, start: &str) -> [String; 11] {
    let [status, reason, order] = if person.exempt {
        ["ยกเว้น", "ลาศึกษาต่อ", "7/2561"]
    } else {
        ["", "", ""]
    };
    [
        (person.id - 12_344).to_string(),
        person.id.to_string(),
        format!("{}{} {}", person.prefix, person.name, person.surname),
        "นักวิชาการ, ชำนาญการ".to_owned(),
        person.email.clone().unwrap_or_default(),
        "กลุ่ม\nอำนวยการ".to_owned(),
        "กรมตัวอย่าง".to_owned(),
        start.to_owned(),
        status.to_owned(),
        reason.to_owned(),
        order.to_owned(),
    ]
}

/// What a reading of the ten must give.
pub fn listed() -> Vec<Listed> {
    ten().iter().map(one_listed).collect()
}

fn one_listed(person: &Person) -> Listed {
    Listed {
        member: StaffMember {
            staff_id: person.id.to_string(),
            prefix: person.prefix.to_owned(),
            name: person.name.to_owned(),
            surname: person.surname.to_owned(),
            position: "นักวิชาการ, ชำนาญการ".to_owned(),
            email: person.email.clone(),
            agency: "D01".to_owned(),
            work_group: "กลุ่ม อำนวยการ".to_owned(),
            service_start: Some(person.start),
        },
        standing: person.exempt.then(|| ListedStanding::Exempt {
            reason: "ลาศึกษาต่อ".to_owned(),
            order_number: "7/2561".to_owned(),
        }),
    }
}

pub fn try_roster(bytes: &[u8]) -> Result<Roster, Refused> {
    let agency = |written: &str| {
        ["D01", "กรมตัวอย่าง"]
            .contains(&written)
            .then(|| "D01".to_owned())
    };
    let context = Context {
        today: TODAY,
        default_agency: None,
        agency: &agency,
    };
    read(&table::read(bytes).unwrap(), &context)
}

pub fn roster(bytes: &[u8]) -> Roster {
    try_roster(bytes).unwrap()
}

pub fn listed_in(roster: Roster) -> Vec<Listed> {
    roster
        .lines
        .into_iter()
        .map(|RosterLine { listed, .. }| listed)
        .collect()
}
