//! The page that HR opens every morning: who took part, and nothing that a ballot tells.

use prongsai::crypto::key_sheet::KeySheet;
use prongsai::domain::access::Role;
use prongsai::rehearsal::Ballot;
use prongsai::service::midnight::count_at_midnight;

use crate::support::tables::meddle;
use crate::support::{House, Officer, hand, hours, people, staff_id};

const HOME: &str = "/office/hr/A01/2570-1";

/// Hours from the opening at nine to the nth midnight.
fn midnight(nth: i64) -> jiff::SignedDuration {
    hours(24 * nth - 9)
}

async fn text(officer: &mut Officer, path: &str) -> String {
    let page = officer.get(path).await;
    assert_eq!(page.status, 200, "{path}");
    page.body
}

/// Somebody's mail, as the queue left it.
async fn mailed(house: &House, staff_no: &str, state: &str, words: &str) {
    let sql = format!(
        "INSERT INTO mail_job (round_id, staff_id, kind, state, attempts, message_id, words, day) \
         SELECT round_id, id, 'invite', '{state}', 1, 'x', '{words}', '2026-11-02' FROM staff \
         WHERE staff_no = '{staff_no}'"
    );
    meddle(&house.registry_file(), &sql).await;
}

/// Everything that HR can look at, each as it came.
async fn everything(officer: &mut Officer) -> Vec<(String, Vec<u8>)> {
    let mut seen = Vec::new();
    for path in [
        "",
        "?q=A01-01",
        "?reason=unsent",
        "/last-day",
        "/register",
        "/register.csv",
        "/register.xlsx",
        "/register/print",
    ] {
        let page = officer.get(&format!("{HOME}{path}")).await;
        assert_eq!(page.status, 200, "{path}");
        seen.push((path.to_owned(), page.bytes));
    }
    seen
}

#[actix_web::test]
async fn hr_sees_how_far_the_agency_is_and_who_is_missing() {
    let house = House::with(&[("A01", 6)]).await;
    let exempt = people::line("A01", 6, "", "ยกเว้น,ลาศึกษาต่อ,1/2570");
    house
        .import(&format!("{}{exempt}", people::HEADING))
        .await
        .unwrap();
    house.answer("A01-01", &hand::mixed(1)).await;
    house.answer("A01-02", &hand::mixed(2)).await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let page = text(&mut hr, HOME).await;
    assert!(page.contains("33.33 %") && page.contains("จากผู้มีสิทธิ 6 คน"));
    assert!(page.contains("ขาดอีก 4 คน จึงจะถึงจำนวนขั้นต่ำ 6 คน"));
    assert!(page.contains("อีก 14\u{a0}วัน"));
    assert!(!page.contains(&people::full_name("A01", 0)), "took part");
    assert!(page.contains(&people::full_name("A01", 2)));
    assert!(!page.contains(&people::full_name("A01", 6)), "exempt");
    assert!(page.contains("href=\"/office/hr/A01/2570-1/people/of/A01-03\""));
    assert!(!page.contains("style=\""), "the policy forbids it");
}

#[actix_web::test]
async fn the_list_is_searched_and_turned_by_page() {
    let house = House::with(&[("A01", 120)]).await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let rows = |page: &str| page.matches("/people/of/A01-").count();
    let first = text(&mut hr, HOME).await;
    assert_eq!(rows(&first), 50);
    assert!(first.contains("หน้า 1 จาก 3 (ทั้งหมด 120 รายการ)"));
    let last = text(&mut hr, &format!("{HOME}?page=2")).await;
    assert_eq!(rows(&last), 20);
    let found = text(&mut hr, &format!("{HOME}?q=A01-77")).await;
    assert_eq!(rows(&found), 1);
    assert!(found.contains("value=\"A01-77\""), "what was typed stays");
    for nothing in ["%25", "_", "%5C", "nobody"] {
        let found = text(&mut hr, &format!("{HOME}?q={nothing}")).await;
        assert_eq!(rows(&found), 0, "{nothing}");
    }
}

#[actix_web::test]
async fn the_last_day_has_a_list_by_reason_and_the_way_to_mend_each() {
    let house = House::with(&[("A01", 5)]).await;
    mailed(&house, "A01-01", "sent", "").await;
    mailed(&house, "A01-02", "failed", "550 no such mailbox").await;
    meddle(
        &house.registry_file(),
        "UPDATE staff SET email = NULL WHERE staff_no = 'A01-03'",
    )
    .await;
    house.answer("A01-04", &hand::best()).await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let page = text(&mut hr, &format!("{HOME}/last-day")).await;
    for (title, who, action) in [
        ("ยังไม่ได้ส่งลิงก์ (1 คน)", 4, "/mail\""),
        ("ส่งอีเมลไม่ถึง (1 คน)", 1, "/people/of/A01-02\""),
        ("ได้รับลิงก์แล้ว ยังไม่เข้าร่วม (1 คน)", 0, "/mail/remind\""),
        ("ไม่มีอีเมล (1 คน)", 2, "/letters\""),
    ] {
        let (_, rest) = page.split_once(title).unwrap_or_else(|| panic!("{title}"));
        let group = rest.split("</section>").next().unwrap();
        assert!(group.contains(&people::full_name("A01", who)), "{title}");
        assert!(group.contains(&format!("{HOME}{action}")), "{title}");
    }
    assert!(page.contains("550 no such mailbox"));
    assert!(!page.contains(&people::full_name("A01", 3)), "took part");
    let sent = text(&mut hr, &format!("{HOME}?reason=unanswered")).await;
    assert_eq!(sent.matches("/people/of/A01-").count(), 1);
}

