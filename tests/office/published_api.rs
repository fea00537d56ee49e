//! Published figures for programs: a token an agency, a document that tells the truth.

use prongsai::domain::access::Role;
use prongsai::service::publish::publish_round;
use serde_json::Value;
use ureq::Agent;

use crate::support::{CODE, House, hand, hours, staff_id};

/// Asks with a token; answers status and JSON.
pub async fn ask(house: &House, path: &str, token: &str) -> (u16, Value) {
    let (url, token) = (format!("{}{path}", house.base), format!("Bearer {token}"));
    tokio::task::spawn_blocking(move || {
        let agent: Agent = Agent::config_builder()
            .http_status_as_error(false)
            .build()
            .into();
        let mut answer = agent
            .get(url)
            .header("authorization", token)
            .call()
            .unwrap();
        (
            answer.status().as_u16(),
            answer.body_mut().read_json().unwrap(),
        )
    })
    .await
    .unwrap()
}

/// Whether a value fits a schema of the document: types, required keys, alternatives.
pub fn fits(document: &Value, schema: &Value, value: &Value) -> bool {
    if let Some(name) = schema["$ref"].as_str() {
        return fits(document, document.pointer(&name[1..]).unwrap(), value);
    }
    if let Some(ways) = schema["oneOf"].as_array() {
        return ways.iter().any(|way| fits(document, way, value));
    }
    if let Some(values) = schema["enum"].as_array() {
        return values.contains(value);
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let kinds = match &schema["type"] {
        Value::String(one) => one == kind,
        Value::Array(some) => some.iter().any(|one| one == kind),
        _ => true,
    };
    let required = schema["required"].as_array().into_iter().flatten();
    let there = required
        .clone()
        .all(|key| value.get(key.as_str().unwrap()).is_some());
    let known =
        |key: &String| !schema["properties"][key].is_null() || schema["properties"].is_null();
    let inside = value.as_object().is_none_or(|object| {
        object
            .iter()
            .all(|(key, inner)| known(key) && fits(document, &schema["properties"][key], inner))
    });
    let entries = value
        .as_array()
        .is_none_or(|all| all.iter().all(|one| fits(document, &schema["items"], one)));
    kinds && there && inside && entries
}

#[actix_web::test]
async fn a_token_reads_its_own_agency_after_publication_and_the_document_is_true() {
    let house = House::with(&[("A01", 12), ("A02", 6)]).await;
    for (agency, size) in [("A01", 12), ("A02", 6)] {
        for at in 0..size {
            house.answer(&staff_id(agency, at), &hand::best()).await;
        }
    }
    let mut hr = house.officer(Role::HrOfficer, Some("A01")).await;
    let path = "/office/hr/A01/api/tokens";
    let page = hr.post(path, &[("name", "แดชบอร์ด")]).await;
    let (_, rest) = page.body.split_once("<code>").unwrap();
    let token = rest.split('<').next().unwrap().to_owned();
    assert!(
        !hr.get(path).await.body.contains(&token),
        "it is shown once"
    );
    let figures = format!("/api/v1/rounds/{CODE}/figures");
    house.close().await;
    house.later(hours(2));
    house.tally().await.unwrap();
    let (status, early) = ask(&house, &figures, &token).await;
    assert_eq!(
        (status, early["code"].as_str()),
        (409, Some("not-published"))
    );
    publish_round(&house.app.office, CODE).await.unwrap();
    let (_, document) = ask(&house, "/api/v1/openapi.json", "").await;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let (status, answer) = ask(&house, &path.replace("{round}", CODE), &token).await;
        assert_eq!(status, 200, "{path}");
        let schema =
            &operations["get"]["responses"]["200"]["content"]["application/json"]["schema"];
        assert!(fits(&document, schema, &answer), "{path}: {answer}");
    }
    let (_, own) = ask(&house, &figures, &token).await;
    assert_eq!(own["figures"]["own"]["score"]["exact"], "100.00");
    assert_eq!(own["figures"]["agency"], "A01");
    for (path, token, status) in [
        (figures.as_str(), "", 401),
        (figures.as_str(), "NOTATOKEN", 401),
        ("/api/v1/rounds/2599-1/figures", token.as_str(), 404),
    ] {
        let (found, answer) = ask(&house, path, token).await;
        assert_eq!(found, status);
        assert!(fits(
            &document,
            &document["components"]["schemas"]["Error"],
            &answer
        ));
    }
    let mut hr = house
        .officer_called("hr.later@example.go.th", Role::HrOfficer, Some("A01"))
        .await;
    assert_eq!(
        hr.post(&format!("{path}/revoke"), &[("id", "1")])
            .await
            .status,
        303
    );
    assert_eq!(ask(&house, &figures, &token).await.0, 401);
}

#[actix_web::test]
async fn the_administrator_makes_and_revokes_tokens_of_any_agency() {
    let house = House::with(&[("A01", 6), ("A02", 6)]).await;
    let mut admin = house.officer(Role::Administrator, None).await;
    let path = "/office/admin/agencies/tokens/A02";
    let form = admin.get("/office/admin/agencies/change/A02").await.body;
    assert!(form.contains(path), "the agency's page leads to them");
    let page = admin.post(path, &[("name", "แดชบอร์ดกรม")]).await;
    let (_, rest) = page.body.split_once("<code>").unwrap();
    let token = rest.split('<').next().unwrap().to_owned();
    let figures = format!("/api/v1/rounds/{CODE}/figures");
    let (status, _) = ask(&house, &figures, &token).await;
    assert_eq!(status, 409, "the token is known");
    let mut hr = house.officer(Role::HrOfficer, Some("A02")).await;
    let seen = hr.get("/office/hr/A02/api/tokens").await.body;
    assert!(seen.contains("แดชบอร์ดกรม") && !seen.contains(&token));
    let gone = admin.post(&format!("{path}/revoke"), &[("id", "1")]).await;
    assert_eq!((gone.status, gone.location.as_str()), (303, path));
    assert_eq!(ask(&house, &figures, &token).await.0, 401);
    let other = "/office/admin/agencies/tokens/A99";
    assert_eq!(admin.get(other).await.status, 404);
}

#[test]
fn the_document_names_every_route_and_no_other() {
    let routes = std::fs::read_to_string("src/web/routes/mod.rs").unwrap();
    let routes: Vec<&str> = routes
        .split('"')
        .filter(|text| text.starts_with("/api/v1/"))
        .collect();
    let document: Value =
        serde_json::from_str(&std::fs::read_to_string("assets/api/openapi.json").unwrap()).unwrap();
    let named: Vec<&str> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(routes.len(), named.len());
    assert!(named.iter().all(|path| routes.contains(path)), "{named:?}");
}
