//! Who answers without script.

use prongsai::domain::encoding::base32;
use prongsai::domain::ticket::{Channel, Outreach};
use prongsai::rehearsal::respondent::agent;

use super::{all, count, counted};
use crate::support::{House, blocking};

/// Posts a form; answers status and page.
async fn send_form(house: &House, path: &str, fields: &[(&str, String)]) -> (u16, String) {
    let url = format!("{}{path}", house.base);
    let fields: Vec<(String, String)> = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()))
        .collect();
    blocking(move || {
        let mut response = agent().post(url).send_form(fields).unwrap();
        let status = response.status().as_u16();
        (status, response.body_mut().read_to_string().unwrap())
    })
    .await
}

/// Hidden fields of a page, as a browser without script sends them on.
fn hidden(page: &str) -> Vec<(&str, String)> {
    let value = |tag: &'_ str, name: &str| {
        let from = tag.find(&format!("{name}=\"")).unwrap() + name.len() + 2;
        let rest = &tag[from..];
        rest[..rest.find('"').unwrap()].to_owned()
    };
    page.split("<input ")
        .filter(|tag| tag.starts_with("type=\"hidden\""))
        .map(|tag| (&*value(tag, "name").leak(), value(tag, "value")))
        .collect()
}

/// Names of the radio groups of a page.
fn asked(page: &str) -> Vec<&str> {
    let mut names: Vec<&str> = page
        .split("data-answer=\"")
        .skip(1)
        .map(|rest| &rest[..rest.find('"').unwrap()])
        .collect();
    names.dedup();
    names
}

#[actix_web::test]
async fn without_script_a_slip_is_answered_page_by_page_and_sealed_at_the_end() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let typed = slips[0]
        .code
        .to_lowercase()
        .replace('0', "o")
        .replace('1', "l");
    let (status, mut page) = send_form(&house, "/e/plain/slip", &[("code", typed)]).await;
    assert_eq!(status, 200, "{page}");
    let mut pages = 0;
    while !asked(&page).is_empty() {
        pages += 1;
        let mut fields = hidden(&page);
        fields.push(("go", "next".to_owned()));
        if asked(&page).contains(&"age") {
            page = going_back_and_on(&house, &page).await;
            fields = hidden(&page);
            fields.push(("go", "next".to_owned()));
        } else {
            let (status, pointed) = send_form(&house, "/e/plain/page", &fields).await;
            assert_eq!(status, 422, "nothing is skipped");
            assert_eq!(
                asked(&pointed),
                asked(&page),
                "and the same page points at it"
            );
        }
        fields.extend(asked(&page).iter().map(|code| (*code, "1".to_owned())));
        let here = page.clone();
        let fields: Vec<(&str, String)> = fields;
        let (status, next) = send_form(&house, "/e/plain/page", &fields).await;
        assert_eq!(status, 200, "{here}");
        page = next;
        if pages == 2 {
            let mut back = hidden(&page);
            back.push(("go", "back".to_owned()));
            let (_, before) = send_form(&house, "/e/plain/page", &back).await;
            assert_eq!(before.matches("checked").count(), asked(&before).len());
        }
    }
    assert!(pages >= 2 && page.contains("ส่งคำตอบเรียบร้อยแล้ว"), "{page}");
    assert_eq!(
        counted(&house, "A01").await,
        vec![(Channel::Slip, count(10, 1))]
    );
    for slip in &slips[1..5] {
        house.answer_slip(slip, all(&house, 1)).await.unwrap();
    }
    let tallied = house.tally_public().await.unwrap();
    assert_eq!((tallied.valid, tallied.invalid), (5, 0));
}

/// The page that asks who answers: saying nothing is preset, and what is said travels along.
async fn going_back_and_on(house: &House, page: &str) -> String {
    let preset = "value=\"0\" checked";
    assert_eq!(page.matches(preset).count(), asked(page).len());
    let mut back = hidden(page);
    back.extend([("age", "2".to_owned()), ("go", "back".to_owned())]);
    let (_, before) = send_form(house, "/e/plain/page", &back).await;
    let mut on = hidden(&before);
    on.extend(asked(&before).iter().map(|code| (*code, "1".to_owned())));
    on.push(("go", "next".to_owned()));
    let (status, again) = send_form(house, "/e/plain/page", &on).await;
    assert_eq!(status, 200);
    assert!(again.contains("name=\"age\" value=\"2\" checked"));
    assert_eq!(again.matches("checked").count(), asked(&again).len());
    again
}

#[actix_web::test]
async fn without_script_a_poster_has_its_own_channel_and_lower_cap() {
    let house = House::with(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let agency = house.app.office.agency("A01").await.unwrap();
    let settled = Outreach {
        population: Some(40),
        plain_day_cap: 3,
        ..Outreach::default()
    };
    house.settle(&agency, settled).await;
    let fp = base32(house.public_fingerprint("A01").await.as_ref());
    let (status, entry) = house.get(&format!("/e/{fp}")).await;
    assert_eq!(status, 200);
    assert!(
        String::from_utf8(entry)
            .unwrap()
            .contains("/e/plain/poster")
    );
    let mut answers = Vec::new();
    for _ in 0..4 {
        let fields = [("fp", fp.clone())];
        answers.push(send_form(&house, "/e/plain/poster", &fields).await.0);
    }
    assert_eq!(answers, [200, 200, 200, 403]);
    assert_eq!(
        counted(&house, "A01").await,
        vec![(Channel::Plain, count(3, 0))]
    );
    assert!(
        house.scan_poster("A01").await.is_ok(),
        "with script there is room"
    );
    let (status, page) = send_form(&house, "/e/plain/slip", &[("code", "AAAA".to_owned())]).await;
    assert_eq!(status, 422);
    assert!(page.contains("AAAA"), "what was typed stays");
    let (status, _) = house.get("/e/AAAAAAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(status, 404);
}
