//! People of the own agency, one by one.

use prongsai::domain::access::Role;

use crate::support::people::{email, full_name};
use crate::support::{CODE, House, Officer};

const SIZES: &[(&str, usize)] = &[("A01", 6), ("A02", 6)];

fn base(agency: &str) -> String {
    format!("/office/hr/{agency}/{CODE}")
}

/// The value of the hidden field `seen` of a person's page.
async fn seen(officer: &mut Officer, page: &str) -> String {
    let body = officer.get(page).await.body;
    let (_, rest) = body.split_once("name=\"seen\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[actix_web::test]
async fn people_are_found_by_parts_of_names_and_by_where_they_stand() {
    let house = House::with(SIZES).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let page = officer.get(&format!("{}/people", base("A01"))).await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains(&full_name("A01", 0)) && page.body.contains(&full_name("A01", 5)));
    assert!(!page.body.contains(&full_name("A02", 0)));
    let one = officer
        .get(&format!("{}/people?q=a01-03", base("A01")))
        .await;
    assert!(one.body.contains(&full_name("A01", 2)));
    assert!(!one.body.contains(&full_name("A01", 3)));
    let left = officer
        .get(&format!("{}/people?show=left", base("A01")))
        .await;
    assert!(!left.body.contains(&full_name("A01", 0)));
}

#[actix_web::test]
async fn hr_of_one_agency_neither_sees_nor_changes_a_person_of_another() {
    let house = House::with(SIZES).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let nothing = officer.get("/office/hr/A01/NOWHERE/people").await;
    assert_eq!(nothing.status, 404);
    for path in [
        format!("{}/people", base("A02")),
        format!("{}/people/of/A02-01", base("A02")),
        format!("{}/people/of/A02-01", base("A01")),
        format!("{}/people/of/A02-01/sure/leave", base("A01")),
        format!("{}/mail", base("A02")),
        format!("{}/letters", base("A02")),
        format!("{}/tablet", base("A02")),
        format!("{}/roster", base("A02")),
        format!("{}/people/groups", base("A02")),
    ] {
        let page = officer.get(&path).await;
        assert_eq!((page.status, &page.body), (404, &nothing.body), "{path}");
    }
    let seen = seen(&mut officer, &format!("{}/people/of/A01-01", base("A01"))).await;
    for path in ["A01", "A02"].map(|agency| format!("{}/people/of/A02-01", base(agency))) {
        let form = [("act", "leave"), ("seen", seen.as_str())];
        assert_eq!(officer.post(&path, &form).await.status, 404, "{path}");
    }
    let mut other = house.officer(Role::HrOfficer, Some("A02")).await;
    let page = other
        .get(&format!("{}/people/of/A02-01", base("A02")))
        .await;
    assert!(page.body.contains("ยังไม่เข้าร่วม"));
}

#[actix_web::test]
async fn somebody_new_is_added_and_a_form_that_is_wrong_keeps_what_was_typed() {
    let house = House::with(SIZES).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let add = format!("{}/people/add", base("A01"));
    let wrong = [
        ("staff_id", "N-1"),
        ("name", "กนก"),
        ("surname", ""),
        ("email", "ไม่ใช่อีเมล"),
        ("work_group", "กลุ่มหนึ่ง"),
    ];
    let page = officer.post(&add, &wrong).await;
    assert_eq!(page.status, 422);
    for kept in [
        "N-1",
        "กนก",
        "ไม่ใช่อีเมล",
        "id=\"email-wrong\"",
        "id=\"surname-wrong\"",
    ] {
        assert!(page.body.contains(kept), "{kept}");
    }
    let nobody = [("staff_id", " "), ("name", " "), ("surname", " ")];
    let page = officer.post(&add, &nobody).await;
    assert!(
        page.status == 422 && page.body.contains("โปรดพิมพ์รหัสบุคลากรและชื่อ"),
        "a form has no line to delete"
    );
    let taken = [("staff_id", "A02-01"), ("name", "กนก"), ("surname", "ดี")];
    let page = officer.post(&add, &taken).await;
    assert_eq!(page.status, 422);
    assert!(!page.body.contains(&full_name("A02", 0)));
    let right = [
        ("staff_id", "N-1"),
        ("prefix", "นาง"),
        ("name", "กนก"),
        ("surname", "ดีงาม"),
        ("email", "kanok@canary.example.go.th"),
        ("work_group", "กลุ่มหนึ่ง"),
        ("service_start", "1 ต.ค. 2560"),
    ];
    let page = officer.post(&add, &right).await;
    assert_eq!(page.status, 303, "{}", page.body);
    let page = officer.get(&page.location).await;
    assert!(page.body.contains("นางกนก ดีงาม"));
}

#[actix_web::test]
async fn a_corrected_address_kills_the_old_link_and_an_exemption_needs_its_order() {
    let house = House::with(SIZES).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let page = format!("{}/people/of/A01-01", base("A01"));
    let old = house.links["A01-01"].clone();
    let before = seen(&mut officer, &page).await;
    let bad = [("act", "email"), ("seen", &before), ("email", "x@y")];
    let answer = officer.post(&page, &bad).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("x@y"));
    let good = [
        ("act", "email"),
        ("seen", &before),
        ("email", "neu@canary.example.go.th"),
    ];
    assert_eq!(officer.post(&page, &good).await.status, 303);
    let (token, fp) = old.split_once('.').unwrap();
    let look = serde_json::json!({ "token": token, "fp": fp });
    let (_, seen_now) = house.post("/api/look", look).await;
    assert_eq!(seen_now["state"], "replaced");
    let now = seen(&mut officer, &page).await;
    let form = [
        ("act", "exempt"),
        ("seen", &now),
        ("reason", "ลาศึกษาต่อ"),
        ("order", ""),
    ];
    let answer = officer.post(&page, &form).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("ลาศึกษาต่อ"));
    let form = [
        ("act", "exempt"),
        ("seen", &now),
        ("reason", "ลาศึกษาต่อ"),
        ("order", "7/2569"),
    ];
    assert_eq!(officer.post(&page, &form).await.status, 303);
    assert!(officer.get(&page).await.body.contains("7/2569"));
}

