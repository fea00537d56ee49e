//! A device that is handed over.

use prongsai::domain::access::Role;
use prongsai::domain::audit::AuditFilter;
use serde_json::{Value, json};

use crate::support::people::full_name;
use crate::support::{House, Officer, blocking};

const TABLET: &str = "/office/hr/A01/2570-1/tablet";

/// A call of the device's script.
async fn call(house: &House, device: &Officer, path: &str, body: Value) -> (u16, Value) {
    let (url, cookie) = (format!("{}{path}", house.base), device.cookie.clone());
    blocking(move || {
        let agent = prongsai::rehearsal::respondent::agent();
        let post = agent.post(url).header("cookie", cookie);
        let mut answer = post
            .header("sec-fetch-site", "same-origin")
            .send_json(body)
            .unwrap();
        let status = answer.status().as_u16();
        (status, answer.body_mut().read_json().unwrap_or(Value::Null))
    })
    .await
}

async fn handed_over(house: &House) -> (Officer, String) {
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let office_cookie = officer.cookie.clone();
    let form = [("exit", "4711"), ("where", "here")];
    let page = officer.post(TABLET, &form).await;
    assert_eq!((page.status, page.location.as_str()), (303, "/tablet"));
    (officer, office_cookie)
}

#[actix_web::test]
async fn a_device_that_is_handed_over_keeps_nothing_of_the_officer() {
    let house = House::with(&[("A01", 6), ("A02", 6)]).await;
    let (mut device, office_cookie) = handed_over(&house).await;
    let page = device.get("/tablet").await;
    assert!(page.body.contains("data-part=\"pick\""));
    assert_eq!(device.get("/office/hr/A01").await.status, 303);
    let mut officer = device.clone();
    officer.cookie = office_cookie;
    assert_eq!(
        officer.get("/office/hr/A01").await.status,
        303,
        "signed out"
    );
}

#[actix_web::test]
async fn a_person_gets_the_own_link_after_saying_so_and_is_gone_from_the_list_then() {
    let house = House::with(&[("A01", 6), ("A02", 6)]).await;
    let (device, _) = handed_over(&house).await;
    let (_, found) = call(&house, &device, "/tablet/people", json!({ "q": "" })).await;
    assert_eq!(found.as_array().unwrap().len(), 6);
    let text = found.to_string();
    assert!(text.contains(&full_name("A01", 0)) && !text.contains(&full_name("A02", 0)));
    assert!(!text.contains(house.links["A01-01"].split('.').next().unwrap()));
    let (status, handed) = call(&house, &device, "/tablet/begin", json!({ "id": "A01-01" })).await;
    assert_eq!(
        (status, handed["link"].as_str()),
        (200, Some(house.links["A01-01"].as_str()))
    );
    let (status, nothing) = call(&house, &device, "/tablet/begin", json!({ "id": "A02-01" })).await;
    assert_eq!((status, nothing), (404, json!({})));
    house.answer_bytes("A01-01", vec![0; 64]).await;
    let (_, found) = call(&house, &device, "/tablet/people", json!({ "q": "" })).await;
    assert_eq!(found.as_array().unwrap().len(), 5);
    let (status, _) = call(&house, &device, "/tablet/begin", json!({ "id": "A01-01" })).await;
    assert_eq!(status, 404);
}

#[actix_web::test]
async fn the_log_says_that_a_device_was_used_and_never_who_was_at_it() {
    let house = House::with(&[("A01", 6)]).await;
    let (device, _) = handed_over(&house).await;
    call(&house, &device, "/tablet/begin", json!({ "id": "A01-01" })).await;
    let (status, _) = call(&house, &device, "/tablet/exit", json!({ "code": "4711" })).await;
    assert_eq!(status, 200);
    let (status, _) = call(&house, &device, "/tablet/people", json!({ "q": "" })).await;
    assert_eq!(status, 401, "its session is over");
    let all = AuditFilter::default();
    let log = house.app.office.registry.audit(&all, 0, 100).await.unwrap();
    let of_tablets: Vec<&str> = log
        .iter()
        .filter(|entry| entry.act.starts_with("tablet."))
        .map(|entry| entry.act.as_str())
        .collect();
    assert_eq!(of_tablets, ["tablet.end", "tablet.start"]);
    assert!(
        log.iter()
            .all(|entry| !format!("{entry:?}").contains("A01-01"))
    );
}

#[actix_web::test]
async fn the_picker_is_left_with_the_code_alone_and_wrong_ones_end_it() {
    let house = House::with(&[("A01", 6)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let bad = [("exit", "12"), ("where", "here")];
    assert_eq!(officer.post(TABLET, &bad).await.status, 422);
    let form = [("exit", "4711"), ("where", "here")];
    officer.post(TABLET, &form).await;
    let device = officer;
    for left in (0..5).rev() {
        let (status, _) = call(&house, &device, "/tablet/exit", json!({ "code": "0000" })).await;
        assert_eq!(status, if left == 0 { 200 } else { 422 });
    }
    let (status, _) = call(&house, &device, "/tablet/begin", json!({ "id": "A01-01" })).await;
    assert_eq!(status, 401);
}

#[actix_web::test]
async fn a_device_joins_by_its_code_once_and_ends_with_the_round() {
    let house = House::with(&[("A01", 6)]).await;
    let mut officer = house.officer(Role::HrOfficer, Some("A01")).await;
    let form = [("exit", "4711"), ("where", "other")];
    let page = officer.post(TABLET, &form).await.body;
    let code = page.rsplit("big-code\">").next().unwrap();
    let code = code.split('<').next().unwrap().to_owned();
    let mut device = Officer::stranger(&house.base);
    assert_eq!(
        device
            .post("/tablet/join", &[("code", "AAAA-AAAA")])
            .await
            .status,
        422
    );
    assert_eq!(
        device.post("/tablet/join", &[("code", &code)]).await.status,
        303
    );
    let mut second = Officer::stranger(&house.base);
    assert_eq!(
        second.post("/tablet/join", &[("code", &code)]).await.status,
        422
    );
    let (status, _) = call(&house, &device, "/tablet/people", json!({ "q": "" })).await;
    assert_eq!(status, 200);
    house.close().await;
    let (status, _) = call(&house, &device, "/tablet/people", json!({ "q": "" })).await;
    assert_eq!(status, 401);
}

#[actix_web::test]
async fn the_device_speaks_the_language_of_who_holds_it() {
    let house = House::with(&[("A01", 6)]).await;
    let mut stranger = Officer::stranger(&house.base);
    let page = stranger.get("/tablet?lang=en").await.body;
    assert!(page.contains("<html lang=\"en\">") && page.contains("Join this device"));
    let refused = stranger.post("/tablet/join?lang=en", &[("code", "AAAA-AAAA")]);
    let refused = refused.await.body;
    assert!(refused.contains("The code is wrong") && refused.contains("/tablet/join?lang=en"));
    let (mut device, _) = handed_over(&house).await;
    let page = device.get("/tablet?lang=en").await.body;
    assert!(page.contains("Find your name") && page.contains("href=\"/tablet\""));
    let page = device.get("/tablet").await.body;
    assert!(page.contains("<html lang=\"th\">") && page.contains("href=\"/tablet?lang=en\""));
}
