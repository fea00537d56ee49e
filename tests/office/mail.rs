//! Mails and letters of the own agency, and asking for a link again.

use prongsai::domain::access::Role;
use prongsai::domain::people::PeopleFilter;
use prongsai::store::JobState;

use crate::support::people::{email, full_name};
use crate::support::{CODE, House, Officer};

const BASE: &str = "/office/hr/A01/2570-1";

/// How many mails of an agency wait.
async fn waiting(house: &House, agency: &str) -> usize {
    let office = &house.app.office;
    let round = office.round(CODE).await.unwrap();
    let agency = office.agency(agency).await.unwrap().id;
    let queued = [JobState::Queued];
    let ids = office
        .registry
        .mail_ids(round.id, Some(agency), &queued, None);
    ids.await.unwrap().len()
}

#[actix_web::test]
async fn invitations_go_to_the_own_agency_once() {
    let house = House::with(&[("A01", 4), ("A02", 3)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    for _ in 0..2 {
        assert_eq!(
            officer
                .post(&format!("{BASE}/mail/invite"), &[])
                .await
                .status,
            303
        );
        assert_eq!(
            (waiting(&house, "A01").await, waiting(&house, "A02").await),
            (4, 0)
        );
    }
    let page = officer.get(&format!("{BASE}/mail?state=queued")).await.body;
    assert!(page.contains(&email("A01", 0)) && !page.contains(&email("A02", 0)));
}

#[actix_web::test]
async fn a_text_is_shown_as_it_arrives_and_holds_no_live_link() {
    let house = House::with(&[("A01", 4)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    for kind in ["invite", "remind", "extended"] {
        let page = officer.get(&format!("{BASE}/mail/text/{kind}")).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("หน่วยงานทดสอบ A01"));
        let live = house
            .links
            .values()
            .any(|link| page.body.contains(link.as_str()));
        assert!(!live);
    }
    assert_eq!(
        officer.get(&format!("{BASE}/mail/text/other")).await.status,
        404
    );
}

#[actix_web::test]
async fn letters_are_printed_for_own_people_who_were_chosen() {
    let house = House::with(&[("A01", 4), ("A02", 3)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let chosen = [("staff", "A01-02"), ("staff", "A02-01")];
    let page = officer
        .post(&format!("{BASE}/letters/print"), &chosen)
        .await;
    assert_eq!(page.status, 200);
    assert!(page.body.contains(&full_name("A01", 1)));
    assert!(!page.body.contains(&full_name("A01", 0)) && !page.body.contains(&full_name("A02", 0)));
    assert_eq!(
        officer
            .post(&format!("{BASE}/letters/print"), &[])
            .await
            .status,
        422
    );
    let english = [("lang", "en"), ("back", "/office")];
    assert_eq!(officer.post("/office/language", &english).await.status, 303);
    let print = format!("{BASE}/letters/print");
    let page = officer.post(&print, &chosen).await.body;
    assert!(page.contains("1 letter, one sheet<") && page.contains("Fold the lower third"));
    assert!(
        page.contains("หรือเปิดที่อยู่นี้ แล้วพิมพ์รหัสด้านล่าง"),
        "the letter is as it was"
    );
}

#[actix_web::test]
async fn asking_for_the_link_again_answers_alike_and_mails_the_roster_alone() {
    let house = House::with(&[("A01", 4), ("A02", 3)]).await;
    let mut anybody = Officer::stranger(&house.base);
    let known = email("A01", 0).to_uppercase();
    let nobody = anybody
        .post("/new-link", &[("email", "nobody@example.go.th")])
        .await;
    let somebody = anybody
        .post("/new-link", &[("email", known.as_str())])
        .await;
    assert_eq!((nobody.status, somebody.status), (200, 200));
    assert_eq!(nobody.body, somebody.body);
    for _ in 0..100 {
        if waiting(&house, "A01").await == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(
        (waiting(&house, "A01").await, waiting(&house, "A02").await),
        (1, 0)
    );
    let round = house.app.office.round(CODE).await.unwrap();
    let agency = house.app.office.agency("A01").await.unwrap().id;
    let all = PeopleFilter::default();
    let people = house
        .app
        .office
        .registry
        .people_page(round.id, agency, &all, 0, 9);
    assert_eq!(people.await.unwrap().1, 4);
}
