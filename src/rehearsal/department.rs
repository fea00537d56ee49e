//! A synthetic department of six agencies that shows each case.

use std::fmt::Write as _;

use crate::domain::ballot::Answers;
use crate::domain::framework::{Framework, Instrument};
use crate::world::{NoChance, World};

/// An agency of the department, and what it is there to show.
#[derive(Debug, Clone, Copy)]
pub struct Cast {
    /// Code.
    pub code: &'static str,
    /// Thai name.
    pub name: &'static str,
    /// People listed.
    pub staff: usize,
    /// How many of them answer in the finished round.
    pub answered: usize,
    /// How many of them are exempt.
    pub exempt: usize,
    /// People whom it serves in a year.
    pub served: u64,
    /// How many of them answer in the finished round.
    pub visited: usize,
    /// Of a thousand answers, how many are the best one; the rest is the one next to it.
    pub best: u32,
    /// What the agency shows.
    pub shows: &'static str,
}

/// The department itself.
pub const DEPARTMENT: (&str, &str) = ("D00", "กรมตัวอย่างเพื่อการสาธิต");

/// Its agencies.
pub const AGENCIES: [Cast; 6] = [
    Cast {
        code: "D01",
        name: "สถาบันเวชศาสตร์ตะวันฉาย",
        staff: 45,
        answered: 45,
        exempt: 0,
        served: 360,
        visited: 44,
        best: 850,
        shows: "all-90",
    },
    Cast {
        code: "D02",
        name: "โรงพยาบาลริมธาร",
        staff: 40,
        answered: 40,
        exempt: 0,
        served: 320,
        visited: 40,
        best: 612,
        shows: "all-85",
    },
    Cast {
        code: "D03",
        name: "ศูนย์อนามัยดอยงาม",
        staff: 36,
        answered: 35,
        exempt: 0,
        served: 288,
        visited: 38,
        best: 850,
        shows: "one-missing",
    },
    Cast {
        code: "D04",
        name: "สำนักโรคติดต่อชายทะเล",
        staff: 50,
        answered: 22,
        exempt: 0,
        served: 900,
        visited: 22,
        best: 760,
        shows: "below-sample",
    },
    Cast {
        code: "D05",
        name: "กลุ่มตรวจสอบภายใน",
        staff: 4,
        answered: 4,
        exempt: 0,
        served: 40,
        visited: 12,
        best: 800,
        shows: "below-k",
    },
    Cast {
        code: "D06",
        name: "กองบริหารการสาธารณสุข",
        staff: 25,
        answered: 24,
        exempt: 1,
        served: 200,
        visited: 31,
        best: 800,
        shows: "one-exempt",
    },
];

pub(super) const PREFIXES: [&str; 3] = ["นาย", "นาง", "นางสาว"];
pub(super) const NAMES: [&str; 12] = [
    "กิ่งแก้ว",
    "ชลธาร",
    "ดวงใจ",
    "ธารา",
    "นภา",
    "บุญมี",
    "ปราณี",
    "พิมพ์ใจ",
    "มานะ",
    "รุ่งอรุณ",
    "วิชัย",
    "สายฝน",
];
pub(super) const SURNAMES: [&str; 11] = [
    "ใจงาม",
    "ดีพร้อม",
    "ทองสุข",
    "บ้านสวน",
    "ปลูกรัก",
    "พูนผล",
    "มั่นคง",
    "รักถิ่น",
    "ศรีสมบูรณ์",
    "แสงทอง",
    "อยู่เย็น",
];
pub(super) const GROUPS: [&str; 4] = ["กลุ่มอำนวยการ", "กลุ่มการพยาบาล", "กลุ่มวิชาการ", "กลุ่มบริการ"];
pub(super) const POSITIONS: [&str; 5] = [
    "พยาบาลวิชาชีพ",
    "นักวิชาการสาธารณสุข",
    "เจ้าพนักงานธุรการ",
    "พนักงานขับรถ",
    "นักจัดการงานทั่วไป",
];

/// The list of agencies, as an office would send it.
pub fn agencies_csv() -> String {
    let (code, name) = DEPARTMENT;
    let mut csv = String::from(
        "รหัสหน่วยงาน,ชื่อหน่วยงาน,รหัสหน่วยงานต้นสังกัด,ผู้ประสานงาน,โทรศัพท์ผู้ประสานงาน,อีเมลผู้ประสานงาน,จำนวนบุคลากร\n",
    );
    let _ = writeln!(
        csv,
        "{code},{name},,กองการเจ้าหน้าที่,0 2000 0000,contact@example.go.th,"
    );
    for (at, cast) in AGENCIES.iter().enumerate() {
        let Cast {
            code: agency,
            name,
            staff,
            ..
        } = cast;
        let _ = writeln!(
            csv,
            "{agency},{name},{code},งานบุคคล {name},0 2000 00{:02},contact.{}@example.go.th,{staff}",
            at + 1,
            agency.to_lowercase()
        );
    }
    csv
}

