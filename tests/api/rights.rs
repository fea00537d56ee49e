//! One person, one right, one ballot — however often and however fast it is asked for.

use jiff::SignedDuration;
use prongsai::domain::base64url;
use prongsai::domain::encoding::hex;
use prongsai::domain::wire::Random32;
use prongsai::rehearsal::Ballot;
use prongsai::service::finish_round::finish_due_rounds;
use serde_json::{Value, json};

use crate::support::house::status_of;
use crate::support::{House, blocking, hand, hours, tables};

fn words(house: &House, staff_id: &str, blinded: &[u8]) -> Value {
    let (token, fp) = house.links[staff_id].split_once('.').unwrap();
    json!({ "token": token, "fp": fp, "blinded": base64url::encode(blinded), "acknowledgement": "v1" })
}

fn cast_body(ballot: &Ballot) -> Value {
    json!({
        "poll": hex(ballot.poll.as_ref()),
        "envelope": base64url::encode(ballot.envelope.bytes()),
        "random": base64url::encode(ballot.random32.as_ref()),
        "signature": base64url::encode(ballot.signature.as_ref()),
    })
}

async fn blinded(house: &House, staff_id: &str, seed: u8) -> Vec<u8> {
    let person = house.person(staff_id).await;
    blocking(move || {
        person
            .prepare(&hand::encode(&hand::best()), Random32::new([seed; 32]))
            .unwrap()
            .blinded
            .as_ref()
            .to_vec()
    })
    .await
}

async fn urn_rows(house: &House) -> usize {
    tables::dump(&house.urn_file()).await["ballot"].len()
}

#[actix_web::test]
async fn of_fifty_different_requests_at_once_with_one_link_one_is_signed() {
    let house = House::with(&[("D01", 6)]).await;
    let mut requests = Vec::new();
    for seed in 0..50 {
        requests.push(words(
            &house,
            "D01-01",
            &blinded(&house, "D01-01", seed).await,
        ));
    }
    let answers = futures(
        requests
            .into_iter()
            .map(|body| house.post("/api/issue", body)),
    )
    .await;
    let signed = answers.iter().filter(|(status, _)| *status == 200).count();
    let refused = answers
        .iter()
        .filter(|(status, body)| *status == 409 && body["day"] == "2026-11-02")
        .count();
    assert_eq!((signed, refused), (1, 49));
}

#[actix_web::test]
async fn the_same_blinded_message_gets_the_same_signature_until_the_grace_ends() {
    let mut house = House::with(&[("D01", 6)]).await;
    let body = words(&house, "D01-01", &blinded(&house, "D01-01", 1).await);
    let other = words(&house, "D01-01", &blinded(&house, "D01-01", 2).await);
    let (status, first) = house.post("/api/issue", body.clone()).await;
    assert_eq!(status, 200);
    house.later(hours(30));
    assert_eq!(
        house.post("/api/issue", body.clone()).await,
        (200, first.clone())
    );
    let (status, refused) = house.post("/api/issue", other.clone()).await;
    assert_eq!(
        (status, refused["code"].as_str(), refused["day"].as_str()),
        (409, Some("already-acknowledged"), Some("2026-11-02"))
    );
    house.close().await;
    house.restart().await;
    assert_eq!(
        house.post("/api/issue", body.clone()).await,
        (200, first),
        "during the grace"
    );
    assert_eq!(
        house.post("/api/issue", other).await.0,
        409,
        "during the grace"
    );
    let late = words(&house, "D01-02", &blinded(&house, "D01-02", 3).await);
    let (status, refused) = house.post("/api/issue", late).await;
    assert_eq!(
        (status, refused["code"].as_str()),
        (410, Some("closed")),
        "a new signature after the close"
    );
    house.later(hours(32));
    finish_due_rounds(&house.app.office).await.unwrap();
    assert_eq!(
        house.post("/api/issue", body).await.0,
        410,
        "after the grace"
    );
}

#[actix_web::test]
async fn nothing_is_signed_after_the_hour_of_the_close_even_if_nobody_closed_the_round() {
    let house = House::with(&[("D01", 6)]).await;
    let just_before = words(&house, "D01-02", &blinded(&house, "D01-02", 2).await);
    let body = words(&house, "D01-01", &blinded(&house, "D01-01", 1).await);
    let moment = SignedDuration::from_millis(1);
    house.later(hours(24 * 14) - moment);
    assert_eq!(house.post("/api/issue", just_before).await.0, 200);
    house.later(hours(24 * 14));
    let (status, refused) = house.post("/api/issue", body).await;
    assert_eq!((status, refused["code"].as_str()), (410, Some("closed")));
}

#[actix_web::test]
async fn nothing_is_signed_for_the_poll_of_another_agency() {
    let house = House::with(&[("D01", 6), ("D02", 6)]).await;
    let elsewhere = house.links["D02-01"].split_once('.').unwrap().1;
    let mut body = words(&house, "D01-01", &blinded(&house, "D01-01", 1).await);
    let own = body.clone();
    body["fp"] = elsewhere.into();
    let before = tables::dump(&house.registry_file()).await;
    assert_eq!(house.post("/api/issue", body).await.0, 404);
    assert_eq!(tables::dump(&house.registry_file()).await, before);
    assert_eq!(house.post("/api/issue", own).await.0, 200);
}

#[actix_web::test]
async fn fifty_casts_of_one_ballot_at_once_are_one_ballot() {
    let house = House::with(&[("D01", 6)]).await;
    let ballot = house
        .issue("D01-01", hand::encode(&hand::best()))
        .await
        .unwrap();
    let answers = futures((0..50).map(|_| house.post("/api/cast", cast_body(&ballot)))).await;
    assert!(answers.iter().all(|(status, _)| *status == 200));
    assert_eq!(urn_rows(&house).await, 1);
}

