//! Everybody can use it: every page and state judged by axe, nothing to scroll sideways for on the narrowest screen,
//! and the whole way with a keyboard alone.

use fantoccini::key::Key;

use crate::axe::assert_accessible;
use crate::chromium::{Chromium, Device};
use crate::office::Office;
use crate::people::{HOSPITAL, name};
use crate::questionnaire::{Answers, LENGTH, PAGES};
use crate::visit::{Visit, Whose};

const PUBLIC: [&str; 6] = [
    "/",
    "/how",
    "/privacy",
    "/receipt",
    "/new-link",
    "/nothing-here",
];

/// Screens that are looked at on the way through the questionnaire.
const ON_THE_WAY: &str = "welcome device review sign unsent done receipt acknowledged";

/// Shows the next section or screen that has neither been shown by this script nor on the way; its name.
const NEXT_HIDDEN: &str = "\
    const [onTheWay] = arguments;
    const seen = ({ dataset: { seen, screen } }) =>
      seen || screen?.startsWith('page-') || onTheWay.split(' ').includes(screen);
    const all = [...document.querySelectorAll('[data-shell], [data-screen]')];
    const next = all.find((section) => !seen(section));
    if (!next) return null;
    for (const section of all) section.hidden = section !== next;
    next.dataset.seen = 'yes';
    return next.dataset.shell ?? next.dataset.screen;";

#[tokio::test]
async fn everything_is_accessible_on_a_phone() {
    is_accessible_on(Device::Phone, Whose::Own, &["th", "en"]).await;
}

#[tokio::test]
async fn everything_is_accessible_at_a_desk() {
    is_accessible_on(Device::Desk, Whose::Shared, &["en"]).await;
}

/// 320 CSS pixels: a phone at 200 %, a desk's screen at 400 %.
#[tokio::test]
async fn everything_is_accessible_where_text_is_enlarged() {
    is_accessible_on(Device::Narrow, Whose::Own, &["th"]).await;
}

async fn is_accessible_on(device: Device, whose: Whose, languages: &[&str]) {
    let office = Office::with_everybody_invited();
    let browser = Chromium::open(device, office.file("browser").as_ref()).await;
    let walk = Walk {
        browser: &browser,
        office: &office,
        whose,
    };
    for lang in languages {
        walk.public_pages(lang).await;
    }
    walk.shell().await;
    for (person, lang) in languages.iter().enumerate() {
        walk.questionnaire(person, lang).await;
        walk.endings(person, lang).await;
    }
}

/// Somebody who looks at everything.
struct Walk<'a> {
    browser: &'a Chromium,
    office: &'a Office,
    whose: Whose,
}

impl Walk<'_> {
    /// The page that is shown is accessible, and all of it is seen by scrolling down.
    async fn look(&self, name: &str) {
        assert_accessible(self.browser, name).await;
        let script = "\
            const { scrollWidth, clientWidth } = document.documentElement;
            const fields = 'input[type=email], input[type=text], textarea, select, button, a.brand';
            const small = [...document.querySelectorAll(fields)]
              .filter((field) => field.checkVisibility() && field.getBoundingClientRect().height < 43.5)
              .map((field) => field.outerHTML);
            return [scrollWidth - clientWidth, small];";
        assert_eq!(
            self.browser.ask(script).await,
            serde_json::json!([0, []]),
            "{name} is wider than the screen, or a finger misses its fields"
        );
    }

    async fn public_pages(&self, lang: &str) {
        for path in PUBLIC {
            let address = format!("{}{path}?lang={lang}", self.office.base);
            self.browser.visit(&address).await;
            self.look(&format!("{path} {lang}")).await;
        }
        self.browser
            .visit(&format!("{}/receipt?lang={lang}", self.office.base))
            .await;
        self.browser.tap("#look-up button").await;
        self.look(&format!("a receipt mistyped {lang}")).await;
    }

    /// Every section of the page before the questionnaire, both languages side by side.
    async fn shell(&self) {
        let visit = Visit::to(self.browser, &format!("{}/i", self.office.base)).await;
        visit.arrives_at("shell missing").await;
        self.browser.enter("#code", "ABCD").await;
        self.browser.tap("#code-form button").await;
        self.look("a mistyped code").await;
        assert!(self.sections("shell").await >= 10);
    }

    async fn questionnaire(&self, person: usize, lang: &str) {
        let mut visit = Visit::to(self.browser, self.office.link(HOSPITAL, person)).await;
        visit.arrives_at("welcome").await;
        visit.reads(lang).await;
        self.look(&format!("welcome {lang}")).await;
        visit.act("begin").await;
        visit.arrives_at("device").await;
        self.look(&format!("device {lang}")).await;
        visit
            .tap(&format!("[data-device='{}']", self.whose.code()))
            .await;
        visit.arrives_at("page-1").await;
        visit.act("next").await;
        for page in 1..=PAGES {
            visit.arrives_at(&format!("page-{page}")).await;
            self.look(&format!("page {page} {lang}")).await;
            visit.act("next").await;
            visit.act("skip").await;
        }
        visit.arrives_at("review").await;
        self.look(&format!("review without answers {lang}")).await;
        visit.choose_all(&Answers::of_person(person, 4)).await;
        visit.act("edit").await;
        visit.arrives_at("page-1").await;
        self.look(&format!("page 1 answered {lang}")).await;
        visit.act("review").await;
        visit.arrives_at("review").await;
        visit.tap("summary").await;
        self.look(&format!("review {lang}")).await;
        self.signing(&mut visit, lang).await;
    }

    async fn signing(&self, visit: &mut Visit<'_>, lang: &str) {
        visit.act("sign").await;
        visit.arrives_at("sign").await;
        self.look(&format!("sign {lang}")).await;
        self.browser.block("*/api/cast");
        visit.act("submit").await;
        visit.arrives_at("unsent").await;
        self.look(&format!("unsent {lang}")).await;
        self.browser.block("*/nothing");
        visit.act("send-now").await;
        visit.arrives_at("done").await;
        self.look(&format!("page A {lang}")).await;
        visit.act("receipt").await;
        visit.arrives_at("receipt").await;
        self.look(&format!("page B {lang}")).await;
    }

    /// Every screen that was not on the way, as it looks without facts to fill in.
    async fn endings(&self, person: usize, lang: &str) {
        let visit = Visit::to(self.browser, self.office.link(HOSPITAL, person)).await;
        visit.arrives_at("acknowledged").await;
        self.look(&format!("link used {lang}")).await;
        assert!(self.sections(lang).await >= 12);
    }

    async fn sections(&self, of: &str) -> usize {
        let mut seen = 0;
        loop {
            let known = vec![ON_THE_WAY.into()];
            let shown = self.browser.client.execute(NEXT_HIDDEN, known).await;
            let Some(name) = shown.unwrap().as_str().map(str::to_owned) else {
                return seen;
            };
            self.look(&format!("{name} {of}")).await;
            seen += 1;
        }
    }
}

