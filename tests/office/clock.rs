//! A clock in doubt, as the office sees it.

use prongsai::cli::look_what_is_due;
use prongsai::domain::access::{Grant, Role};
use prongsai::domain::lang::Lang;
use prongsai::domain::round::RoundState;
use prongsai::mail::settings::MailSettings;
use prongsai::service::access::new_account::create_account;
use prongsai::store::NewAccount;

use crate::support::{CODE, House, Officer, hours, tables};

const ROUND: &str = "/office/admin/rounds/2570-1";

/// A look at what is due, as a server looks every few seconds.
async fn look(house: &House) -> RoundState {
    let mails = MailSettings::folder(&house.data());
    look_what_is_due(&house.app.office, &mails).await;
    house.app.office.round(CODE).await.unwrap().state
}

/// Whether the page of the round says so to an administrator who signs in now.
async fn is_told(house: &House, email: &str) -> bool {
    let mut admin = house.officer_called(email, Role::Administrator, None).await;
    let page = admin.get(ROUND).await.body;
    let said = ["นาฬิกาของเครื่องแม่\u{2060}ข่ายอาจไม่ถูกต้อง", "timedatectl"];
    let said = said.map(|words| page.contains(words));
    assert_eq!(said[0], said[1], "{page}");
    said[0]
}

#[actix_web::test]
async fn on_files_the_page_of_a_round_says_that_the_clock_is_in_doubt_and_what_to_do() {
    let house = House::with(&[("D01", 6)]).await;
    look(&house).await;
    assert!(!is_told(&house, "one@example.go.th").await);
    house.world.leap(hours(2));
    look(&house).await;
    assert!(is_told(&house, "two@example.go.th").await);
    house.world.leap(-hours(2));
    look(&house).await;
    assert!(!is_told(&house, "three@example.go.th").await);
}

#[actix_web::test]
async fn on_files_hr_reads_that_planned_reminders_wait_for_a_clock_in_doubt() {
    let house = House::with(&[("D01", 6)]).await;
    look(&house).await;
    let told = async |email: &str| {
        let mut hr = house
            .officer_called(email, Role::HrOfficer, Some("D01"))
            .await;
        let page = hr.get("/office/hr/D01/2570-1/mail").await;
        assert_eq!(page.status, 200);
        page.body
            .replace('\u{2060}', "")
            .contains("การเตือนที่ตั้งเวลาไว้")
    };
    assert!(!told("one@example.go.th").await);
    house.world.leap(hours(2));
    look(&house).await;
    assert!(told("two@example.go.th").await);
    house.world.leap(-hours(2));
    look(&house).await;
    assert!(!told("three@example.go.th").await);
}

#[actix_web::test]
async fn on_files_no_key_of_a_closed_round_goes_by_a_clock_in_doubt() {
    let house = House::with(&[("D01", 6)]).await;
    look(&house).await;
    house.close().await;
    let keys = || tables::files(&house.data().join("keys").join(CODE)).len();
    let before = keys();
    house.world.leap(hours(3));
    assert_eq!(look(&house).await, RoundState::Closed);
    assert_eq!(keys(), before, "the grace is over by a wrong clock only");
    house.world.leap(-hours(3));
    look(&house).await;
    // The same hours, as they go by.
    house.later(hours(3));
    assert_eq!(look(&house).await, RoundState::Closed);
    assert!(keys() < before);
}

#[actix_web::test]
async fn on_files_links_and_sessions_of_the_office_outlive_a_clock_in_doubt_and_not_their_time() {
    let house = House::with(&[("D01", 6)]).await;
    look(&house).await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let new = NewAccount {
        email: "new@example.go.th".to_owned(),
        name: "ผู้ได้รับเชิญ".to_owned(),
        lang: Lang::Th,
        grants: vec![Grant {
            role: Role::Auditor,
            agency: None,
        }],
    };
    let (_, link, _) = create_account(&house.app.office, new).await.unwrap();
    let link = format!("/office/welcome/{}", link.text());
    let mut browser = Officer::stranger(&house.base);
    house.world.leap(hours(24 * 8));
    look(&house).await;
    assert_eq!(browser.get(&link).await.status, 404);
    house.world.leap(-hours(24 * 8));
    look(&house).await;
    assert_eq!(browser.get(&link).await.status, 200);
    assert_eq!(admin.get(ROUND).await.status, 200);
    // The same days, as they go by.
    house.later(hours(24 * 8));
    look(&house).await;
    let rows = tables::dump(&house.registry_file()).await;
    assert!(rows["account_link"].is_empty() && rows["account_session"].is_empty());
}
