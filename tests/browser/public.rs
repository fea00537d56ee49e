//! People whom an agency serves, each with a browser: a slip by its link, a slip by its typed code, a
//! poster; and the same without script.

use std::time::Duration;

use prongsai::domain::encoding::base32;
use prongsai::domain::ticket::{Channel, TicketCount};
use prongsai::service::outreach::ticket_days;
use serde_json::{Value, json};

use crate::axe::assert_accessible;
use crate::chromium::{Chromium, Device};
use crate::support::{House, PUBLIC};
use crate::visit::{SHOWN, Visit};

async fn spent(house: &House) -> Vec<(Channel, u64)> {
    let office = &house.app.office;
    let round = office.round(PUBLIC).await.unwrap();
    let agency = office.agency("A01").await.unwrap();
    let poll = office.registry.poll_of_agency(round.id, agency.id).await;
    let poll = poll.unwrap().unwrap();
    let days = ticket_days(office, &round, &poll).await.unwrap();
    let all: Vec<_> = days.iter().map(|line| (line.channel, line.count)).collect();
    all.into_iter()
        .map(|(channel, TicketCount { spent, .. })| (channel, spent))
        .collect()
}

/// What is said of oneself on the screen that is shown.
const SAID: &str = "return [...document.querySelectorAll('#root :not([hidden])[data-screen] \
    .profile input:checked')].map((input) => input.value).join();";

/// Chooses the first option of everything that the page asks, goes on, and sends.
async fn answer(visit: &mut Visit<'_>) {
    visit.arrives_at("welcome").await;
    visit.act("begin").await;
    visit.arrives_at("page-1").await;
    let mut said = Vec::new();
    loop {
        said.push(visit.browser.ask(SAID).await);
        if said.last() != Some(&json!("")) {
            visit.browser.keep_picture("visitor-profile");
            assert_accessible(visit.browser, "who answers").await;
        }
        let chosen = "for (const group of document.querySelectorAll('#root :not([hidden])[data-screen] \
            fieldset[data-answer]')) group.querySelector('input').click();";
        visit.browser.ask(chosen).await;
        visit.act("next").await;
        if visit.browser.ask(SHOWN).await == "review" {
            break;
        }
    }
    assert_eq!(
        said.last(),
        Some(&json!("0,0,0")),
        "saying nothing is preset"
    );
    visit.act("submit").await;
    visit.arrives_at("done").await;
}

#[actix_web::test]
async fn a_slip_by_its_link_and_by_its_code_and_a_poster_are_each_one_ballot() {
    let house = House::in_real_time(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let folder = tempfile::tempdir().unwrap();
    let phone = Chromium::open(Device::Phone, &folder.path().join("phone")).await;

    let mut visit = Visit::to(&phone, &format!("{}/e#{}", house.base, slips[0].fragment)).await;
    visit.arrives_at("welcome").await;
    phone.keep_picture("visitor-welcome");
    answer(&mut visit).await;
    phone.keep_picture("visitor-done");
    assert_eq!(spent(&house).await, vec![(Channel::Slip, 1)]);
    let left = "return document.getElementById('root').textContent + JSON.stringify({...sessionStorage, \
        ...localStorage}) + location.href;";
    let left = phone.ask(left).await.to_string();
    let (ticket, _) = slips[0].fragment.split_once('.').unwrap();
    assert!(!left.contains(ticket), "the ticket is forgotten");
    visit.act("receipt").await;
    visit.arrives_at("receipt").await;

    // Again with the same slip: it says so.
    let visit = Visit::to(&phone, &format!("{}/e#{}", house.base, slips[0].fragment)).await;
    visit.arrives_at("spent").await;

    // The next slip is typed, with letters that look alike.
    let mut visit = Visit::to(&phone, &format!("{}/e", house.base)).await;
    visit.arrives_at("shell missing").await;
    phone.keep_picture("visitor-code");
    let typed = slips[1]
        .code
        .to_lowercase()
        .replace('0', "o")
        .replace('1', "l");
    let typing = format!(
        "const form = document.getElementById('code-form'); form.elements.code.value = '{typed}'; \
         form.requestSubmit();"
    );
    phone.ask(&typing).await;
    answer(&mut visit).await;

    // A mistyped one is seen before anything is sent.
    let visit = Visit::to(&phone, &format!("{}/e", house.base)).await;
    visit.arrives_at("shell missing").await;
    phone
        .ask(
            "const form = document.getElementById('code-form'); form.elements.code.value = 'AAAA-AAAA'; \
             form.requestSubmit();",
        )
        .await;
    let wrong = phone
        .ask("return document.getElementById('code-wrong').textContent.length > 0;")
        .await;
    assert_eq!(wrong, true);

    let poster = base32(house.public_fingerprint("A01").await.as_ref());
    let mut visit = Visit::to(&phone, &format!("{}/e/{poster}", house.base)).await;
    answer(&mut visit).await;
    assert_eq!(
        spent(&house).await,
        vec![(Channel::Poster, 1), (Channel::Slip, 2)]
    );
}

/// A key that is pressed and let go.
fn press(phone: &Chromium, key: &str, code: u32, text: &str) {
    for kind in ["keyDown", "keyUp"] {
        let mut event =
            json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code });
        if kind == "keyDown" && !text.is_empty() {
            event["text"] = text.into();
        }
        phone.devtools("Input.dispatchKeyEvent", &event);
    }
}

/// Name of the document that is shown: each page that comes has another.
fn document(phone: &Chromium) -> Value {
    phone.devtools("DOM.getDocument", &json!({ "depth": 0 }))["root"]["backendNodeId"].clone()
}

/// Presses Enter, and waits for the page that comes of it.
async fn enter(phone: &Chromium) {
    let before = document(phone);
    press(phone, "Enter", 13, "\r");
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if document(phone) != before {
            return;
        }
    }
    panic!("nothing came of Enter");
}

/// chromedriver itself looks at pages by script, so everything here goes by keys.
#[actix_web::test]
async fn with_script_off_a_slip_is_answered_in_plain_forms_by_keys_alone() {
    let house = House::in_real_time(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let office = &house.app.office;
    let (_, instrument) = office
        .find_instrument("ten-indicators-2562", "eit")
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let phone = Chromium::open(Device::Phone, &folder.path().join("phone")).await;
    phone.devtools(
        "Emulation.setScriptExecutionDisabled",
        &json!({ "value": true }),
    );
    phone.devtools(
        "Page.navigate",
        &json!({ "url": format!("{}/e", house.base) }),
    );
    tokio::time::sleep(Duration::from_secs(1)).await;
    phone.keep_picture("visitor-plain-code");
    press(&phone, "Tab", 9, "");
    phone.devtools("Input.insertText", &json!({ "text": slips[0].code }));
    enter(&phone).await;
    for page in &instrument.pages {
        let groups = instrument.items[page.items.clone()].iter();
        let groups: usize = groups.map(|item| item.sub_items.len()).sum();
        press(&phone, "Tab", 9, ""); // the other language
        for _ in 0..groups {
            press(&phone, "Tab", 9, "");
            press(&phone, " ", 32, " ");
        }
        phone.keep_picture("visitor-plain-page");
        enter(&phone).await;
    }
    // Who answers is asked last, and nobody has to say: the language, the first question, and on.
    press(&phone, "Tab", 9, "");
    press(&phone, "Tab", 9, "");
    phone.keep_picture("visitor-plain-profile");
    enter(&phone).await;
    phone.keep_picture("visitor-plain-done");
    assert_eq!(spent(&house).await, vec![(Channel::Slip, 1)]);
}
