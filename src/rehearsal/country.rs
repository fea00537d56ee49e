//! A synthetic country for benches: a department, provinces below it, institutes below those, and
//! one institute of many people.

use super::department::{GROUPS, NAMES, POSITIONS, PREFIXES, SURNAMES};
use crate::domain::agency::{Agency, AgencyId, Contact};
use crate::domain::people::StaffMember;

/// Code of the agency at the top.
pub const TOP: &str = "N0000";

/// Code of the agency with many people, right below the top.
pub const LARGE: &str = "N0001";

/// Provinces, each an agency below the top.
const PROVINCES: usize = 76;

/// Work groups of the large agency.
const LARGE_GROUPS: usize = 40;

/// `n` agencies, each with the code of the one above it.
pub fn agencies(n: usize) -> Vec<(Agency, Option<String>)> {
    (0..n).map(|at| (agency(at), above(at))).collect()
}

fn above(at: usize) -> Option<String> {
    match at {
        0 => None,
        1..=77 => Some(TOP.to_owned()),
        _ => Some(code(2 + at % PROVINCES)),
    }
}

fn code(at: usize) -> String {
    format!("N{at:04}")
}

fn agency(at: usize) -> Agency {
    Agency {
        id: AgencyId(0),
        code: code(at),
        parent: None,
        name: format!("หน่วยงานตัวอย่างลำดับที่ {at}"),
        name_en: None,
        contact: Contact {
            name: Some("งานบุคคล".to_owned()),
            email: None,
            phone: Some("0 2000 0000".to_owned()),
        },
        head_count: None,
        eit_population: None,
    }
}

/// Staff id of the nth person of an agency, counted from 1.
pub fn staff_id(agency: &str, nth: usize) -> String {
    format!("{agency}-{nth:05}")
}

/// `n` people of an agency.
pub fn people(agency: &str, n: usize) -> Vec<StaffMember> {
    (0..n).map(|at| person(agency, at)).collect()
}

fn person(agency: &str, at: usize) -> StaffMember {
    let pick =
        |list: &[&'static str], by: usize| list.get(by % list.len()).copied().unwrap_or_default();
    let group = if agency == LARGE {
        format!("{} {}", pick(&GROUPS, at), at % LARGE_GROUPS)
    } else {
        pick(&GROUPS, at % 2).to_owned()
    };
    let staff_id = staff_id(agency, at + 1);
    StaffMember {
        prefix: pick(&PREFIXES, at).to_owned(),
        name: pick(&NAMES, at).to_owned(),
        surname: pick(&SURNAMES, at / 5).to_owned(),
        position: pick(&POSITIONS, at / 3).to_owned(),
        email: (!at.is_multiple_of(20))
            .then(|| format!("{}@example.go.th", staff_id.to_lowercase())),
        agency: agency.to_owned(),
        work_group: group,
        service_start: Some(jiff::civil::date(2010, 10, 1)),
        staff_id,
    }
}
