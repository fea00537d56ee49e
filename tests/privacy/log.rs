//! What the program says about requests on its standard error.

use prongsai::domain::base64url;
use prongsai::domain::wire::Random32;
use prongsai::rehearsal::Respondent;
use prongsai::rehearsal::respondent::agent;
use serde_json::json;

use crate::support::house::post;
use crate::support::process::{Server, free_address};
use crate::support::{House, blocking, hand, people};

#[actix_web::test]
async fn the_log_at_its_loudest_has_routes_and_nothing_of_anybody() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    let server = Server::start(&house.data(), &free_address());
    let (base, address) = (server.base(), server.address.clone());
    let fragment = house.links["D01-01"].clone();
    let (token, fp) = fragment
        .split_once('.')
        .map(|(token, fp)| (token.to_owned(), fp.to_owned()))
        .unwrap();
    let (spelled, fingerprint) = (token.clone(), fp.clone());
    let (log, mut secrets) = blocking(move || {
        let agent = agent();
        let person = Respondent::open(&agent, &base, &fragment).unwrap();
        person.look().unwrap();
        let prepared = person
            .prepare(&hand::encode(&hand::best()), Random32::new([7; 32]))
            .unwrap();
        let ballot = person.issue(&prepared).unwrap();
        person.cast(&ballot).unwrap();
        for path in [
            "/i?secretquery=1",
            "/secretpath/x",
            "/c/secretdigest",
            "/m/secretmanifest",
            "/s/secretbundle/secretfile.js",
            "/b/secretboard",
        ] {
            let _ = agent
                .get(format!("{base}{path}"))
                .header("user-agent", "SecretAgent/7")
                .header("referer", "http://secretreferer/")
                .call();
        }
        for path in ["/api/look", "/api/issue", "/api/cast"] {
            post(
                &agent,
                &format!("{base}{path}?secretquery=2"),
                &json!({ "token": token, "fp": fp, "secretfield": "secretvalue" }),
            );
            let _ = agent.post(format!("{base}{path}")).send("secretbody{");
        }
        let blinded = base64url::encode(prepared.blinded.as_ref());
        let envelope = base64url::encode(ballot.envelope.bytes());
        (
            server.kill(),
            vec![blinded[..24].to_owned(), envelope[..24].to_owned()],
        )
    })
    .await;
    for route in [
        "/api/look",
        "/api/issue",
        "/api/cast",
        "/m/{fingerprint}",
        "/c/{digest}",
    ] {
        assert!(log.contains(route), "{route} is not in the log:\n{log}");
    }
    assert!(log.contains("200") && log.contains("404") && log.contains("400"));
    let port = address.rsplit_once(':').unwrap().1;
    secrets.extend([
        spelled,
        fingerprint,
        "127.0.0.1".to_owned(),
        format!(":{port}"),
        people::staff_id("D01", 0),
        people::full_name("D01", 0),
    ]);
    secrets.extend(["secret", "Secret", "ureq", "คีรีบูน", "canary"].map(str::to_owned));
    for secret in secrets {
        assert!(
            !log.to_lowercase().contains(&secret.to_lowercase()),
            "{secret} is in the log:\n{log}"
        );
    }
}
