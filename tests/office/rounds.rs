//! A round run from the browser: made, made ready, opened with its ceremony, closed, tallied,
//! published, all by forms.

use std::time::Duration;

use prongsai::domain::access::Role;
use prongsai::domain::round::RoundState;

use crate::support::tables::files;
use crate::support::{CODE, House, Officer, Page, agencies, hours, roster};

const FORM: [(&str, &str); 13] = [
    ("code", CODE),
    ("instrument", "ten-indicators-2562/iit"),
    ("fiscal_year", "2570"),
    ("number", "1"),
    ("kpi_period", "1"),
    ("closes", "16 พ.ย. 2569 16.30 น."),
    ("grace_minutes", "60"),
    ("k", "5"),
    ("min_service_years", "0"),
    ("required_percent", "100"),
    ("custody", "three"),
    ("custodian1", "นางสาวหนึ่ง ถือกุญแจ"),
    ("custodian2", "นายสอง ถือกุญแจ"),
];
const THIRD: (&str, &str) = ("custodian3", "นางสาม ถือกุญแจ");
pub const ROUND: &str = "/office/admin/rounds/2570-1";

pub fn at(path: &str) -> String {
    format!("{ROUND}/{path}")
}

fn form_with(changes: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut form: Vec<_> = FORM.into_iter().chain([THIRD]).collect();
    for (name, value) in changes {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    form
}

/// A house with agencies and an administrator who has made the draft in the browser.
pub async fn drafted(sizes: &[(&str, usize)]) -> (House, Officer) {
    let house = House::empty().await;
    let admin = draft(&house, sizes, &[]).await;
    (house, admin)
}

/// An administrator who has made the draft in the browser, with these changes, of a house without agencies.
pub async fn draft(
    house: &House,
    sizes: &[(&str, usize)],
    changes: &[(&'static str, &'static str)],
) -> Officer {
    house.import_agencies(&agencies(sizes)).await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let page = admin
        .post("/office/admin/rounds/new", &form_with(changes))
        .await;
    assert_eq!(
        (page.status, page.location.as_str()),
        (303, ROUND),
        "{}",
        page.body
    );
    house.import(&roster(sizes)).await.unwrap();
    admin
}

pub async fn does(admin: &mut Officer, path: &str) -> Page {
    let page = admin.post(&at(path), &[]).await;
    assert_eq!(page.status, 303, "{path}: {}", page.body);
    page
}

/// The nine lines of the sheet on the page.
pub fn sheet_on(page: &str) -> String {
    let lines: Vec<&str> = page
        .split("<li class=\"code\">")
        .skip(1)
        .map(|rest| rest.split_once('<').unwrap().0)
        .collect();
    assert_eq!(lines.len(), 9, "{page}");
    lines.join("\n")
}

/// The custodian in turn sees the sheet, which then leaves the screen.
pub async fn print_sheet(admin: &mut Officer) -> String {
    does(admin, "ceremony/show").await;
    let sheet = sheet_on(&admin.get(&at("ceremony")).await.body);
    does(admin, "ceremony/hide").await;
    sheet
}

pub async fn hold_ceremony(admin: &mut Officer) -> Vec<String> {
    does(admin, "ceremony/begin").await;
    let mut sheets = Vec::new();
    for _ in 0..3 {
        let sheet = print_sheet(admin).await;
        let page = admin
            .post(&at("ceremony/read-back"), &[("sheet", &sheet)])
            .await;
        assert_eq!(page.status, 303, "{}", page.body);
        sheets.push(sheet);
    }
    sheets
}

/// Waits until a run behind the page has brought the round into this state.
pub async fn until(house: &House, state: RoundState) {
    for _ in 0..600 {
        if house.app.office.round(CODE).await.unwrap().state == state {
            return;
        }
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the round never became {state}");
}

pub async fn open(house: &mut House, admin: &mut Officer) -> Vec<String> {
    let sheets = hold_ceremony(admin).await;
    does(admin, "ceremony/open").await;
    until(house, RoundState::Open).await;
    // Links are drawn behind the state; the run says when it has ended.
    for _ in 0..600 {
        if admin.get(&at("ceremony")).await.status == 303 {
            break;
        }
        actix_web::rt::time::sleep(Duration::from_millis(50)).await;
    }
    house.links = house.letters(CODE).await;
    sheets
}

#[actix_web::test]
async fn a_round_lives_its_whole_life_in_the_browser() {
    let (mut house, mut admin) = drafted(&[("A01", 6), ("A02", 6)]).await;
    let page = admin.get("/office/admin").await;
    assert!(page.body.contains(ROUND), "{}", page.body);
    let ready = admin.get(&at("readiness")).await;
    assert!(ready.body.contains("หน่วยงานทดสอบ A01") && ready.body.contains("เปิดรับได้"));
    for path in [
        "",
        "/edit",
        "/preview",
        "/preview/page/th",
        "/preview/mail/invite",
        "/preview/mail/remind/html",
    ] {
        assert_eq!(
            admin.get(&format!("{ROUND}{path}")).await.status,
            200,
            "{path}"
        );
    }
    let sheets = open(&mut house, &mut admin).await;
    let memo = admin.get(&at("memo")).await;
    assert!(memo.body.contains("หน่วยงานทดสอบ A02"));
    assert_eq!(
        admin
            .get(&at("posters"))
            .await
            .body
            .matches("sheet poster")
            .count(),
        3 - 1
    );
    let good = admin.post(&at("sheet"), &[("sheet", &sheets[2])]).await;
    assert!(
        good.status == 200 && good.body.contains("คนที่ 3"),
        "{}",
        good.body
    );
    for staff in house.links.keys().cloned().collect::<Vec<_>>() {
        house.answer(&staff, &crate::support::hand::best()).await;
    }
    let later = [
        ("closes", "20 พ.ย. 2569 16:30"),
        ("reason", "ระบบอีเมลขัดข้อง"),
    ];
    assert_eq!(admin.post(&at("extend"), &later).await.status, 303);
    does(&mut admin, "close").await;
    let early = admin.post(&at("tally"), &[("sheet", &sheets[0])]).await;
    assert_eq!(early.status, 422, "the grace still runs");
    house.later(hours(2));
    let mut admin = house
        .officer_called("b@example.go.th", Role::Administrator, None)
        .await;
    let damaged = sheets[0].replacen(|c: char| c.is_ascii_digit(), "x", 1);
    let page = admin.post(&at("tally"), &[("sheet", &damaged)]).await;
    assert!(
        page.status == 422 && page.body.contains("บรรทัดที่"),
        "{}",
        page.body
    );
    for sheet in [&sheets[0], &sheets[2]] {
        let page = admin.post(&at("tally"), &[("sheet", sheet)]).await;
        assert_eq!(page.status, 303, "{}", page.body);
    }
    until(&house, RoundState::Tallied).await;
    let minutes = admin.get(&at("minutes")).await;
    assert!(minutes.body.contains("นางสาม ถือกุญแจ") && !minutes.body.contains("นายสอง"));
    does(&mut admin, "publish").await;
    until(&house, RoundState::Published).await;
    let page = admin.get(ROUND).await;
    assert!(
        page.body
            .contains("<a class=\"button secondary\" href=\"/office/admin/results/2570-1\">")
    );
    let english = [("lang", "en"), ("back", ROUND)];
    assert_eq!(admin.post("/office/language", &english).await.status, 303);
    let minutes = admin.get(&at("minutes")).await.body;
    assert!(minutes.contains("<html lang=\"en\">") && minutes.contains("2 boxes were opened"));
    nowhere_on_disk(&house, &sheets);
}

/// No line of a key sheet, typed or scanned, is in any file of the data folder.
fn nowhere_on_disk(house: &House, sheets: &[String]) {
    let files = files(&house.data());
    assert!(files.len() > 5);
    for line in sheets.iter().flat_map(|sheet| sheet.lines()) {
        let plain: String = line.chars().filter(|c| c.is_alphanumeric()).collect();
        for needle in [line.as_bytes(), plain.as_bytes()] {
            for (name, bytes) in &files {
                let found = bytes.windows(needle.len()).any(|window| window == needle);
                assert!(!found, "a line of a key sheet is in {name}");
            }
        }
    }
}

#[actix_web::test]
async fn a_wrong_sheet_is_said_at_the_field_and_a_read_sheet_is_never_shown_again() {
    let (house, mut admin) = drafted(&[("A01", 6)]).await;
    does(&mut admin, "ceremony/begin").await;
    let first = print_sheet(&mut admin).await;
    let page = admin.get(&at("ceremony")).await;
    let line = first.lines().next().unwrap();
    assert!(
        !page.body.contains(line),
        "off the screen while it is read back"
    );
    assert_eq!(
        print_sheet(&mut admin).await,
        first,
        "a bad print may be printed again"
    );
    let page = admin
        .post(&at("ceremony/read-back"), &[("sheet", "ใบอื่น")])
        .await;
    assert!(
        page.status == 422 && page.body.contains("sheet-wrong"),
        "{}",
        page.body
    );
    let mut other = house
        .officer_called("b@example.go.th", Role::Administrator, None)
        .await;
    let page = other.get(&at("ceremony")).await;
    assert!(!page.body.contains(line), "another session sees no sheet");
    assert_eq!(other.post(&at("ceremony/begin"), &[]).await.status, 422);
    admin
        .post(&at("ceremony/read-back"), &[("sheet", &first)])
        .await;
    does(&mut admin, "ceremony/show").await;
    let page = admin.get(&at("ceremony")).await;
    assert!(!page.body.contains(line) && page.body.contains("นายสอง"));
    let page = admin.post(&at("ceremony/open"), &[]).await;
    assert_eq!(page.status, 422, "two sheets are not read back yet");
}

#[actix_web::test]
async fn a_restart_in_the_middle_of_a_ceremony_or_between_two_sheets_loses_nothing() {
    let (mut house, mut admin) = drafted(&[("A01", 6)]).await;
    does(&mut admin, "ceremony/begin").await;
    let mut sheets = Vec::new();
    for _ in 0..3 {
        let sheet = print_sheet(&mut admin).await;
        house.restart().await;
        admin.move_to(&house.base);
        let page = admin
            .post(&at("ceremony/read-back"), &[("sheet", &sheet)])
            .await;
        assert_eq!(page.status, 303, "{}", page.body);
        sheets.push(sheet);
    }
    does(&mut admin, "ceremony/open").await;
    until(&house, RoundState::Open).await;
    does(&mut admin, "close").await;
    house.later(hours(1));
    let mut admin = house
        .officer_called("c@example.go.th", Role::Administrator, None)
        .await;
    for sheet in [&sheets[1], &sheets[2]] {
        let page = admin.post(&at("tally"), &[("sheet", sheet)]).await;
        assert_eq!(page.status, 303, "{}", page.body);
        house.restart().await;
        admin.move_to(&house.base);
    }
}

#[actix_web::test]
async fn a_ceremony_and_a_waiting_sheet_are_forgotten_in_time() {
    let (mut house, mut admin) = drafted(&[("A01", 6)]).await;
    does(&mut admin, "ceremony/begin").await;
    house
        .world
        .set_clock(house.world.now() + jiff::SignedDuration::from_mins(29));
    does(&mut admin, "ceremony/show").await;
    house
        .world
        .set_clock(house.world.now() + jiff::SignedDuration::from_mins(2));
    let mut admin = house
        .officer_called("b@example.go.th", Role::Administrator, None)
        .await;
    let sheets = open(&mut house, &mut admin).await;
    does(&mut admin, "close").await;
    house.world.set_clock(house.world.now() + hours(1));
    let mut admin = house
        .officer_called("c@example.go.th", Role::Administrator, None)
        .await;
    assert_eq!(
        admin
            .post(&at("tally"), &[("sheet", &sheets[0])])
            .await
            .status,
        303
    );
    let page = admin.get(&at("tally")).await;
    assert!(page.body.contains("ใบที่ 2"), "{}", page.body);
    let again = admin.post(&at("tally"), &[("sheet", &sheets[0])]).await;
    assert_eq!(again.status, 422, "the same sheet does not count twice");
    house
        .world
        .set_clock(house.world.now() + jiff::SignedDuration::from_mins(16));
    let page = admin.get(&at("tally")).await;
    assert!(page.body.contains("ใบที่ 1"), "{}", page.body);
    assert_eq!(
        admin
            .post(&at("tally"), &[("sheet", &sheets[1])])
            .await
            .status,
        303
    );
    let round = house.app.office.round(CODE).await.unwrap();
    assert_eq!(
        round.state,
        RoundState::Closed,
        "one sheet alone opens nothing"
    );
}

#[actix_web::test]
async fn bad_input_stays_and_a_change_of_somebody_else_is_not_written_over() {
    let (house, mut admin) = drafted(&[("A01", 6)]).await;
    let bad = form_with(&[("code", "2570-2"), ("k", "3"), ("closes", "31/2/2570")]);
    let page = admin.post("/office/admin/rounds/new", &bad).await;
    assert!(
        page.status == 422 && page.body.contains("closes-wrong"),
        "{}",
        page.body
    );
    assert!(page.body.contains("31/2/2570"), "what was typed stays");
    let form = admin.get(&at("edit")).await.body;
    let mark = form.split_once("name=\"mark\" value=\"").unwrap().1;
    let mark: &'static str = mark.split_once('"').unwrap().0.to_owned().leak();
    let mut change = form_with(&[("k", "7")]);
    change.push(("mark", mark));
    assert_eq!(admin.post(&at("edit"), &change).await.status, 303);
    change.retain(|(name, _)| *name != "k");
    change.push(("k", "9"));
    let page = admin.post(&at("edit"), &change).await;
    assert_eq!(
        page.status, 422,
        "the page was opened before the other change"
    );
    assert_eq!(house.app.office.round(CODE).await.unwrap().terms.k, 7);
}

#[actix_web::test]
async fn agencies_are_imported_after_a_look_and_changed_one_by_one() {
    let house = House::empty().await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let list = agencies(&[("A01", 1), ("A02", 1)]);
    let import = "/office/admin/agencies/import";
    let bad = admin
        .upload(import, &[], ("file", "x.csv", b"\x89PNG"))
        .await;
    assert_eq!(bad.status, 422);
    let page = admin
        .upload(import, &[], ("file", "รายชื่อ.csv", list.as_bytes()))
        .await;
    assert_eq!(page.status, 303, "{}", page.body);
    let looked = admin.get(&page.location).await;
    assert!(looked.body.contains("A02"), "{}", looked.body);
    assert!(
        house.app.office.agencies().await.unwrap().is_empty(),
        "nothing is saved yet"
    );
    assert_eq!(admin.post(&page.location, &[]).await.status, 303);
    assert_eq!(house.app.office.agencies().await.unwrap().len(), 3);
    assert_eq!(
        admin.get(&page.location).await.status,
        404,
        "the file waits no more"
    );
    let found = admin.get("/office/admin/agencies?q=A02").await;
    assert!(found.body.contains("ทดสอบ A02") && !found.body.contains("ทดสอบ A01"));
    let below = admin.get("/office/admin/agencies?below=D00").await;
    assert!(below.body.contains("ทดสอบ A01") && below.body.contains("ทดสอบ D00"));
    let form = admin.get("/office/admin/agencies/change/A01").await.body;
    let mark = form.split_once("name=\"mark\" value=\"").unwrap().1;
    let mark = mark.split_once('"').unwrap().0;
    let change = [
        ("mark", mark),
        ("name", "หน่วยงานใหม่"),
        ("parent", "D00"),
        ("contact_email", "ไม่ใช่อีเมล"),
    ];
    let path = "/office/admin/agencies/change/A01";
    let page = admin.post(path, &change).await;
    assert!(
        page.status == 422 && page.body.contains("contact_email-wrong"),
        "{}",
        page.body
    );
    let page = admin.post(path, &change[..3]).await;
    assert_eq!(page.status, 303, "{}", page.body);
    assert_eq!(admin.post(path, &change[..3]).await.status, 422, "stale");
    assert_eq!(
        house.app.office.agency("A01").await.unwrap().name,
        "หน่วยงานใหม่"
    );
}

#[actix_web::test]
async fn nobody_else_reaches_a_page_of_the_administrator() {
    let (house, mut admin) = drafted(&[("A01", 6)]).await;
    let officers = [
        (Role::HrOfficer, Some("A01")),
        (Role::Assessor, Some("A01")),
        (Role::Executive, Some("A01")),
        (Role::Auditor, None),
    ];
    let pages = [
        "",
        "/edit",
        "/readiness",
        "/preview",
        "/preview/page/th",
        "/preview/mail/invite",
        "/ceremony",
        "/tally",
        "/sheet",
        "/memo",
        "/posters",
        "/minutes",
        "/extend",
        "/close",
        "/cancel",
        "/discard",
        "/publish",
    ];
    let acts = [
        "/edit",
        "/ceremony/begin",
        "/ceremony/show",
        "/ceremony/open",
        "/tally",
        "/sheet",
        "/extend",
        "/close",
        "/cancel",
        "/discard",
        "/publish",
        "/preview/mail/invite/test",
    ];
    for (role, agency) in officers {
        let mut officer = house.officer(role, agency).await;
        let nothing = officer.get("/office/admin/nothing").await;
        for page in pages {
            let page = officer.get(&format!("{ROUND}{page}")).await;
            assert_eq!((page.status, &page.body), (404, &nothing.body));
        }
        for act in acts {
            let form = [("sheet", "x"), ("closes", "x"), ("reason", "x")];
            assert_eq!(
                officer.post(&format!("{ROUND}{act}"), &form).await.status,
                404,
                "{act}"
            );
        }
        for page in ["", "/agencies", "/agencies/import", "/rounds/new"] {
            assert_eq!(
                officer.get(&format!("/office/admin{page}")).await.status,
                404
            );
        }
    }
    assert_eq!(
        admin.get(ROUND).await.status,
        200,
        "the draft is still there"
    );
}
