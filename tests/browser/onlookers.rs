//! Who looks on: programs that try out every link of a mail, and people who are shown a screen.

use serde_json::Value;

use crate::chromium::{Chromium, Device};
use crate::office::{Office, ROUND};
use crate::people::{HOSPITAL, name};
use crate::questionnaire::{Answers, PAGES};
use crate::visit::{Visit, Whose};

/// What a program can press without answering a question: what is shown, first to last, or what leads furthest.
const PRESS: &str = "\
    const name = (it) => it.dataset.device ?? it.dataset.act ?? '';
    const shown = [...document.querySelectorAll('button, summary, [role=button], input[type=submit]')]
      .filter((it) => it.checkVisibility() && !it.disabled && name(it) !== 'language');
    const onward = ['submit', 'sign', 'review', 'skip', 'next', 'shared', 'begin'];
    const furthest = onward.map((act) => shown.find((it) => name(it) === act)).find((it) => it);
    const pressed = arguments[0] === 'onward' ? furthest : shown[arguments[1] % Math.max(shown.length, 1)];
    pressed?.click();
    document.querySelectorAll('form').forEach((form) => form.requestSubmit());
    return pressed ? name(pressed) : '';";

const LINKS: &str = "\
    return [...document.querySelectorAll('a[href]')].map((a) => a.href)
      .filter((href) => href.startsWith(location.origin));";

#[tokio::test]
async fn a_program_that_opens_presses_and_submits_everything_signs_for_nobody() {
    let office = Office::with_everybody_invited();
    let link = office.link(HOSPITAL, 0);
    let desk = Chromium::open(Device::Desk, office.file("scanner").as_ref()).await;
    let mut pressed = Vec::new();
    for way in ["onward", "each"] {
        Visit::to(&desk, link).await.arrives_at("welcome").await;
        for turn in 0..24 {
            let arguments = vec![way.into(), turn.into()];
            let act = desk.client.execute(PRESS, arguments).await.unwrap();
            pressed.push(act.as_str().unwrap_or_default().to_owned());
        }
        let found = desk.ask(LINKS).await;
        for href in serde_json::from_value::<Vec<String>>(found).unwrap() {
            desk.visit(&href).await;
        }
    }
    for act in ["begin", "shared", "own", "next", "skip"] {
        assert!(pressed.iter().any(|it| it == act), "{act} of {pressed:?}");
    }
    assert!(
        !pressed.iter().any(|it| it == "submit"),
        "nothing leads to the signature without answers"
    );
    assert_eq!(signed(&office), 0, "the roll is as it was");

    let mut visit = Visit::to(&desk, link).await;
    let answers = Answers::of_person(0, 4);
    visit.take_part(Whose::Shared, &answers).await;
    assert_eq!(signed(&office), 1, "the link is still its person's");
}

/// How many of the hospital's people have a day in the register.
fn signed(office: &Office) -> usize {
    let register = ["participation", "--round", ROUND, "--agency", HOSPITAL];
    let register = office.json(&[register.as_slice(), &["--register"]].concat());
    let lines = register.as_array().unwrap().iter();
    lines.filter(|line| !line["day"].is_null()).count()
}

/// All that a picture, a print or the tools of a browser can show of it.
const STATE: &str = "\
    const typed = [...document.querySelectorAll('input, select, textarea')]
      .map((it) => [it.name, it.value, it.checked]);
    const kept = [localStorage, sessionStorage].map((kept) => Object.entries(kept)
      .filter(([key]) => key !== 'prongsai-lang'));
    return JSON.stringify([document.title, location.href, document.documentElement.outerHTML, typed, kept,
      history.state]);";

#[tokio::test]
async fn no_screen_bears_a_name_beside_a_receipt_or_shows_what_was_answered() {
    let office = Office::with_everybody_invited();
    let mut ends = Vec::new();
    // Two people who chose nothing alike.
    for (person, every) in [(0, 1), (1, 1_000)] {
        let folder = office.file(&format!("phone-{person}"));
        let phone = Chromium::open(Device::Phone, folder.as_ref()).await;
        let mut visit = Visit::to(&phone, office.link(HOSPITAL, person)).await;
        visit.begin(Whose::Own).await;
        let before = state(&phone).await;
        visit.choose_all(&Answers::of_person(person, every)).await;
        for _ in 0..PAGES {
            visit.act("next").await;
        }
        visit.arrives_at("review").await;
        visit.sign_and_send().await;
        visit.arrives_at("done").await;
        assert_ne!(state(&phone).await, before);
        let shown = state(&phone).await;
        visit.act("receipt").await;
        visit.arrives_at("receipt").await;
        let alone = state(&phone).await;
        let code = visit.slot("receipt").await;
        let plain = code.replace([' ', '-'], "");
        for code in [&code, &plain, &plain.to_lowercase()] {
            assert!(code.len() > 8 && !shown.contains(code.as_str()), "page A");
        }
        assert!(shown.contains(&name(person)) && !alone.contains(&name(person)));
        let (_, link) = office.link(HOSPITAL, person).split_once('#').unwrap();
        let (token, _) = link.split_once('.').unwrap();
        assert!(
            !alone.contains(token),
            "page B has no link to a name either"
        );
        ends.push([
            shown.replace(&name(person), "NAME").replace(token, "TOKEN"),
            alone.replace(&code, "CODE"),
        ]);
    }
    for (first, second) in ends[0].iter().zip(&ends[1]) {
        let same = first
            .chars()
            .zip(second.chars())
            .take_while(|(a, b)| a == b);
        let from = same.count().saturating_sub(40);
        let [first, second] = [first, second].map(|it| it.chars().skip(from));
        let [first, second] = [first, second].map(|it| it.take(200).collect::<String>());
        assert_eq!(first, second, "nothing tells what was answered");
    }
}

async fn state(browser: &Chromium) -> String {
    let Value::String(state) = browser.ask(STATE).await else {
        panic!("no state")
    };
    state
}