/// The roster of all agencies, as an office would send it: one heading line, Thai dates.
pub fn roster_csv() -> String {
    let mut csv =
        String::from("รหัสบุคลากร,ชื่อ-สกุล,ตำแหน่ง,อีเมล,กลุ่มงาน,หน่วยงาน,วันบรรจุ,สถานะ,เหตุผล,เลขที่คำสั่ง\n");
    let mut running = 0;
    for cast in &AGENCIES {
        for at in 0..cast.staff {
            csv.push_str(&person(cast, at, running));
            running += 1;
        }
    }
    csv
}

/// The last people of an agency are the exempt ones; see [`without_email`] for another case.
fn person(cast: &Cast, at: usize, running: usize) -> String {
    let pick =
        |list: &[&'static str], by: usize| list.get(by % list.len()).copied().unwrap_or_default();
    let id = format!("{}-{:03}", cast.code, at + 1);
    let email = if without_email(cast) == Some(at) {
        String::new()
    } else {
        format!("{}@example.go.th", id.to_lowercase())
    };
    let standing = if at >= cast.staff - cast.exempt {
        "ยกเว้น,ลาศึกษาต่อ,ตย. 12/2569"
    } else {
        ",,"
    };
    format!(
        "{id},{}{} {},{},{email},{},{},1 ต.ค. {},{standing}\n",
        pick(&PREFIXES, running),
        pick(&NAMES, running),
        pick(&SURNAMES, running / 5),
        pick(&POSITIONS, running / 3),
        pick(&GROUPS, group(cast, at)),
        cast.code,
        2550 + running % 15,
    )
}

/// Small agencies have one work group only.
fn group(cast: &Cast, at: usize) -> usize {
    if cast.staff < 10 {
        0
    } else {
        at % GROUPS.len()
    }
}

/// The last person of the work group that lists put last: one who has not answered yet in a round
/// that is half-way through, so that there is a letter to print.
fn without_email(cast: &Cast) -> Option<usize> {
    (0..cast.staff - cast.exempt)
        .rev()
        .find(|at| group(cast, *at) == 0)
}

/// Answers of one synthetic person: each the best option, or the one next to it, by chance.
pub fn answers(
    framework: &Framework,
    instrument: &Instrument,
    best: u32,
    chance: &World,
) -> Result<Answers, NoChance> {
    let mut options = Vec::new();
    for sub_item in instrument.sub_items() {
        let scale = framework
            .scales
            .get(sub_item.scale)
            .map(|scale| scale.options.as_slice())
            .unwrap_or_default();
        let mut by_points: Vec<usize> = (0..scale.len()).collect();
        by_points.sort_by_key(|at| {
            std::cmp::Reverse(scale.get(*at).map(|option| option.points.clone()))
        });
        let drawn = u32::from(u16::from_be_bytes(chance.random()?)) % 1000;
        // A yes/no question has no mild second answer, so the second one is rarer there.
        let second = if scale.len() == 2 {
            drawn >= 900 + best / 10
        } else {
            drawn >= best
        };
        let option = by_points
            .get(usize::from(second))
            .copied()
            .unwrap_or_default();
        options.push(u8::try_from(option).unwrap_or_default());
    }
    Ok(Answers::new(options))
}

/// What one synthetic person says of themselves, question by question.
pub fn profile(instrument: &Instrument, chance: &World) -> Result<Vec<u8>, NoChance> {
    let questions = instrument.profile.iter().enumerate();
    questions
        .map(|(at, question)| said(at, question.options.len(), chance))
        .collect()
}

/// What one synthetic person says to a question about themselves: one in eight nothing, the others
/// rather the first options of some questions and rather the last of others.
fn said(question: usize, options: usize, chance: &World) -> Result<u8, NoChance> {
    let [silent, one, other]: [u8; 3] = chance.random()?;
    let options = u8::try_from(options).unwrap_or(u8::MAX).max(1);
    let (one, other) = (one % options, other % options);
    Ok(match question % 2 {
        _ if silent % 8 == 0 => 0,
        0 => one.min(other) + 1,
        _ => one.max(other) + 1,
    })
}
