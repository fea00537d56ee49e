//! A device that an agency put up: one person after the other, with the network there or gone.

use prongsai::service::close_round::close_round;
use prongsai::service::outreach::revoke_kiosk;

use crate::axe::assert_accessible;
use crate::chromium::{Chromium, Device};
use crate::hall::{AGENCY, Hall, Kiosk};
use crate::support::PUBLIC;
use crate::visit::Visit;

#[actix_web::test]
async fn three_people_in_a_row_and_one_who_walks_away_leave_nothing_for_the_next() {
    let hall = Hall::impatient(2).await;
    let browser = Chromium::open(Device::Tablet, &hall.profile()).await;
    let mut kiosk = Kiosk::enrolled(&browser, &hall).await;
    kiosk.knows_nobody().await;
    kiosk.serve_one(false).await;

    // The second walks away in the middle: asked, not answered, erased.
    kiosk.visit.act("begin").await;
    kiosk.visit.arrives_at("page-1").await;
    kiosk.visit.tap("fieldset label:nth-child(2)").await;
    kiosk
        .comes("document.querySelector('.item:not(.profile) input:checked')")
        .await;
    kiosk.comes("document.querySelector('dialog').open").await;
    browser.keep_picture("kiosk-still");
    assert_accessible(&browser, "are you still there").await;
    kiosk.knows_nobody().await;
    for _ in 0..3 {
        browser.client.back().await.unwrap();
        if browser.ask("return location.pathname").await != "/kiosk" {
            break;
        }
        kiosk.knows_nobody().await;
    }
    browser.client.forward().await.unwrap();
    kiosk.knows_nobody().await;
    browser.client.refresh().await.unwrap();
    kiosk.knows_nobody().await;
    kiosk.is_ready().await;

    // The third says that they are still there, and finds no question answered.
    kiosk.visit.act("begin").await;
    kiosk.visit.arrives_at("page-1").await;
    kiosk.comes("document.querySelector('dialog').open").await;
    browser.tap("dialog [data-act=stay]").await;
    kiosk.comes("!document.querySelector('dialog').open").await;
    kiosk.visit.arrives_at("page-1").await;
    kiosk
        .comes("!document.querySelector('.item:not(.profile) input:checked, .profile input:not([value=\"0\"]):checked')")
        .await;
    kiosk.visit.act("abandon").await;
    kiosk.knows_nobody().await;
    kiosk.serve_one(true).await;
    kiosk.serve_one(true).await;
    let counted = hall.has(3).await;
    assert_eq!(counted.hasty, 1, "the last one followed too fast");
    kiosk.knows_nobody().await;
}

#[actix_web::test]
async fn ten_people_while_the_server_is_away_are_counted_exactly() {
    let mut hall = Hall::open().await;
    let browser = Chromium::open(Device::Tablet, &hall.profile()).await;
    let mut kiosk = Kiosk::enrolled(&browser, &hall).await;
    hall.stop();
    browser.client.refresh().await.unwrap();
    kiosk.is_ready_without_network().await;
    for person in 0..10 {
        kiosk.serve_one(person % 2 == 0).await;
    }
    kiosk.waits(10).await;
    says_nothing_of_when_or_who(&kiosk).await;
    hall.start();
    hall.has(10).await;
    kiosk.waits(0).await;
    assert_eq!(kiosk.told("lost").await, "0");
}

/// Ballots that wait have nothing beside them that differs, but what chance made.
async fn says_nothing_of_when_or_who(kiosk: &Kiosk<'_>) {
    let found = kiosk
        .database(
            "const reading = database.transaction('queue').objectStore('queue');
             reading.getAll().onsuccess = ({ target: { result: rows } }) =>
               done(rows.map(({ envelope, ticket, ...rest }) =>
                 [envelope.length, ticket.length, JSON.stringify(rest)]));",
        )
        .await;
    let rows = found.as_array().unwrap();
    assert_eq!(rows.len(), 10);
    let mut kinds: Vec<String> = rows.iter().map(ToString::to_string).collect();
    kinds.sort();
    kinds.dedup();
    let about: Vec<bool> = kinds.iter().map(|kind| kind.contains("hasty")).collect();
    assert_eq!(
        about,
        [true, true],
        "the first, and those that came too fast"
    );
    assert!(!kinds[0].contains(['T', 'Z']), "no time: {kinds:?}");
}

