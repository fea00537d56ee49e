//! Signing in, and who finds what.

use prongsai::domain::access::Role;

use crate::support::process::{Server, free_address};
use crate::support::{House, Officer, PASSWORD, blocking};

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
    the_language_stays(&house).await;
}

/// One that was chosen before signing in is kept; where none was, the account's is.
async fn the_language_stays(house: &House) {
    for asked in ["?lang=en", ""] {
        let mut browser = Officer::stranger(&house.base);
        let form = browser.get(&format!("/office/sign-in{asked}")).await.body;
        let mut right = vec![("email", "hr.a01@example.go.th"), ("password", PASSWORD)];
        if form.contains("name=\"lang\" value=\"en\"") {
            right.push(("lang", "en"));
        }
        assert_eq!(right.len() == 3, !asked.is_empty(), "{form}");
        let page = browser.post("/office/sign-in", &right).await;
        assert_eq!(page.status, 303);
        let page = browser.get("/office/hr/A01").await.body;
        assert!(page.contains("<html lang=\"en\">"), "{asked}: {page}");
    }
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

const WRONG: &str = "ไม่ใช่รหัสผ่านนี้แน่นอน";

#[actix_web::test]
async fn the_cookie_is_kept_from_scripts_other_sites_and_unprotected_connections() {
    let house = House::empty().await;
    house
        .officer_called("a@example.go.th", Role::Auditor, None)
        .await;
    let mut browser = Officer::stranger(&house.base);
    let right = [("email", "a@example.go.th"), ("password", PASSWORD)];
    let page = browser.post("/office/sign-in", &right).await;
    let (_, cookie) = page
        .headers
        .iter()
        .find(|(name, _)| name == "set-cookie")
        .unwrap();
    let parts: Vec<&str> = cookie.split("; ").collect();
    assert!(parts[0].starts_with("__Host-office="));
    for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
        assert!(parts.contains(&part), "{part}: {cookie}");
    }
    assert!(
        !cookie.contains("Domain") && !cookie.contains("Expires") && !cookie.contains("Max-Age")
    );
    let page = browser.get("/office/audit").await;
    let cached = page
        .headers
        .iter()
        .find(|(name, _)| name == "cache-control")
        .unwrap();
    assert_eq!(cached.1, "no-store");
}

#[actix_web::test]
async fn a_session_that_somebody_else_chose_is_not_taken_over() {
    let house = House::empty().await;
    house
        .officer_called("a@example.go.th", Role::Auditor, None)
        .await;
    let mut browser = Officer::stranger(&house.base);
    let planted = format!("__Host-office={}", "0".repeat(52));
    browser.cookie.clone_from(&planted);
    let right = [("email", "a@example.go.th"), ("password", PASSWORD)];
    browser.post("/office/sign-in", &right).await;
    assert_ne!(browser.cookie, planted);
    let mut thief = Officer::stranger(&house.base);
    thief.cookie = planted;
    assert_eq!(thief.get("/office/audit").await.status, 303);
}

#[actix_web::test]
async fn signing_out_ends_the_session_on_the_server() {
    let house = House::empty().await;
    let mut browser = house.officer(Role::Auditor, None).await;
    let mut copy = browser.clone();
    assert_eq!(copy.get("/office/audit").await.status, 200);
    let page = browser.post("/office/sign-out", &[]).await;
    assert_eq!(
        (page.status, page.location.as_str()),
        (303, "/office/sign-in")
    );
    assert_eq!(copy.get("/office/audit").await.status, 303);
}

#[actix_web::test]
async fn a_session_ends_when_nobody_used_it_and_after_half_a_day() {
    let minutes = jiff::SignedDuration::from_mins;
    let house = House::empty().await;
    let mut idle = house
        .officer_called("a@example.go.th", Role::Auditor, None)
        .await;
    let mut busy = house
        .officer_called("b@example.go.th", Role::Auditor, None)
        .await;
    house.later(minutes(29));
    assert_eq!(busy.get("/office/audit").await.status, 200);
    house.later(minutes(31));
    assert_eq!(idle.get("/office/audit").await.status, 303);
    for at in (50..720).step_by(20) {
        house.later(minutes(at));
        assert_eq!(busy.get("/office/audit").await.status, 200, "{at}");
    }
    house.later(minutes(721));
    assert_eq!(busy.get("/office/audit").await.status, 303);
    prongsai::service::access::front_desk::sweep_access(&house.app.office)
        .await
        .unwrap();
    let rows = crate::support::tables::dump(&house.registry_file()).await;
    assert!(rows["account_session"].is_empty());
}