#[actix_web::test]
async fn a_stolen_envelope_cast_under_another_right_adds_nothing() {
    let house = House::with(&[("D01", 6)]).await;
    let victim = house
        .issue("D01-01", hand::encode(&hand::best()))
        .await
        .unwrap();
    house.cast("D01-01", &victim).await.unwrap();
    let thief = house.person("D01-02").await;
    let envelope = victim.envelope.clone();
    let stolen = blocking(move || {
        thief
            .issue(
                &thief
                    .prepare_envelope(envelope, Random32::new([9; 32]))
                    .unwrap(),
            )
            .unwrap()
    })
    .await;
    assert_ne!(stolen.signature, victim.signature);
    house.cast("D01-02", &stolen).await.unwrap();
    assert_eq!(urn_rows(&house).await, 1);
}

#[actix_web::test]
async fn a_cast_that_is_not_exactly_a_ballot_with_its_right_is_refused() {
    let house = House::with(&[("D01", 6), ("D02", 6)]).await;
    let ballot = house
        .issue("D01-01", hand::encode(&hand::best()))
        .await
        .unwrap();
    let elsewhere = house
        .issue("D02-01", hand::encode(&hand::best()))
        .await
        .unwrap();
    let good = cast_body(&ballot);
    let with = |name: &str, value: String| {
        let mut body = good.clone();
        body[name] = value.into();
        body
    };
    let long = [ballot.envelope.bytes(), &[0; 64]].concat();
    let wrong = [
        (
            "signature of another envelope",
            with("signature", base64url::encode(elsewhere.signature.as_ref())),
        ),
        (
            "signature of zeros",
            with("signature", base64url::encode(&[0; 256])),
        ),
        (
            "short signature",
            with("signature", base64url::encode(&[1; 255])),
        ),
        ("other random", with("random", base64url::encode(&[7; 32]))),
        (
            "poll of another agency",
            with("poll", hex(elsewhere.poll.as_ref())),
        ),
        ("unknown poll", with("poll", "00".repeat(16))),
        (
            "longer envelope",
            with("envelope", base64url::encode(&long)),
        ),
        (
            "shorter envelope",
            with("envelope", base64url::encode(&ballot.envelope.bytes()[1..])),
        ),
        ("another field", with("token", "x".to_owned())),
        ("no JSON object", json!([1, 2])),
    ];
    for (what, body) in wrong {
        let (status, answer) = house.post("/api/cast", body).await;
        assert_eq!(status, 400, "{what}: {answer}");
        assert!(
            answer["code"].is_string() && answer["message"].is_string(),
            "{what}: {answer}"
        );
    }
    let mut missing = good.clone();
    missing.as_object_mut().unwrap().remove("random");
    assert_eq!(house.post("/api/cast", missing).await.0, 400);
    assert_eq!(
        house
            .post("/api/cast", with("envelope", "A".repeat(20_000)))
            .await
            .0,
        413
    );
    assert_eq!(urn_rows(&house).await, 0);
    assert_eq!(house.post("/api/cast", good).await.0, 200);
}

#[actix_web::test]
async fn ballots_on_their_way_are_taken_during_the_grace_and_not_after() {
    let mut house = House::with(&[("D01", 6)]).await;
    let early = house
        .issue("D01-01", hand::encode(&hand::best()))
        .await
        .unwrap();
    let late = house
        .issue("D01-02", hand::encode(&hand::best()))
        .await
        .unwrap();
    house.close().await;
    house.restart().await;
    assert_eq!(house.post("/api/cast", cast_body(&early)).await.0, 200);
    house.later(hours(1));
    finish_due_rounds(&house.app.office).await.unwrap();
    let (status, refused) = house.post("/api/cast", cast_body(&late)).await;
    assert_eq!((status, refused["code"].as_str()), (410, Some("closed")));
    assert_eq!(
        house.post("/api/cast", cast_body(&early)).await.0,
        200,
        "a repeat of what is in the urn"
    );
    assert_eq!(urn_rows(&house).await, 1);
    assert_eq!(status_of(house.cast("D01-02", &late).await).0, 410);
}

#[actix_web::test]
async fn malformed_issues_are_refused_and_use_nothing_up() {
    let house = House::with(&[("D01", 6)]).await;
    let before = tables::dump(&house.registry_file()).await;
    let good = words(&house, "D01-01", &blinded(&house, "D01-01", 1).await);
    let with = |name: &str, value: &str| {
        let mut body = good.clone();
        body[name] = value.into();
        body
    };
    let short = base64url::encode(&[1; 255]);
    let huge = base64url::encode(&[0xff; 256]);
    let wrong = [
        with("acknowledgement", "v0"),
        with("acknowledgement", ""),
        with("blinded", ""),
        with("blinded", &short),
        with("blinded", &huge),
        with("extra", "1"),
    ];
    for body in wrong {
        assert_eq!(
            house.post("/api/issue", body.clone()).await.0,
            400,
            "{body}"
        );
    }
    assert_eq!(tables::dump(&house.registry_file()).await, before);
    assert_eq!(house.post("/api/issue", good).await.0, 200);
}

/// Runs all at the same time.
async fn futures<T>(acts: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = acts.map(Box::pin).collect();
    let mut done: Vec<Option<T>> = waiting.iter().map(|_| None).collect();
    std::future::poll_fn(|context| {
        for (act, slot) in waiting.iter_mut().zip(&mut done) {
            if slot.is_none()
                && let std::task::Poll::Ready(value) = act.as_mut().poll(context)
            {
                *slot = Some(value);
            }
        }
        if done.iter().all(Option::is_some) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
    done.into_iter().flatten().collect()
}