#[actix_web::test]
async fn ballots_outlive_a_browser_that_is_killed_before_the_server_returns() {
    let mut hall = Hall::open().await;
    let profile = hall.profile();
    let browser = Chromium::open(Device::Tablet, &profile).await;
    let mut kiosk = Kiosk::enrolled(&browser, &hall).await;
    hall.stop();
    for _ in 0..9 {
        kiosk.serve_one(false).await;
    }
    kiosk.answer_all(true).await;
    browser.kill();

    let browser = Chromium::open(Device::Tablet, &profile).await;
    let kiosk = Kiosk {
        visit: Visit::to(&browser, &hall.page()).await,
    };
    kiosk.is_ready_without_network().await;
    assert_eq!(kiosk.told("waiting").await, "10");
    hall.start();
    hall.has(10).await;
}

/// The server says that a ballot is in the urn, and the browser dies before it has noted so.
#[actix_web::test]
async fn a_ballot_that_is_sent_again_is_counted_once() {
    let hall = Hall::open().await;
    let browser = Chromium::open(Device::Tablet, &hall.profile()).await;
    let mut kiosk = Kiosk::enrolled(&browser, &hall).await;
    browser
        .ask(
            "const { delete: erase } = IDBObjectStore.prototype;
             IDBObjectStore.prototype.delete = function (key) {
               if (this.name !== 'queue') return erase.call(this, key);
               throw new Error('the power went');
             };",
        )
        .await;
    kiosk.serve_one(false).await;
    hall.has(1).await;
    kiosk.waits(1).await;
    browser.client.refresh().await.unwrap();
    kiosk.is_ready().await;
    kiosk.waits(0).await;
    assert_eq!(hall.has(1).await.spent, 1);
    assert_eq!(kiosk.told("lost").await, "0");
}

#[actix_web::test]
async fn a_revoked_device_takes_nobody_and_sends_what_it_holds() {
    let mut hall = Hall::open().await;
    let browser = Chromium::open(Device::Tablet, &hall.profile()).await;
    let mut kiosk = Kiosk::enrolled(&browser, &hall).await;
    hall.stop();
    kiosk.serve_one(false).await;
    let office = &hall.house.app.office;
    let agency = office.agency(AGENCY).await.unwrap();
    let round = office.round(PUBLIC).await.unwrap();
    let book = office.registry.outreach_book();
    let device = book.kiosks(round.id, agency.id).await.unwrap().remove(0);
    revoke_kiosk(office, PUBLIC, &agency, &device.id)
        .await
        .unwrap();
    hall.start();
    kiosk.says("revoked").await;
    hall.has(1).await;
    kiosk.takes_nobody().await;

    // Nor after a reload with the server away, when nobody could tell it.
    hall.stop();
    browser.client.refresh().await.unwrap();
    kiosk.visit.arrives_at("start").await;
    kiosk.says("revoked").await;
    kiosk.takes_nobody().await;
    assert_eq!(kiosk.told("tickets").await, "0");
}

#[actix_web::test]
async fn a_device_without_tickets_says_so_and_begins_with_nobody() {
    let mut hall = Hall::open().await;
    let browser = Chromium::open(Device::Tablet, &hall.profile()).await;
    let kiosk = Kiosk::enrolled(&browser, &hall).await;
    hall.stop();
    kiosk
        .database(
            "const clearing = database.transaction('tickets', 'readwrite');
             clearing.objectStore('tickets').clear();
             clearing.oncomplete = () => done();",
        )
        .await;
    kiosk.says("exhausted").await;
    kiosk.takes_nobody().await;
    hall.start();
    kiosk.is_ready().await;
}

