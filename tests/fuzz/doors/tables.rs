//! Rosters, lists of agencies, figures of earlier years, ballots collected elsewhere.

use std::sync::OnceLock;

use jiff::civil::{Date, date};
use prongsai::assets::Assets;
use prongsai::catalogue::Catalogue;
use prongsai::crypto::digest::sha256;
use prongsai::domain::people::StaffMember;
use prongsai::domain::roster::{Listed, ListedStanding};
use prongsai::intake::agencies;
use prongsai::intake::answers::{AnswersError, read_answers};
use prongsai::intake::notice::{Kind, Notice, Refused};
use prongsai::intake::roster::{self, Context, Roster};
use prongsai::intake::table::{self, MAX_CELL_BYTES, MAX_COLUMNS, MAX_LINES, Table};
use prongsai::service::gap::{BadFigures, read_figures};

const TODAY: Date = date(2026, 11, 2);

const HEADINGS: &str =
    "รหัสบุคลากร,คำนำหน้า,ชื่อ,นามสกุล,ตำแหน่ง,อีเมล,กลุ่มงาน,หน่วยงาน,วันบรรจุ,สถานะ,เหตุผล,เลขที่คำสั่ง";

/// A file that is given where people, agencies or earlier figures are awaited.
pub fn rosters(bytes: &[u8]) {
    earlier_figures(bytes);
    let Ok(tables) = table::read(bytes) else {
        return;
    };
    within_bounds(&tables);
    match roster_of(&tables) {
        Ok(read) => said_again(&read),
        Err(refused) => placed(&refused),
    }
    if let Ok(sifted) = roster::sift(&tables, &context(&known)) {
        assert!(
            sifted
                .refused
                .iter()
                .all(|line| line.line > 0 && !line.problems.is_empty())
        );
    }
    match agencies::read(&tables, &|_| None) {
        Ok(read) => assert!(!read.lines.is_empty()),
        Err(refused) => placed(&refused),
    }
}

/// A file of ballots that were collected with another tool.
pub fn answers(bytes: &[u8]) {
    let framework = catalogue()
        .get("ten-indicators-2562")
        .expect("it is embedded");
    let instrument = framework.instrument("iit").expect("it is embedded");
    match read_answers(bytes, framework, instrument) {
        Ok(counts) => assert!(counts.ballots() > 0),
        Err(AnswersError::Heading(problems)) => assert!(!problems.is_empty()),
        Err(AnswersError::Lines(problems)) => assert!(!problems.is_empty()),
        Err(AnswersError::Empty | AnswersError::NoBallots) => {}
    }
}

pub(super) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: OnceLock<Catalogue> = OnceLock::new();
    let load = || Catalogue::load(&Assets::default(), sha256).expect("the embedded ones are whole");
    CATALOGUE.get_or_init(load)
}

fn earlier_figures(bytes: &[u8]) {
    match read_figures(bytes, "ten-indicators-2562", &["iit".to_owned()]) {
        Ok(figures) => assert!(figures.iter().all(|one| one.score.hundredths() <= 10_000)),
        Err(BadFigures::Lines(lines)) => assert!(lines.iter().all(|bad| bad.line > 0)),
        Err(BadFigures::Table(_)) => {}
    }
}

fn known(written: &str) -> Option<String> {
    ["D01", "D02", "กรมตัวอย่าง"]
        .contains(&written)
        .then(|| "D01".to_owned())
}

fn context(agency: &dyn Fn(&str) -> Option<String>) -> Context<'_> {
    Context {
        today: TODAY,
        default_agency: None,
        agency,
    }
}

fn roster_of(tables: &[Table]) -> Result<Roster, Refused> {
    roster::read(tables, &context(&known))
}

fn within_bounds(tables: &[Table]) {
    let lines: usize = tables.iter().map(|table| table.rows.len()).sum();
    assert!((1..=MAX_LINES).contains(&lines));
    for row in tables.iter().flat_map(|table| &table.rows) {
        assert!(row.line > 0 && row.cells.len() <= MAX_COLUMNS);
        assert!(row.cells.iter().any(|cell| !cell.is_blank()));
        assert!(
            row.cells
                .iter()
                .all(|cell| cell.shown().len() <= 3 * MAX_CELL_BYTES)
        );
    }
}

fn placed(refused: &Refused) {
    assert!(!refused.problems.is_empty());
    let stands = |notice: &Notice<_>| notice.line > 0 && !Kind::key(&notice.kind).is_empty();
    assert!(refused.problems.iter().all(stands));
}

/// People who were read are the same people when they are written into the template's columns.
fn said_again(read: &Roster) {
    let people: Vec<&Listed> = read.lines.iter().map(|line| &line.listed).collect();
    let written: String = people.iter().map(|listed| line(listed)).collect();
    let again = table::read(format!("{HEADINGS}\n{written}").as_bytes());
    let again = roster_of(&again.expect("a table")).expect("the same people");
    let again: Vec<&Listed> = again.lines.iter().map(|line| &line.listed).collect();
    assert_eq!(people, again);
}

fn line(listed: &Listed) -> String {
    let StaffMember {
        staff_id,
        prefix,
        name,
        surname,
        position,
        email,
        work_group,
        service_start,
        ..
    } = &listed.member;
    let (standing, reason, order) = match &listed.standing {
        None => ("", "", ""),
        Some(ListedStanding::Eligible) => ("ปกติ", "", ""),
        Some(ListedStanding::Left) => ("ลาออก", "", ""),
        Some(ListedStanding::Exempt {
            reason,
            order_number,
        }) => ("ยกเว้น", reason.as_str(), order_number.as_str()),
    };
    let email = email.as_deref().unwrap_or_default();
    let start = service_start.map(|day| day.to_string()).unwrap_or_default();
    let cells = [
        staff_id, prefix, name, surname, position, email, work_group, "D01", &start, standing,
        reason, order,
    ];
    let quoted = cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
    quoted.join(",") + "\n"
}
