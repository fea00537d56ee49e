//! A roster from a file: seen before it is saved.

use prongsai::domain::access::Role;

use crate::support::people::{HEADING, email, full_name, line};
use crate::support::{CODE, House, Officer};

const BASE: &str = "/office/hr/A01/2570-1";

/// A file with somebody new, changed, the same, refused for each reason; the others are missing.
fn file() -> String {
    let new = line("A01", 40, "neu@canary.example.go.th", "");
    let changed = line("A01", 0, "anders@canary.example.go.th", "");
    let same = line("A01", 1, &email("A01", 1), "");
    let stranger = line("A02", 41, "fremd@canary.example.go.th", "");
    let grabbed = line("A02", 0, "fremd@canary.example.go.th", "").replace(",A02,", ",A01,");
    let bad = line("A01", 42, "=HYPERLINK(1)", "");
    [
        HEADING.to_owned(),
        new,
        changed,
        same,
        stranger,
        grabbed,
        bad,
    ]
    .concat()
}

async fn upload(officer: &mut Officer, csv: &str) -> String {
    let to = format!("{BASE}/roster");
    let page = officer
        .upload(&to, &[], ("file", "list.csv", csv.as_bytes()))
        .await;
    assert_eq!(page.status, 303, "{}", page.body);
    page.location
}

fn digest(body: &str) -> String {
    let (_, rest) = body.split_once("name=\"digest\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn every_line_is_shown_before_anything_is_saved_and_saved_as_it_was_shown() {
    let house = House::with(&[("A01", 4), ("A02", 3)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let preview = upload(&mut officer, &file()).await;
    let refused = officer.get(&format!("{preview}?show=refused")).await.body;
    assert!(refused.contains("ไม่ใช่หน่วยงานของท่าน"));
    assert!(
        refused.contains("มีผู้ใช้ในรอบนี้แล้ว"),
        "ids of others are refused"
    );
    assert!(
        !officer
            .get(&format!("{BASE}/people"))
            .await
            .body
            .contains("neu@canary")
    );
    for (show, name) in [
        ("added", 40),
        ("changed", 0),
        ("unchanged", 1),
        ("missing", 2),
    ] {
        let page = officer.get(&format!("{preview}?show={show}")).await.body;
        assert!(page.contains(&full_name("A01", name)), "{show}");
    }
    let changed = officer.get(&format!("{preview}?show=changed")).await.body;
    assert!(changed.contains("anders@canary.example.go.th") && changed.contains(&email("A01", 0)));
    let form = [("digest", digest(&changed))];
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert_eq!(officer.post(&preview, &form).await.status, 303);
    let people = officer.get(&format!("{BASE}/people")).await.body;
    assert!(people.contains("neu@canary") && people.contains("anders@canary"));
    assert!(
        people.contains(&full_name("A01", 3)),
        "who is missing stays"
    );
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    let other = office
        .registry
        .staff_member(round.id, "A02-01")
        .await
        .unwrap()
        .unwrap();
    assert_eq!(other.agency, office.agency("A02").await.unwrap().id);
    assert_eq!(other.member.email, Some(email("A02", 0)));
    assert_eq!(
        officer.get(&preview).await.status,
        404,
        "the file waits no more"
    );
}

#[actix_web::test]
async fn refused_lines_come_back_with_reasons_and_compute_nothing() {
    let house = House::with(&[("A01", 4), ("A02", 3)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let preview = upload(&mut officer, &file()).await;
    let csv = officer.get(&format!("{preview}/refused.csv")).await;
    assert!(csv.media.starts_with("text/csv"));
    assert_eq!(csv.body.lines().count(), 1 + 3);
    assert!(csv.body.contains("'=HYPERLINK(1)"), "{}", csv.body);
    assert!(csv.body.contains("อีเมล"));
}

#[actix_web::test]
async fn a_roster_that_changed_since_the_preview_is_not_overwritten() {
    let house = House::with(&[("A01", 4), ("A02", 3)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let preview = upload(&mut officer, &file()).await;
    let shown = digest(&officer.get(&preview).await.body);
    let between = [
        HEADING.to_owned(),
        line("A01", 0, "zwischen@canary.example.go.th", ""),
    ]
    .concat();
    house.import(&between).await.unwrap();
    let page = officer.post(&preview, &[("digest", shown.as_str())]).await;
    assert_eq!(page.status, 422);
    assert!(
        !officer
            .get(&format!("{BASE}/people"))
            .await
            .body
            .contains("neu@canary")
    );
    let fresh = digest(&page.body);
    assert_eq!(
        officer
            .post(&preview, &[("digest", fresh.as_str())])
            .await
            .status,
        303
    );
}

#[actix_web::test]
async fn nobody_else_sees_a_waiting_file_and_it_waits_for_half_an_hour() {
    let house = House::with(&[("A01", 4), ("A02", 3)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let mut colleague = house
        .officer_called("other.a01@example.go.th", Role::HrOfficer, Some("A01"))
        .await;
    let preview = upload(&mut officer, &file()).await;
    assert_eq!(officer.get(&preview).await.status, 200);
    assert_eq!(colleague.get(&preview).await.status, 404);
    house.later(jiff::SignedDuration::from_mins(20));
    assert_eq!(officer.get(&preview).await.status, 200);
    house.later(jiff::SignedDuration::from_mins(31));
    assert_eq!(officer.get(&preview).await.status, 404);
}

#[actix_web::test]
async fn what_is_no_list_is_refused_with_what_to_do() {
    let house = House::with(&[("A01", 4)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let to = format!("{BASE}/roster");
    for bytes in [&b"%PDF-1.7 nothing"[..], b"", b"one,two\n1,2\n"] {
        let page = officer.upload(&to, &[], ("file", "x.csv", bytes)).await;
        assert_eq!(page.status, 422);
        assert!(page.body.contains("id=\"file-wrong\""));
    }
    let template = officer.get(&format!("{to}/template.xlsx")).await;
    assert_eq!((template.status, &template.bytes[..2]), (200, &b"PK"[..]));
    let template = officer.get(&format!("{to}/template.csv")).await;
    let preview = upload(&mut officer, &template.body).await;
    let page = officer.get(&preview).await.body;
    assert!(page.contains("บรรทัดนี้เป็นตัวอย่างของแบบฟอร์ม"), "{page}");
    assert!(!page.contains("ไม่ใช่หน่วยงานของท่าน"), "{page}");
}
