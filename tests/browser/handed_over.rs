//! A device of the office that goes from person to person.

use crate::chromium::Chromium;
use crate::clerk::Clerk;
use crate::people::name;
use crate::questionnaire::Answers;
use crate::visit::{Visit, Whose};

/// Ends tablet mode.
const EXIT: &str = "4711";

/// HR's own device goes from person to person: nothing of the officer is left on it, nor of who has answered or
/// has not.
pub async fn hands_the_device_over(clerk: &Clerk<'_>, link: &str) {
    clerk.turns_to("/tablet").await;
    clerk.types("#exit", EXIT).await;
    clerk.click("button[name='where'][value='here']").await;
    brings_the_letter(clerk, link).await;
    gives_it_back_unsent(clerk.browser).await;
    is_wiped(clerk).await;

    picks(clerk, 1).await;
    clerk.browser.keep_picture("tablet-confirm");
    clerk.click("#yes").await;
    answers_at_the_device(clerk.browser).await;
    is_wiped(clerk).await;
    clerk.types("#q", &name(1)).await;
    clerk.click("#search button").await;
    clerk.reads("#none:not([hidden])").await;
    leaves_by_the_code(clerk).await;
}

/// The camera is shown something else first: what it reads is no letter.
async fn brings_the_letter(clerk: &Clerk<'_>, link: &str) {
    clerk.click("[data-go='letter']").await;
    clerk.scans().await;
    clerk.browser.keep_picture("tablet-letter");
    clerk.click("#letter button.primary").await;
    clerk.reads("#letter-wrong:not([hidden])").await;
    clerk.types("#letter-code", link).await;
    clerk.click("#letter button.primary").await;
}

/// She is asked first, since nothing was sent.
async fn gives_it_back_unsent(desk: &Chromium) {
    let mut visit = welcomed(desk).await;
    desk.keep_picture("tablet-welcome");
    visit.begin(Whose::Shared).await;
    visit.tap("fieldset[data-answer] label").await;
    desk.tap("#tablet-bar [lang='th'] [data-do='leave']").await;
    desk.keep_picture("tablet-leave");
    desk.tap("#tablet-bar [lang='th'] [data-do='stay']").await;
    desk.tap("#tablet-bar [lang='th'] [data-do='leave']").await;
    desk.tap("#tablet-bar [lang='th'] [data-when='asking'] [data-do='back']")
        .await;
}

/// In English, as she chose; the page wipes itself when nobody touches it.
async fn answers_at_the_device(desk: &Chromium) {
    let mut visit = welcomed(desk).await;
    assert_eq!(desk.ask("return document.documentElement.lang").await, "en");
    visit.begin(Whose::Shared).await;
    visit.answer(&Answers::of_person(1, 3)).await;
    visit.sign_and_send().await;
    visit.arrives_at("done").await;
    desk.keep_picture("tablet-done");
    // A minute passes in a second from here on, and begins with the next touch.
    desk.ask("const wait = window.setTimeout; window.setTimeout = (act, ms) => wait(act, ms / 60)")
        .await;
    visit.tap("h1").await;
}

async fn welcomed(desk: &Chromium) -> Visit<'_> {
    let visit = Visit {
        browser: desk,
        taps: 0,
    };
    visit.arrives_at("welcome").await;
    assert_eq!(visit.slot("name").await, name(1));
    visit
}

/// Neither by waiting nor by Back nor by a reload.
async fn is_wiped(clerk: &Clerk<'_>) {
    let desk = clerk.browser;
    clerk.reads("html[lang='th'] #search").await;
    nobody_is_left(clerk).await;
    for _ in 0..3 {
        desk.client.back().await.unwrap();
        clerk.reads("#search").await;
        nobody_is_left(clerk).await;
    }
    desk.client.refresh().await.unwrap();
    clerk.reads("#search").await;
    nobody_is_left(clerk).await;
}

async fn picks(clerk: &Clerk<'_>, person: usize) {
    clerk.reads("#search").await;
    clerk.browser.keep_picture("tablet-pick");
    clerk.click("header a.language[lang='en']").await;
    clerk.reads("html[lang='en'] #search").await;
    clerk.types("#q", &name(person)).await;
    clerk.click("#search button").await;
    clerk.click("#found button").await;
    assert_eq!(clerk.reads("#name").await, name(person));
}

/// Neither a name nor a link nor an officer's page.
async fn nobody_is_left(clerk: &Clerk<'_>) {
    let desk = clerk.browser;
    let address = desk.ask("return location.href").await;
    let document = desk.document().await;
    assert!(!document.contains(&name(1)), "a name is left at {address}");
    assert!(
        !document.contains("/office/sign-out"),
        "an officer's page at {address}"
    );
    assert!(
        !address.as_str().unwrap().contains('#'),
        "a link is left: {address}"
    );
    let kept = desk.client.execute_async(KEPT, Vec::new()).await.unwrap();
    assert_eq!(kept, serde_json::json!([]), "kept at {address}");
}

/// Names of what the browser keeps for this site, but for the language and the mark of a handed-over device.
const KEPT: &str = "\
    const done = arguments[arguments.length - 1];
    const result = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
    const look = async () => {
      const known = ['prongsai-lang', 'prongsai-tablet'];
      const kept = [...Object.keys(localStorage), ...Object.keys(sessionStorage), ...await caches.keys()];
      for (const { name } of await indexedDB.databases()) {
        const database = await result(indexedDB.open(name));
        for (const store of database.objectStoreNames) {
          kept.push(...await result(database.transaction(store).objectStore(store).getAllKeys()));
        }
        database.close();
      }
      if (history.state) kept.push('history');
      return kept.filter((key) => !known.includes(key));
    };
    look().then(done);";

async fn leaves_by_the_code(clerk: &Clerk<'_>) {
    clerk.click("footer [data-go='exit']").await;
    clerk.types("#exit-code", "0000").await;
    clerk.click("#exit button.primary").await;
    clerk.reads("#exit-wrong:not([hidden])").await;
    clerk.browser.keep_picture("tablet-exit");
    clerk.types("#exit-code", EXIT).await;
    clerk.click("#exit button.primary").await;
    clerk.reads("form[action='/office/sign-in']").await;
    clerk.browser.visit(&format!("{}/tablet", clerk.base)).await;
    clerk.reads("form[action^='/tablet/join']").await;
}
