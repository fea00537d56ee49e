//! Requests of any bytes, at every door for respondents, visitors and devices.

use prongsai::domain::base64url;
use prongsai::domain::encoding::hex;
use prongsai::rehearsal::respondent::agent;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::test_runner::{TestCaseError, TestRunner};
use serde_json::json;

use crate::support::{House, blocking, hand, tables};

/// Where bodies go, and a good one that changes nothing any more.
async fn doors(house: &House) -> Vec<(&'static str, String)> {
    let ballot = house.issue("D01-01", hand::encode(&hand::best())).await;
    let ballot = ballot.unwrap();
    house.cast("D01-01", &ballot).await.unwrap();
    let (token, fp) = house.links["D01-01"].split_once('.').unwrap();
    let (poll, envelope) = (
        hex(ballot.poll.as_ref()),
        base64url::encode(ballot.envelope.bytes()),
    );
    let ticket = "0123456789ABCDEF";
    let json = [
        ("/api/look", json!({ "token": token, "fp": fp })),
        (
            "/api/issue",
            json!({ "token": token, "fp": fp, "blinded": base64url::encode(&[7; 256]), "acknowledgement": "v1" }),
        ),
        (
            "/api/cast",
            json!({
                "poll": poll, "envelope": envelope, "random": base64url::encode(ballot.random32.as_ref()),
                "signature": base64url::encode(ballot.signature.as_ref()),
            }),
        ),
        (
            "/api/cast-ticket",
            json!({ "poll": poll, "envelope": envelope, "ticket": ticket, "channel": "slip", "hasty": false }),
        ),
        ("/api/ticket/poll", json!({ "ticket": ticket })),
        (
            "/api/ticket/look",
            json!({ "fp": fp, "channel": "slip", "ticket": ticket }),
        ),
        ("/api/poster/puzzle", json!({ "fp": fp })),
        (
            "/api/poster/start",
            json!({ "fp": fp, "puzzle": "p", "solution": [1, 2] }),
        ),
        ("/api/kiosk/look", json!({ "secret": ticket })),
        (
            "/api/kiosk/tickets",
            json!({ "secret": ticket, "number": 5 }),
        ),
        ("/tablet/people", json!({ "q": "ก" })),
        ("/tablet/begin", json!({ "id": "D01-02" })),
    ];
    let forms = [
        ("/e/plain/slip", format!("code={ticket}")),
        ("/e/plain/poster", format!("fp={fp}")),
        (
            "/e/plain/page",
            format!("fp={fp}&channel=slip&ticket={ticket}&lang=th&page=1&go=next&i1=1"),
        ),
        ("/tablet/join", "code=1234".to_owned()),
        ("/office/sign-in", "email=a@b.go.th&password=x".to_owned()),
    ];
    let json = json
        .into_iter()
        .map(|(path, body)| (path, body.to_string()));
    json.chain(forms).collect()
}

fn changed(mut body: Vec<u8>, changes: &[(Index, Index, Vec<u8>)]) -> Vec<u8> {
    for (from, length, put) in changes {
        let from = from.index(body.len() + 1);
        let end = (from + length.index(6)).min(body.len());
        body.splice(from..end, put.iter().copied());
    }
    body
}

/// The status, which is there only if the server lives; a server that says 500 has met what it did not expect.
fn status(base: &str, path: &str, cookie: &str, body: &[u8]) -> u16 {
    let media = if path.starts_with("/api")
        || path.starts_with("/tablet/p")
        || path.starts_with("/tablet/b")
    {
        "application/json"
    } else {
        "application/x-www-form-urlencoded"
    };
    let request = agent()
        .post(format!("{base}{path}"))
        .header("content-type", media)
        .header("sec-fetch-site", "same-origin")
        .header(
            "cookie",
            format!("__Host-office={cookie}; __Secure-tablet={cookie}"),
        );
    request.send(body).unwrap().status().as_u16()
}

#[actix_web::test]
async fn no_bytes_of_a_request_break_the_server_and_none_that_are_refused_change_anything() {
    let house = House::with(&[("D01", 6)]).await;
    let doors = doors(&house).await;
    let before = (
        tables::dump(&house.registry_file()).await,
        tables::dump(&house.urn_file()).await,
    );
    let base = house.base.clone();
    blocking(move || {
        let mut runner = TestRunner::new(ProptestConfig {
            cases: 500,
            failure_persistence: None,
            ..ProptestConfig::default()
        });
        // Half of what is put in leaves a text a text, so that what reads its values is reached.
        let text = "[0-9A-Za-z_-]{0,4}".prop_map(String::into_bytes);
        let put = prop_oneof![text, vec(any::<u8>(), 0..5)];
        let change = (any::<Index>(), any::<Index>(), put);
        let whatever = (
            select(doors),
            vec(change, 0..3),
            any::<Option<Vec<u8>>>(),
            "[!#-+.-:<-\\[\\]-~]{0,80}",
        );
        let holds = |((path, good), changes, other, cookie): (
            (&str, String),
            Vec<_>,
            Option<Vec<u8>>,
            String,
        )| {
            let body = other.filter(|bytes| bytes.len() % 8 == 0);
            let body = body.unwrap_or_else(|| changed(good.into_bytes(), &changes));
            let status = status(&base, path, &cookie, &body);
            prop_assert!((200..500).contains(&status), "{path}: {status}");
            Ok::<(), TestCaseError>(())
        };
        runner.run(&whatever, holds).unwrap();
    })
    .await;
    let after = (
        tables::dump(&house.registry_file()).await,
        tables::dump(&house.urn_file()).await,
    );
    assert!(before == after, "what was stored is another");
}