#[actix_web::test]
async fn too_many_tries_of_one_account_are_put_off_even_with_the_right_password() {
    let house = House::empty().await;
    house
        .officer_called("a@example.go.th", Role::Auditor, None)
        .await;
    let mut browser = Officer::stranger(&house.base);
    let wrong = [("email", "a@example.go.th"), ("password", WRONG)];
    for _ in 0..10 {
        assert_eq!(browser.post("/office/sign-in", &wrong).await.status, 422);
    }
    assert_eq!(browser.post("/office/sign-in", &wrong).await.status, 429);
    let right = [("email", "A@example.go.th "), ("password", PASSWORD)];
    assert_eq!(browser.post("/office/sign-in", &right).await.status, 429);
    let other = [("email", "b@example.go.th"), ("password", WRONG)];
    assert_eq!(browser.post("/office/sign-in", &other).await.status, 422);
}

async fn tries_from(house: &House, forwarded: impl Fn(usize) -> String) -> Vec<u16> {
    let browser = Officer::stranger(&house.base);
    let mut statuses = Vec::new();
    for at in 0..61 {
        let email: &'static str = Box::leak(format!("p{at}@example.go.th").into_boxed_str());
        let fields = [("email", email)];
        let page = browser
            .post_through("/office/forgot", &forwarded(at), &fields)
            .await;
        statuses.push(page.status);
    }
    statuses
}

#[actix_web::test]
async fn too_many_tries_from_one_address_are_put_off_whatever_the_request_says_of_itself() {
    let house = House::empty().await;
    let statuses = tries_from(&house, |at| format!("10.0.0.{at}")).await;
    assert_eq!((statuses[59], statuses[60]), (200, 429));
}

#[actix_web::test]
async fn behind_a_proxy_the_address_that_the_proxy_wrote_counts() {
    let house = House::with_settings("behind_proxy = true\n").await;
    let made_up = tries_from(&house, |at| format!("10.0.0.{at}, 203.0.113.7")).await;
    assert_eq!(
        (made_up[59], made_up[60]),
        (200, 429),
        "earlier entries can be made up"
    );
    let others = tries_from(&house, |at| format!("198.51.100.{at}")).await;
    assert!(others.iter().all(|status| *status == 200));
}

#[actix_web::test]
async fn the_language_of_the_sign_in_page_stays_with_a_wrong_password() {
    let house = House::empty().await;
    let mut browser = Officer::stranger(&house.base);
    let page = browser
        .get("/office/sign-in?lang=en&next=%2Foffice%2Faudit")
        .await;
    assert!(page.body.contains("<html lang=\"en\">"));
    assert!(
        page.body
            .contains("/office/sign-in?next=%2Foffice%2Faudit&amp;lang=th"),
        "{}",
        page.body
    );
    let wrong = [
        ("email", "a@example.go.th"),
        ("password", WRONG),
        ("lang", "en"),
    ];
    let page = browser.post("/office/sign-in", &wrong).await;
    assert!(page.status == 422 && page.body.contains("<html lang=\"en\">"));
}

#[actix_web::test]
async fn after_signing_in_nobody_is_led_to_another_site() {
    let house = House::empty().await;
    house
        .officer_called("a@example.go.th", Role::Auditor, None)
        .await;
    for elsewhere in [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/officex",
        "/office/\\x",
    ] {
        let mut browser = Officer::stranger(&house.base);
        let fields = [
            ("email", "a@example.go.th"),
            ("password", PASSWORD),
            ("next", elsewhere),
        ];
        let page = browser.post("/office/sign-in", &fields).await;
        assert_eq!(page.location, "/office", "{elsewhere}");
    }
}

#[actix_web::test]
async fn the_log_at_its_loudest_has_no_secret_of_an_account() {
    let house = House::empty().await.into_real_time().await;
    let mut known = house
        .officer_called("secretive@example.go.th", Role::Auditor, None)
        .await;
    let server = Server::start(&house.data(), &free_address());
    let mut browser = Officer::stranger(&server.base());
    let right = [("email", "secretive@example.go.th"), ("password", PASSWORD)];
    browser.post("/office/sign-in", &right).await;
    browser
        .post(
            "/office/sign-in",
            &[("email", "secretive@example.go.th"), ("password", WRONG)],
        )
        .await;
    let page = browser.get("/office/audit?actor=secretive").await;
    assert_eq!(page.status, 200);
    let form = browser.get("/office/account/second-factor").await;
    let (_, sealed) = form.body.split_once("name=\"sealed\" value=\"").unwrap();
    let sealed: String = sealed.chars().take(24).collect();
    browser
        .post(
            "/office/account/second-factor",
            &[("sealed", &sealed), ("code", "135791")],
        )
        .await;
    let token = "SECRETTOKEN".repeat(5);
    browser.get(&format!("/office/welcome/{token}")).await;
    browser
        .post("/office/forgot", &[("email", "secretive@example.go.th")])
        .await;
    known.get("/office/audit").await;
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let cookie = browser.cookie.split_once('=').unwrap().1.to_owned();
    let log = blocking(move || server.kill()).await;
    assert!(log.contains("/office/welcome/{token}") && log.contains("/office/audit"));
    for secret in [
        PASSWORD,
        WRONG,
        "secretive",
        "SECRETTOKEN",
        "135791",
        &cookie,
        &sealed,
        "127.0.0.1",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
}
