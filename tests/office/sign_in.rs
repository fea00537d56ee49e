//! Signing in, and who finds what.

use prongsai::domain::access::Role;

use crate::support::{House, Officer, PASSWORD};

#[actix_web::test]
async fn an_officer_signs_in_and_comes_to_the_own_agency() {
    let house = House::with(&[("A01", 3), ("A02", 3)]).await;
    house.officer(Role::HrOfficer, Some("A01")).await;
    let mut browser = Officer::stranger(&house.base);
    let page = browser.get("/office").await;
    assert_eq!(
        (page.status, page.location.as_str()),
        (303, "/office/sign-in")
    );
    let wrong = [
        ("email", "hr.a01@example.go.th"),
        ("password", "ไม่ใช่รหัสผ่านนี้"),
    ];
    let page = browser.post("/office/sign-in", &wrong).await;
    assert_eq!(page.status, 422);
    assert!(
        page.body.contains("hr.a01@example.go.th"),
        "what was typed stays"
    );
    assert!(!page.body.contains("ไม่ใช่รหัสผ่านนี้"), "but the password");
    let right = [("email", "HR.a01@example.go.th "), ("password", PASSWORD)];
    let page = browser.post("/office/sign-in", &right).await;
    assert_eq!((page.status, page.location.as_str()), (303, "/office"));
    let page = browser.get("/office").await;
    assert_eq!(page.location, "/office/hr/A01");
    let page = browser.get("/office/hr/A01").await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains("หน่วยงานทดสอบ A01"));
}

#[actix_web::test]
async fn another_agency_looks_like_one_that_does_not_exist() {
    let house = House::with(&[("A01", 3), ("A02", 3)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let other = officer.get("/office/hr/A02").await;
    let nothing = officer.get("/office/hr/NOWHERE").await;
    assert_eq!((other.status, nothing.status), (404, 404));
    assert_eq!(other.body, nothing.body);
}