#[tokio::test]
async fn a_keyboard_alone_is_enough() {
    let office = Office::with_everybody_invited();
    let desk = Chromium::open(Device::Desk, office.file("desk").as_ref()).await;
    let visit = Visit::to(&desk, office.link(HOSPITAL, 0)).await;
    let keys = Keys(&desk);
    visit.arrives_at("welcome").await;
    keys.go_to("begin").await;
    visit.arrives_at("device").await;
    keys.go_to("device").await;
    let mut answered = 0;
    for page in 1..=PAGES {
        visit.arrives_at(&format!("page-{page}")).await;
        answered += keys.answer_all().await;
        keys.go_to("next").await;
    }
    assert_eq!(answered, LENGTH);
    visit.arrives_at("review").await;
    keys.go_to("sign").await;
    visit.arrives_at("sign").await;
    keys.go_to("submit").await;
    visit.arrives_at("done").await;
    assert_eq!(visit.slot("name").await, name(0));
    keys.go_to("receipt").await;
    visit.arrives_at("receipt").await;
}

/// Hands on a keyboard.
struct Keys<'a>(&'a Chromium);

impl Keys<'_> {
    async fn press(&self, key: Key) {
        let focused = self.0.client.active_element().await.unwrap();
        focused
            .send_keys(&char::from(key).to_string())
            .await
            .unwrap();
    }

    /// On to the button of this act, and presses it.
    async fn go_to(&self, act: &str) {
        for _ in 0..20 {
            if self.focused("act").await == act {
                return self.press(Key::Enter).await;
            }
            self.tab().await;
        }
        panic!("no way to {act} by keyboard");
    }

    /// On, to something that is seen to be focused.
    async fn tab(&self) {
        self.press(Key::Tab).await;
        let script = "\
            const here = document.activeElement;
            const marked = here.closest('.option') ?? here;
            const { top, bottom } = marked.getBoundingClientRect();
            const outlined = getComputedStyle(marked).outlineStyle === 'solid';
            return here === document.body || (outlined && bottom > 0 && top < innerHeight);";
        assert_eq!(self.0.ask(script).await, true, "the focus is not seen");
    }

    /// Every group of the screen: the first option by the space bar, every second one then by an arrow.
    async fn answer_all(&self) -> usize {
        let mut answered = 0;
        loop {
            self.tab().await;
            if self.focused("act").await == "next" {
                return answered;
            }
            self.press(Key::Space).await;
            if answered % 2 == 1 {
                self.press(Key::Down).await;
            }
            let chosen = "\
                const all = [...document.activeElement.closest('fieldset').querySelectorAll('input')];
                return all.findIndex((input) => input.checked);";
            assert_eq!(self.0.ask(chosen).await, answered % 2);
            answered += 1;
        }
    }

    async fn focused(&self, data: &str) -> String {
        let script = format!("return document.activeElement.dataset.{data} ?? ''");
        self.0.ask(&script).await.as_str().unwrap().to_owned()
    }
}