#[actix_web::test]
async fn a_ballot_that_is_never_taken_is_told_to_staff() {
    let mut hall = Hall::open().await;
    let browser = Chromium::open(Device::Tablet, &hall.profile()).await;
    let mut kiosk = Kiosk::enrolled(&browser, &hall).await;
    hall.stop();
    kiosk.serve_one(false).await;
    kiosk.serve_one(false).await;
    kiosk
        .database(
            "const changing = database.transaction('queue', 'readwrite');
             const queue = changing.objectStore('queue');
             queue.openCursor().onsuccess = ({ target: { result: row } }) =>
               row.update({ ...row.value, ticket: '0000000000000000' });
             changing.oncomplete = () => done();",
        )
        .await;
    hall.start();
    hall.has(1).await;
    kiosk.waits(0).await;
    assert_eq!(kiosk.told("lost").await, "1");
}

#[actix_web::test]
async fn in_the_grace_nobody_begins_and_what_was_sealed_still_arrives() {
    let mut hall = Hall::open().await;
    let browser = Chromium::open(Device::Tablet, &hall.profile()).await;
    let mut kiosk = Kiosk::enrolled(&browser, &hall).await;
    hall.stop();
    kiosk.serve_one(false).await;
    close_round(&hall.house.app.office, PUBLIC).await.unwrap();
    hall.start();
    kiosk.says("closed").await;
    kiosk.takes_nobody().await;
    hall.has(1).await;
    assert_eq!(kiosk.told("lost").await, "0");
}

#[actix_web::test]
async fn a_script_that_was_changed_in_the_browsers_cache_does_not_run() {
    let mut hall = Hall::open().await;
    let browser = Chromium::open(Device::Tablet, &hall.profile()).await;
    let kiosk = Kiosk::enrolled(&browser, &hall).await;
    hall.stop();
    let changed = "\
        const [done] = arguments;
        (async () => {
          const cache = await caches.open('prongsai-kiosk');
          for (const request of await cache.keys()) {
            if (!request.url.endsWith('/kiosk.js')) continue;
            const bytes = new TextEncoder().encode('document.body.textContent = 1; ' + await (await cache.match(request)).text());
            const digest = btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))));
            const headers = { 'Content-Type': 'text/javascript', 'Content-Digest': `sha-256=:${digest}:` };
            await cache.put(request, new Response(bytes, { headers }));
          }
        })().then(done);";
    browser
        .client
        .execute_async(changed, Vec::new())
        .await
        .unwrap();
    browser.client.refresh().await.unwrap();
    kiosk.visit.arrives_at("shell differs").await;
}

#[actix_web::test]
async fn staff_leave_by_the_code_alone_and_cannot_remove_ballots_that_wait() {
    let mut hall = Hall::open().await;
    let browser = Chromium::open(Device::Tablet, &hall.profile()).await;
    let mut kiosk = Kiosk::enrolled(&browser, &hall).await;
    hall.stop();
    kiosk.serve_one(false).await;
    kiosk.visit.act("staff").await;
    kiosk.visit.arrives_at("staff").await;
    assert_eq!(kiosk.told("device").await, hall.device.name);
    assert_eq!(kiosk.told("waiting").await, "1");
    let wrong = if hall.device.exit == "000000" {
        "000001"
    } else {
        "000000"
    };
    kiosk.types_code(wrong).await;
    kiosk
        .comes("!document.querySelector('[data-needs=wrong]').hidden")
        .await;
    kiosk
        .comes("document.querySelector('[data-needs=unlocked]').hidden")
        .await;
    kiosk.types_code(&hall.device.exit).await;
    kiosk
        .comes("!document.querySelector('[data-needs=unlocked]').hidden")
        .await;
    kiosk
        .comes("document.querySelector('[data-act=remove]').hidden")
        .await;
    browser
        .ask("document.querySelector('[data-act=remove]').click()")
        .await;
    hall.start();
    hall.has(1).await;
    kiosk
        .comes("!document.querySelector('[data-act=remove]').hidden")
        .await;
    kiosk.visit.act("remove").await;
    kiosk.comes("location.pathname === '/'").await;
    let visit = Visit::to(&browser, &hall.page()).await;
    visit.arrives_at("shell missing").await;
}

