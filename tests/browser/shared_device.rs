//! A computer that several people use: nothing of one person is left for the next, and the receipt is private.

use crate::chromium::{Chromium, Device};
use crate::office::Office;
use crate::people::{HOSPITAL, name};
use crate::questionnaire::{Answers, LENGTH};
use crate::visit::{Visit, Whose};

#[tokio::test]
async fn a_receipt_bears_no_name_and_finds_its_ballot_on_the_board() {
    let office = Office::with_everybody_invited();
    let desk = Chromium::open(Device::Desk, office.file("desk").as_ref()).await;
    let mut visit = Visit::to(&desk, office.link(HOSPITAL, 0)).await;
    visit.arrives_at("welcome").await;
    reads_english(&mut visit).await;
    let planned = visit.slot("closes").await;
    assert_eq!(
        preset(&visit).await,
        "shared",
        "wide screens are mostly office computers"
    );
    visit
        .take_part(Whose::Shared, &Answers::of_person(0, 4))
        .await;
    assert_eq!(visit.slot("name").await, name(0));
    assert!(
        !desk
            .ask("return location.href")
            .await
            .as_str()
            .unwrap()
            .contains('#'),
        "the link is gone"
    );
    assert_eq!(
        visit.slot_of("receipt", "receipt").await,
        "",
        "page A has no code"
    );

    visit.act("receipt").await;
    visit.arrives_at("receipt").await;
    let (code, poll) = (visit.slot("receipt").await, visit.slot("fingerprint").await);
    assert!(
        !desk.document().await.contains(&name(0)),
        "page B has no name in the whole document"
    );
    assert!(is_empty(&desk).await, "nothing is left on the computer");

    office.close();
    office.tally();
    assert_eq!(looked_up(&desk, &office, &poll, &code).await, "found");
    let other = if code.starts_with('0') { "1" } else { "0" };
    assert_eq!(
        looked_up(&desk, &office, &poll, &format!("{other}{}", &code[1..])).await,
        "absent"
    );

    // The list that was taken home is searched there; one of another box is not taken for it.
    let own = looked_up_at_home(&desk, &office, (&poll, &code), "text").await;
    assert_eq!(own, "found");
    let other = "text.replace(/^fingerprint ./m, (line) => line.slice(0, -1) + (line.endsWith('X') ? 'Y' : 'X'))";
    let other = looked_up_at_home(&desk, &office, (&poll, &code), other).await;
    assert_eq!(other, "no_list");

    let late = Visit::to(&desk, office.link(HOSPITAL, 1)).await;
    late.arrives_at("closed").await;
    assert_ne!(
        late.slot("closes").await,
        planned,
        "closed early, and not when it was to close"
    );
}

#[tokio::test]
async fn after_the_end_on_a_shared_device_no_way_leads_back_to_the_person() {
    let office = Office::with_everybody_invited();
    let desk = Chromium::open(Device::Desk, office.file("desk").as_ref()).await;
    let mut visit = Visit::to(&desk, office.link(HOSPITAL, 0)).await;
    visit
        .take_part(Whose::Shared, &Answers::of_person(0, 4))
        .await;
    desk.client.back().await.unwrap();
    shows_nobody(&visit).await;
    for _ in 0..12 {
        desk.client.back().await.unwrap();
        if desk.ask("return location.href").await == "about:blank" {
            break;
        }
        shows_nobody(&visit).await;
    }
    desk.client.forward().await.unwrap();
    shows_nobody(&visit).await;

    // The next person leaves page A by a link instead, and somebody presses Back.
    let mut visit = Visit::to(&desk, office.link(HOSPITAL, 1)).await;
    visit
        .take_part(Whose::Shared, &Answers::of_person(1, 4))
        .await;
    desk.ask(&format!("location.href = '{}/privacy'", office.base))
        .await;
    desk.client
        .wait()
        .for_element(fantoccini::Locator::Css("footer"))
        .await
        .unwrap();
    desk.client.back().await.unwrap();
    shows_nobody(&visit).await;
    desk.client.refresh().await.unwrap();
    shows_nobody(&visit).await;
}

/// The page that asks for a letter's code, no link in the address, and nobody's name in the document.
async fn shows_nobody(visit: &Visit<'_>) {
    visit.arrives_at("shell missing").await;
    let address = visit.browser.ask("return location.href").await;
    assert!(!address.as_str().unwrap().contains('#'), "{address}");
    let document = visit.browser.document().await;
    for person in 0..2 {
        assert!(!document.contains(&name(person)), "a name is left");
    }
    assert!(is_empty(visit.browser).await, "something is kept");
}

