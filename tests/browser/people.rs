//! The synthetic people of two hospitals, as their office would send them: Windows-874, Thai headings and dates.

use std::fmt::Write as _;

use encoding_rs::WINDOWS_874;

/// Code of the larger hospital: everybody answers.
pub const HOSPITAL: &str = "H01";
/// Code of the smaller one: somebody without e-mail does not.
pub const CLINIC: &str = "H02";
/// Code of the department above both.
pub const DEPARTMENT: &str = "H00";

/// People of each.
pub const HOSPITAL_STAFF: usize = 8;
pub const CLINIC_STAFF: usize = 6;

const NAMES: [&str; 8] = [
    "สมชาย",
    "กิ่งแก้ว",
    "ธารา",
    "พิมพ์ใจ",
    "มานะ",
    "รุ่งอรุณ",
    "วิชัย",
    "สายฝน",
];
const SURNAMES: [&str; 5] = ["ใจงาม", "ทองสุข", "บ้านสวน", "ศรีสมบูรณ์", "น้ำผึ้ง"];
const GROUPS: [&str; 2] = ["กลุ่มอำนวยการ", "กลุ่มการพยาบาล"];

/// Staff id of the person at this place, from 0.
pub fn staff_id(agency: &str, at: usize) -> String {
    format!("{agency}-{:02}", at + 1)
}

/// E-mail of that person.
pub fn address(agency: &str, at: usize) -> String {
    format!("{}@example.go.th", staff_id(agency, at).to_lowercase())
}

/// Full name as pages show it.
pub fn name(at: usize) -> String {
    format!(
        "นาง{} {}",
        NAMES[at % NAMES.len()],
        SURNAMES[at % SURNAMES.len()]
    )
}

/// The list of agencies.
pub fn agencies() -> Vec<u8> {
    thai(&format!(
        "รหัสหน่วยงาน,ชื่อหน่วยงาน,รหัสหน่วยงานต้นสังกัด,ผู้ประสานงาน,โทรศัพท์ผู้ประสานงาน\n\
         {DEPARTMENT},กรมทดสอบ,,กองการเจ้าหน้าที่,0 2000 0000\n\
         {HOSPITAL},โรงพยาบาลริมธาร,{DEPARTMENT},งานบุคคล,0 2000 0001\n\
         {CLINIC},ศูนย์อนามัยดอยงาม,{DEPARTMENT},งานบุคคล,0 2000 0002\n"
    ))
}

/// The roster. The last person of the clinic has no e-mail.
pub fn roster() -> Vec<u8> {
    let mut lines = String::from("รหัสบุคลากร;ชื่อ-สกุล;ตำแหน่ง;อีเมล;กลุ่มงาน;หน่วยงาน;วันบรรจุ\n");
    for (agency, staff) in [(HOSPITAL, HOSPITAL_STAFF), (CLINIC, CLINIC_STAFF)] {
        for at in 0..staff {
            let without = agency == CLINIC && at + 1 == staff;
            let email = if without {
                String::new()
            } else {
                address(agency, at)
            };
            let (id, name, group) = (staff_id(agency, at), name(at), GROUPS[at % GROUPS.len()]);
            let _ = writeln!(
                lines,
                "{id};{name};พยาบาลวิชาชีพชำนาญการ;{email};{group};{agency};1 ต.ค. 255{at}"
            );
        }
    }
    thai(&lines)
}

fn thai(text: &str) -> Vec<u8> {
    let (bytes, _, unmappable) = WINDOWS_874.encode(text);
    assert!(!unmappable, "a roster in Windows-874");
    bytes.into_owned()
}
