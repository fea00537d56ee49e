//! What goes over the wire, and what HR sees live.

use std::collections::BTreeSet;

use prongsai::domain::base64url;
use prongsai::domain::encoding::hex;
use prongsai::rehearsal::respondent::agent;
use prongsai::service::participation::participation;
use serde_json::{Value, json};

use crate::support::{CODE, House, blocking, hand, staff_id, tables};

#[actix_web::test]
async fn a_cast_has_one_size_whatever_was_answered() {
    let house = House::with(&[("D01", 6)]).await;
    let mut sizes = BTreeSet::new();
    for (at, options) in [
        hand::best(),
        hand::worst(),
        hand::mixed(1),
        hand::mixed(2),
        vec![0; hand::SUB_ITEMS],
    ]
    .into_iter()
    .enumerate()
    {
        let ballot = house
            .issue(&staff_id("D01", at), hand::encode(&options))
            .await
            .unwrap();
        let body = json!({
            "poll": hex(ballot.poll.as_ref()),
            "envelope": base64url::encode(ballot.envelope.bytes()),
            "random": base64url::encode(ballot.random32.as_ref()),
            "signature": base64url::encode(ballot.signature.as_ref()),
        });
        let body = body.to_string();
        assert_eq!(
            house
                .post("/api/cast", serde_json::from_str(&body).unwrap())
                .await,
            (200, json!({}))
        );
        sizes.insert(body.len());
    }
    assert_eq!(sizes.len(), 1, "{sizes:?}");
}

/// Headers (in whatever order) and body of a page.
type Page = (BTreeSet<(String, String)>, Vec<u8>);

/// A page that somebody asks for.
fn page(url: &str, number: usize) -> Page {
    let request = agent()
        .get(url)
        .header("user-agent", format!("Browser/{number}"))
        .header("cookie", format!("a={number}"));
    let mut response = request.call().unwrap();
    let headers = response
        .headers()
        .iter()
        .filter(|(name, _)| *name != "date");
    let headers = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    (headers, response.body_mut().read_to_vec().unwrap())
}

#[actix_web::test]
async fn everybody_gets_the_same_bytes_and_no_cookie() {
    let house = House::with(&[("D01", 6), ("D02", 6)]).await;
    let mut shared = BTreeSet::from([
        "/i".to_owned(),
        "/".to_owned(),
        "/how".to_owned(),
        "/privacy".to_owned(),
        "/receipt".to_owned(),
    ]);
    for agency in ["D01-01", "D02-01"] {
        let fp = house.links[agency].split_once('.').unwrap().1;
        let (_, manifest) = house.get(&format!("/m/{fp}")).await;
        let manifest: Value = serde_json::from_slice(&manifest).unwrap();
        for lang in ["th", "en"] {
            shared.insert(format!("/c/{}", manifest["pages"][lang].as_str().unwrap()));
        }
        shared.insert(format!("/c/{}", manifest["style"].as_str().unwrap()));
    }
    assert_eq!(
        shared.len(),
        5 + 3,
        "both agencies are shown the same page in each language"
    );
    for path in shared {
        let mut seen = BTreeSet::new();
        for (number, fragment) in house.links.values().take(5).enumerate() {
            let url = format!("{}{path}#{fragment}", house.base);
            let got = blocking(move || page(&url, number)).await;
            assert!(
                got.0
                    .iter()
                    .all(|(name, _)| name != "set-cookie" && name != "etag"),
                "{path}"
            );
            seen.insert(got);
        }
        assert_eq!(seen.len(), 1, "{path}");
    }
}

#[actix_web::test]
async fn hr_does_not_see_when_a_ballot_arrives() {
    let house = House::with(&[("D01", 6)]).await;
    let office = &house.app.office;
    let ballot = house
        .issue("D01-01", hand::encode(&hand::best()))
        .await
        .unwrap();
    let round = office.round(CODE).await.unwrap();
    let before = format!("{:?}", participation(office, &round, None).await.unwrap());
    let registry = tables::dump(&house.registry_file()).await;
    house.cast("D01-01", &ballot).await.unwrap();
    assert_eq!(
        format!("{:?}", participation(office, &round, None).await.unwrap()),
        before
    );
    assert_eq!(tables::dump(&house.registry_file()).await, registry);
}