/// A device with one voice of its own, and with another that would ask a service; and whose browser
/// keeps storage for good once it is asked to.
const SPEAKS_ENGLISH: &str = "\
    window.said = [];
    window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    speechSynthesis.getVoices = () =>
      [{ lang: 'th-TH', localService: false }, { lang: 'en-GB', localService: true }];
    speechSynthesis.speak = ({ text, voice }) => said.push([voice.lang, text]);
    speechSynthesis.cancel = () => said.push(['hush']);
    let lasting = false;
    navigator.storage.persist = async () => lasting = true;
    navigator.storage.persisted = async () => lasting;";

/// The question is said by the device's own voice, and no word of it outlives the screen.
async fn is_read_aloud(kiosk: &mut Kiosk<'_>) {
    let browser = kiosk.visit.browser;
    let asked = "const here = document.querySelector('[data-screen]:not([hidden])');
        return here.querySelector('.stem').textContent.trim().replace(/^[0-9. ]*/, '');";
    let asked = browser.ask(asked).await;
    let asked = asked.as_str().unwrap();
    browser.ask("said.length = 0;").await;
    kiosk.visit.act("aloud").await;
    let said = browser.ask("return said").await;
    assert_eq!(said[1][0], "en-GB", "{said}");
    let text = said[1][1].as_str().unwrap();
    assert_eq!(text.matches(asked).count(), 1, "{text}: once {asked}");
    assert!(text.ends_with("Least or not at all. Little. Much. Most."));
    kiosk.visit.act("abandon").await;
    kiosk
        .comes("document.querySelector('[data-screen=start]:not([hidden])')")
        .await;
    let last = browser.ask("return said.at(-1)[0]").await;
    assert_eq!(last, "hush");
    kiosk.visit.tap(".tongue[lang=en] [data-act=begin]").await;
}

#[actix_web::test]
async fn every_screen_of_a_device_is_accessible_and_meets_a_whole_finger() {
    let hall = Hall::open().await;
    for (device, name) in [(Device::Tablet, "tablet"), (Device::Desk, "wide")] {
        let profile = hall.profile().join(name);
        let browser = Chromium::open(device, &profile).await;
        let source = serde_json::json!({ "source": SPEAKS_ENGLISH });
        browser.devtools("Page.addScriptToEvaluateOnNewDocument", &source);
        let mut kiosk = Kiosk::enrolled(&browser, &hall).await;
        kiosk
            .comes("!document.querySelector('[data-needs=lasting]').hidden")
            .await;
        kiosk.looks_well(&format!("kiosk-{name}-start")).await;
        kiosk.visit.act("begin").await;
        assert!(!kiosk.offers_to_read().await, "no voice for Thai");
        browser.keep_picture(&format!("kiosk-{name}-question-th"));
        kiosk.visit.act("abandon").await;
        kiosk.visit.tap(".tongue[lang=en] [data-act=begin]").await;
        assert!(kiosk.offers_to_read().await, "a voice for English");
        is_read_aloud(&mut kiosk).await;
        for question in 1..=3 {
            kiosk.visit.arrives_at(&format!("page-{question}")).await;
            kiosk.visit.act("next").await;
            kiosk
                .looks_well(&format!("kiosk-{name}-question-{question}"))
                .await;
            for group in kiosk.groups().await {
                let option = format!("fieldset[data-answer='{group}'] label:nth-child(2)");
                kiosk.visit.tap(&option).await;
            }
            kiosk.visit.act("next").await;
        }
        kiosk.visit.arrives_at("page-4").await;
        kiosk.to_who_answers().await;
        kiosk.looks_well(&format!("kiosk-{name}-profile")).await;
        kiosk.visit.act("abandon").await;
        kiosk.answer_all(false).await;
        kiosk.looks_well(&format!("kiosk-{name}-thanks")).await;
        kiosk.visit.act("reset").await;
        kiosk.visit.act("staff").await;
        kiosk.visit.arrives_at("staff").await;
        kiosk.looks_well(&format!("kiosk-{name}-staff")).await;
        let advice = format!("{}/advice", hall.page());
        Visit::to(&browser, &advice).await;
        assert_accessible(&browser, "advice").await;
        browser.keep_picture(&format!("kiosk-{name}-advice"));
    }
}