#[tokio::test]
async fn a_device_that_turns_out_to_be_shared_keeps_no_draft() {
    let office = Office::with_everybody_invited();
    let desk = Chromium::open(Device::Desk, office.file("desk").as_ref()).await;
    let mut visit = Visit::to(&desk, office.link(HOSPITAL, 0)).await;
    visit.begin(Whose::Own).await;
    visit.choose_all(&Answers::of_person(0, 4)).await;
    assert_eq!(drafts(&desk).await, 1, "an own device keeps a draft");

    // A reload goes on from there, although the link has left the address.
    desk.client.refresh().await.unwrap();
    visit.arrives_at("page-1").await;
    assert_eq!(chosen(&desk).await, LENGTH);

    visit.act("back").await;
    visit.arrives_at("device").await;
    visit.tap("[data-device='shared']").await;
    visit.arrives_at("page-1").await;
    visit.choose_all(&Answers::of_person(1, 4)).await;
    assert_eq!(drafts(&desk).await, 0, "a shared one does not");
    desk.client.refresh().await.unwrap();
    visit.arrives_at("welcome").await;
    assert_eq!(chosen(&desk).await, 0, "nor does its page");
}

async fn drafts(browser: &Chromium) -> usize {
    let script =
        "return Object.keys(localStorage).filter((key) => key.startsWith('prongsai-draft')).length";
    let found = browser.ask(script).await;
    usize::try_from(found.as_u64().unwrap()).unwrap()
}

async fn chosen(browser: &Chromium) -> usize {
    let found = browser
        .ask("return document.querySelectorAll('input:checked').length")
        .await;
    usize::try_from(found.as_u64().unwrap()).unwrap()
}

/// There and back, with the page of the other language in between.
async fn reads_english(visit: &mut Visit<'_>) {
    for lang in ["en", "th"] {
        visit.reads(lang).await;
        let begin = if lang == "en" {
            "Begin"
        } else {
            "เริ่มตอบ"
        };
        let said = visit.text().await;
        assert!(said.contains(begin), "{begin} is not on the page:\n{said}");
    }
}

async fn preset(visit: &Visit<'_>) -> String {
    let script = "return document.querySelector('.choice.preset').dataset.device";
    visit.browser.ask(script).await.as_str().unwrap().to_owned()
}

/// No storage of the browser has an entry but for the language.
async fn is_empty(browser: &Chromium) -> bool {
    let script = "\
        const kept = Object.keys(localStorage).filter((key) => key !== 'prongsai-lang');
        return kept.length + sessionStorage.length;";
    browser.ask(script).await == 0
}

/// Types poll and code at `/receipt`; the outcome that is shown.
pub async fn looked_up(browser: &Chromium, office: &Office, poll: &str, code: &str) -> String {
    typed_in(browser, office, poll, code).await;
    outcome(browser).await
}

/// The same with the list of the poll as a file, changed so, and no server to ask.
async fn looked_up_at_home(
    browser: &Chromium,
    office: &Office,
    (poll, code): (&str, &str),
    changed: &str,
) -> String {
    typed_in(browser, office, poll, code).await;
    let poll = poll.replace(['-', ' '], "").to_uppercase();
    let script = format!(
        "const asked = new XMLHttpRequest();
        asked.open('GET', '/b/{poll}', false);
        asked.send();
        const text = asked.responseText;
        const taken = new DataTransfer();
        taken.items.add(new File([{changed}], 'board.txt'));
        document.getElementById('list').files = taken.files;
        window.fetch = () => Promise.reject(new Error('the server was asked'));
        return asked.status;"
    );
    assert_eq!(browser.ask(&script).await, 200);
    outcome(browser).await
}

async fn typed_in(browser: &Chromium, office: &Office, poll: &str, code: &str) {
    browser.visit(&format!("{}/receipt", office.base)).await;
    browser.enter("#fp", poll).await;
    browser.enter("#code", &code.to_lowercase()).await;
}

async fn outcome(browser: &Chromium) -> String {
    browser.tap("#look-up button").await;
    let shown = fantoccini::Locator::Css("#outcome .outcome:not(.searching)");
    let outcome = browser.client.wait().for_element(shown).await.unwrap();
    let class = outcome.attr("class").await.unwrap().unwrap();
    class.replace("outcome", "").trim().to_owned()
}
