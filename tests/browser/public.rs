//! People whom an agency serves, each with a browser: a slip by its link, a slip by its typed code, a
//! poster; and the same without script.

use fantoccini::Locator;
use prongsai::domain::encoding::base32;
use prongsai::domain::ticket::{Channel, TicketCount};
use prongsai::service::outreach::ticket_days;

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

/// Chooses the first option of everything that the page asks, goes on, and sends.
async fn answer(visit: &mut Visit<'_>) {
    visit.arrives_at("welcome").await;
    visit.act("begin").await;
    visit.arrives_at("page-1").await;
    loop {
        let chosen = "for (const group of document.querySelectorAll('#root :not([hidden])[data-screen] \
            fieldset[data-answer]')) group.querySelector('input').click();";
        visit.browser.ask(chosen).await;
        visit.act("next").await;
        if visit.browser.ask(SHOWN).await == "review" {
            break;
        }
    }
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

#[actix_web::test]
async fn with_script_off_a_slip_is_answered_in_plain_forms() {
    let house = House::in_real_time(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("phone");
    let settings = profile.join("Default");
    std::fs::create_dir_all(&settings).unwrap();
    let no_script = r#"{"profile":{"default_content_setting_values":{"javascript":2}}}"#;
    std::fs::write(settings.join("Preferences"), no_script).unwrap();
    let phone = Chromium::open(Device::Phone, &profile).await;
    phone.visit(&format!("{}/e", house.base)).await;
    phone.keep_picture("visitor-plain-code");
    phone.enter("#plain-code", &slips[0].code).await;
    phone.tap("noscript button").await;
    let mut pages = 0;
    let options = Locator::Css("fieldset[data-answer] .option:first-of-type");
    loop {
        let asked = phone.client.find_all(options).await.unwrap();
        if asked.is_empty() {
            break;
        }
        pages += 1;
        phone.keep_picture("visitor-plain-page");
        for option in asked {
            option.click().await.unwrap();
        }
        phone.tap("button[value=next]").await;
    }
    assert!(pages >= 2);
    phone.keep_picture("visitor-plain-done");
    phone.client.find(Locator::Css(".done")).await.unwrap();
    assert_eq!(spent(&house).await, vec![(Channel::Slip, 1)]);
}
