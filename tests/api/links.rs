//! What a personal link says in every state, and that asking changes nothing.

use prongsai::domain::wire::Random32;
use prongsai::service::close_round::{cancel_round, close_round};
use prongsai::service::people::{Change, change_person};
use serde_json::{Value, json};

use crate::support::{CODE, House, blocking, hand, hours, tables};

fn link(fragment: &str) -> Value {
    let (token, fp) = fragment.split_once('.').unwrap();
    json!({ "token": token, "fp": fp })
}

/// State of a look, or status and code of its refusal.
async fn look(house: &House, fragment: &str) -> String {
    match house.post("/api/look", link(fragment)).await {
        (200, answer) => answer["state"].as_str().unwrap().to_owned(),
        (status, answer) => format!("{status} {}", answer["code"].as_str().unwrap()),
    }
}

/// Status and code of an issue with this link.
async fn issue(house: &House, fragment: &str) -> String {
    let person = house.follow(fragment).await;
    let outcome = blocking(move || {
        let prepared = person
            .prepare(&hand::encode(&hand::best()), Random32::new([1; 32]))
            .unwrap();
        person.issue(&prepared).map(|_| ())
    })
    .await;
    match outcome {
        Ok(()) => "200".to_owned(),
        Err(declined) => declined.to_string(),
    }
}

async fn change(house: &House, staff_id: &str, change: Change) {
    change_person(&house.app.office, CODE, staff_id, change)
        .await
        .unwrap();
}

#[actix_web::test]
async fn links_that_are_not_in_force_say_why() {
    let house = House::with(&[("D01", 7), ("D02", 6)]).await;
    let old = house.links.clone();
    change(
        &house,
        "D01-01",
        Change::Email(Some("other@canary.example.go.th".to_owned())),
    )
    .await;
    change(
        &house,
        "D01-02",
        Change::Move {
            agency: "D02".to_owned(),
            work_group: "กลุ่มหนึ่ง".to_owned(),
        },
    )
    .await;
    let exempt = Change::Exempt {
        reason: "ลาศึกษาต่อ".to_owned(),
        order_number: "1/2570".to_owned(),
    };
    change(&house, "D01-03", exempt).await;
    change(&house, "D01-04", Change::Leave).await;
    change(&house, "D01-05", Change::NewLink).await;
    for (who, said, code) in [
        ("D01-01", "replaced", "403: replaced"),
        ("D01-02", "replaced", "403: replaced"),
        ("D01-03", "exempt", "403: exempt"),
        ("D01-04", "removed", "403: removed"),
        ("D01-05", "replaced", "403: replaced"),
        ("D01-06", "invited", "200"),
    ] {
        assert_eq!(look(&house, &old[who]).await, said, "{who}");
        assert_eq!(issue(&house, &old[who]).await, code, "{who}");
    }
    assert_eq!(look(&house, &old["D01-06"]).await, "acknowledged");
    assert_eq!(
        issue(&house, &old["D01-06"]).await,
        "409: already-acknowledged"
    );
}

#[actix_web::test]
async fn a_dead_link_does_not_name_its_holder_and_the_new_one_works() {
    let house = House::with(&[("D01", 6), ("D02", 6)]).await;
    let old = house.links["D01-01"].clone();
    change(
        &house,
        "D01-01",
        Change::Move {
            agency: "D02".to_owned(),
            work_group: "กลุ่มสอง".to_owned(),
        },
    )
    .await;
    let (_, said) = house.post("/api/look", link(&old)).await;
    assert!(
        said.get("name").is_none() && said.get("position").is_none(),
        "{said}"
    );
    let office = &house.app.office;
    let batches = prongsai::service::letters::letters(
        office,
        CODE,
        Some("D02"),
        &prongsai::service::letters::Chosen::Everybody,
    );
    let letters = batches.await.unwrap().remove(0).letters;
    let moved = letters
        .iter()
        .find(|letter| letter.name == crate::support::people::full_name("D01", 0))
        .unwrap();
    assert_ne!(moved.fragment, old);
    assert_eq!(issue(&house, &moved.fragment).await, "200");
}