#[actix_web::test]
async fn a_change_to_somebody_who_is_not_so_any_more_overwrites_nothing() {
    let house = House::with(SIZES).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let page = format!("{}/people/of/A01-02", base("A01"));
    let before = seen(&mut officer, &page).await;
    let first = [
        ("act", "move"),
        ("seen", before.as_str()),
        ("work_group", "กลุ่มใหม่"),
    ];
    assert_eq!(officer.post(&page, &first).await.status, 303);
    let second = [
        ("act", "move"),
        ("seen", before.as_str()),
        ("work_group", "กลุ่มเก่ากว่า"),
    ];
    let answer = officer.post(&page, &second).await;
    assert_eq!(answer.status, 422);
    assert!(answer.body.contains("กลุ่มเก่ากว่า"), "what was typed stays");
    let now = officer.get(&page).await.body;
    assert!(now.contains("กลุ่มใหม่") && !now.contains("กลุ่มเก่ากว่า"));
    assert!(now.contains(&email("A01", 1)));
}

#[actix_web::test]
async fn a_work_group_gets_another_name_in_the_own_agency_alone() {
    let house = House::with(SIZES).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let groups = format!("{}/people/groups", base("A01"));
    let taken = [("from", "กลุ่มหนึ่ง"), ("to", "กลุ่มสอง")];
    assert_eq!(officer.post(&groups, &taken).await.status, 422);
    let free = [("from", "กลุ่มหนึ่ง"), ("to", "กลุ่มอำนวยการ")];
    assert_eq!(officer.post(&groups, &free).await.status, 303);
    let page = officer.get(&groups).await.body;
    assert!(page.contains("กลุ่มอำนวยการ") && !page.contains("กลุ่มหนึ่ง"));
    let mut other = house.officer(Role::HrOfficer, Some("A02")).await;
    assert!(
        other
            .get(&format!("{}/people/groups", base("A02")))
            .await
            .body
            .contains("กลุ่มหนึ่ง")
    );
}