#[actix_web::test]
async fn whoever_looks_before_and_after_a_cast_sees_the_same_bytes() {
    let house = House::with(&[("A01", 7)]).await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let mut administrator = house.officer(Role::Administrator, None).await;
    let department = "/office/admin/rounds/2570-1/participation";
    for at in 0..7 {
        let id = staff_id("A01", at);
        let ballot = house.issue(&id, hand::encode(&hand::mixed(at))).await;
        let before = everything(&mut hr).await;
        let above = administrator.get(department).await.bytes;
        assert!(house.cast(&id, &ballot.unwrap()).await.is_ok());
        assert_eq!(count_at_midnight(&house.app.office).await.unwrap(), 0);
        for ((path, before), (_, after)) in before.into_iter().zip(everything(&mut hr).await) {
            assert!(before == after, "{path} tells of the cast of person {at}");
        }
        assert!(above == administrator.get(department).await.bytes);
    }
}

#[actix_web::test]
async fn ballots_that_do_not_arrive_are_told_after_two_midnights_and_never_in_between() {
    let house = House::with(&[("A01", 6)]).await;
    let mut ballots: Vec<Ballot> = Vec::new();
    for at in 0..5 {
        let answers = hand::encode(&hand::mixed(at));
        ballots.push(house.issue(&staff_id("A01", at), answers).await.unwrap());
    }
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let office = &house.app.office;
    assert!(text(&mut hr, HOME).await.contains("วันละครั้งเวลาเที่ยงคืน"));
    house.later(midnight(1));
    assert_eq!(count_at_midnight(office).await.unwrap(), 1);
    assert_eq!(count_at_midnight(office).await.unwrap(), 0, "once a night");
    let mut hr_again = house
        .officer_called("b@example.go.th", Role::HrOfficer, Some("A01"))
        .await;
    assert!(
        text(&mut hr_again, HOME)
            .await
            .contains("คำตอบมาถึงหีบตามปกติ")
    );
    house.later(midnight(2));
    count_at_midnight(office).await.unwrap();
    let mut hr = house
        .officer_called("c@example.go.th", Role::HrOfficer, Some("A01"))
        .await;
    let alarmed = text(&mut hr, HOME).await;
    assert!(alarmed.contains("มีผู้ลงชื่อแล้ว 5 คนที่คำตอบยังมาไม่ถึงหีบ"));
    for (at, ballot) in ballots.iter().enumerate() {
        house.cast(&staff_id("A01", at), ballot).await.unwrap();
    }
    house.later(midnight(2) + hours(1));
    assert_eq!(count_at_midnight(office).await.unwrap(), 0, "not at one");
    let mut hr = house
        .officer_called("e@example.go.th", Role::HrOfficer, Some("A01"))
        .await;
    assert!(text(&mut hr, HOME).await == alarmed, "as of midnight");
    house.later(midnight(3));
    count_at_midnight(office).await.unwrap();
    let mut hr = house
        .officer_called("d@example.go.th", Role::HrOfficer, Some("A01"))
        .await;
    assert!(text(&mut hr, HOME).await.contains("คำตอบมาถึงหีบตามปกติ"));
}

#[actix_web::test]
async fn more_ballots_than_rights_call_for_the_auditor() {
    let house = House::with(&[("A01", 6)]).await;
    house.later(midnight(1));
    count_at_midnight(&house.app.office).await.unwrap();
    let results = house.data().join("results.db");
    meddle(&results, "UPDATE midnight SET \"cast\" = 1").await;
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    assert!(text(&mut hr, HOME).await.contains("โปรดแจ้งผู้ตรวจสอบทันที"));
    let mut administrator = house.officer(Role::Administrator, None).await;
    let page = administrator
        .get("/office/admin/rounds/2570-1/participation?which=alarm")
        .await;
    assert!(page.body.contains("คำตอบเกินผู้ลงชื่อ"));
}

#[actix_web::test]
async fn on_files_no_page_or_export_differs_by_what_was_answered_before_publication() {
    let house = House::with(&[("A01", 6)]).await;
    let mut seen = Vec::new();
    for options in [hand::best(), hand::mixed(3)] {
        let sheets = house.sheets.iter().take(2);
        let sheets: Vec<KeySheet> = sheets
            .map(|sheet| KeySheet::parse(&sheet.text()).unwrap())
            .collect();
        let house = house.copy().await;
        for at in 0..6 {
            house.answer(&staff_id("A01", at), &options).await;
        }
        let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
        let mut pages = everything(&mut hr).await;
        house.close().await;
        house.later(hours(2));
        house.tally_by(&sheets).await.unwrap();
        let mut hr = house
            .officer_called("b@example.go.th", Role::HrOfficer, Some("A01"))
            .await;
        pages.extend(everything(&mut hr).await);
        pages.push((String::new(), hr.get("/office/hr/A01").await.bytes));
        seen.push(pages);
    }
    assert!(seen[0] == seen[1], "a page tells what was answered");
}

#[actix_web::test]
async fn the_pages_of_another_agency_look_like_nothing() {
    let house = House::with(&[("A01", 3), ("A02", 3)]).await;
    let mut hr = house.officer(Role::HrOfficer, Some("A02")).await;
    let nothing = hr.get("/office/hr/NOWHERE/2570-1").await;
    for path in [
        "",
        "/last-day",
        "/register",
        "/register.csv",
        "/register.xlsx",
        "/register/print",
    ] {
        let page = hr.get(&format!("{HOME}{path}")).await;
        assert_eq!((page.status, &page.body), (404, &nothing.body), "{path}");
    }
    assert_eq!(hr.get("/office/hr/A02/2599-9").await.status, 404);
    assert_eq!(
        hr.get("/office/admin/rounds/2570-1/participation")
            .await
            .status,
        404
    );
    assert_eq!(hr.get("/office/hr/A02/2570-1").await.status, 200);
}