#[actix_web::test]
async fn a_link_that_never_was_is_unknown() {
    let house = House::with(&[("D01", 6), ("D02", 6)]).await;
    let (token, fp) = house.links["D01-01"].split_once('.').unwrap();
    let other_fp = house.links["D02-01"].split_once('.').unwrap().1;
    let other_token = format!(
        "{}{}",
        if token.starts_with('0') { '1' } else { '0' },
        &token[1..]
    );
    let wrong = [
        (other_token.as_str(), fp),
        (token, other_fp),
        ("", fp),
        (token, ""),
        ("not a token", fp),
        (&token[1..], fp),
    ];
    for (token, fp) in wrong {
        let body = json!({ "token": token, "fp": fp });
        let (status, said) = house.post("/api/look", body).await;
        assert_eq!(
            (status, said["code"].as_str()),
            (404, Some("unknown-link")),
            "{token}.{fp}"
        );
        let body = json!({ "token": token, "fp": fp, "blinded": "AAAA", "acknowledgement": "v1" });
        assert_eq!(
            house.post("/api/issue", body).await.0 / 100,
            4,
            "{token}.{fp}"
        );
    }
}

#[actix_web::test]
async fn a_link_tells_that_its_round_is_closed_or_cancelled() {
    let house = House::with(&[("D01", 6)]).await;
    let fragment = house.links["D01-01"].clone();
    house.later(hours(24 * 14));
    assert_eq!(look(&house, &fragment).await, "closed", "the hour has come");
    house.later(hours(0));
    close_round(&house.app.office, CODE).await.unwrap();
    assert_eq!(look(&house, &fragment).await, "closed");
    assert_eq!(issue(&house, &fragment).await, "410: closed");
    cancel_round(&house.app.office, CODE).await.unwrap();
    assert_eq!(look(&house, &fragment).await, "cancelled");
    assert_eq!(issue(&house, &fragment).await, "410: cancelled");
}

#[actix_web::test]
async fn a_link_into_a_round_in_draft_waits() {
    let house = House::with(&[("D01", 6)]).await;
    tables::meddle(&house.registry_file(), "UPDATE round SET state = 'draft'").await;
    assert_eq!(look(&house, &house.links["D01-01"]).await, "not-open");
    assert_eq!(issue(&house, &house.links["D01-01"]).await, "403: not-open");
}

#[actix_web::test]
async fn opening_looking_and_posting_what_is_unfinished_changes_nothing() {
    let house = House::with(&[("D01", 6)]).await;
    let before = tables::dump(&house.registry_file()).await;
    let (token, fp) = house.links["D01-01"].split_once('.').unwrap();
    let (_, manifest) = house.get(&format!("/m/{fp}")).await;
    let manifest: Value = serde_json::from_slice(&manifest).unwrap();
    let page = format!("/c/{}", manifest["pages"]["th"].as_str().unwrap());
    for path in [
        "/",
        "/i",
        "/how",
        "/privacy",
        "/receipt",
        "/health",
        &page,
        &format!("/b/{fp}"),
        "/nothing",
    ] {
        for _ in 0..3 {
            house.get(path).await;
        }
    }
    assert_eq!(house.get(&page).await.0, 200);
    for unfinished in [
        json!({ "token": token, "fp": fp }),
        json!({ "token": token, "fp": fp, "blinded": "" , "acknowledgement": "v1"}),
        json!({ "token": token, "fp": fp, "blinded": "AAAA" }),
        json!({ "token": token, "fp": fp, "acknowledgement": "v1" }),
        json!({}),
    ] {
        for path in ["/api/look", "/api/issue", "/api/cast"] {
            for _ in 0..3 {
                house.post(path, unfinished.clone()).await;
            }
        }
    }
    assert_eq!(tables::dump(&house.registry_file()).await, before);
}
