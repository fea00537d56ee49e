//! A person with a personal link and a browser: screen by screen, tap by tap.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::chromium::Chromium;
use crate::questionnaire::{Answers, PAGES};

/// How long a screen may take to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// The screen that is shown, or the section of the shell before there is any.
pub const SHOWN: &str = "\
    const screen = document.querySelector('#root [data-screen]:not([hidden])');
    if (screen) return screen.dataset.screen;
    const section = document.querySelector('#shell [data-shell]:not([hidden])');
    return section ? 'shell ' + section.dataset.shell : null;";

/// Whose device a person says it is.
#[derive(Clone, Copy)]
pub enum Whose {
    Own,
    Shared,
}

impl Whose {
    pub fn code(self) -> &'static str {
        match self {
            Whose::Own => "own",
            Whose::Shared => "shared",
        }
    }
}

/// An opening of a link.
pub struct Visit<'a> {
    pub browser: &'a Chromium,
    /// Taps so far.
    pub taps: usize,
}

impl<'a> Visit<'a> {
    /// Opens a link.
    pub async fn to(browser: &'a Chromium, link: &str) -> Self {
        browser.visit(link).await;
        Self { browser, taps: 0 }
    }

    /// Waits for a screen.
    pub async fn arrives_at(&self, screen: &str) {
        let started = Instant::now();
        loop {
            let shown = self.browser.ask(SHOWN).await;
            if shown == screen {
                return;
            }
            if started.elapsed() > PATIENCE {
                self.browser.keep_picture("failed");
                panic!(
                    "waiting for {screen}, but {shown} is shown: see tests/screenshots/failed.png"
                );
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Taps an element of the screen that is shown.
    pub async fn tap(&mut self, css: &str) {
        self.browser
            .tap(&format!("#root :not([hidden])[data-screen] {css}"))
            .await;
        self.taps += 1;
    }

    /// Taps the button of this act.
    pub async fn act(&mut self, act: &str) {
        self.tap(&format!("[data-act='{act}']")).await;
    }

    /// From the welcome to the first question.
    pub async fn begin(&mut self, whose: Whose) {
        self.arrives_at("welcome").await;
        self.act("begin").await;
        self.arrives_at("device").await;
        self.tap(&format!("[data-device='{}']", whose.code())).await;
        self.arrives_at("page-1").await;
    }

    /// Answers every question by its label and ends at the review.
    pub async fn answer(&mut self, answers: &Answers) {
        let mut options = answers.0.iter();
        for page in 1..=PAGES {
            for code in self.asked().await {
                let option = options.next().expect("no more questions than answers");
                self.tap(&format!(
                    "fieldset[data-answer='{code}'] label:nth-child({})",
                    option + 1
                ))
                .await;
            }
            self.act("next").await;
            let next = if page == PAGES {
                "review".to_owned()
            } else {
                format!("page-{}", page + 1)
            };
            self.arrives_at(&next).await;
        }
        assert!(options.next().is_none(), "questions were left out");
    }

    /// Answers by script, where the way there is not what is looked at.
    pub async fn choose_all(&self, answers: &Answers) {
        let script = format!(
            "const options = {:?};
             document.querySelectorAll('fieldset[data-answer]').forEach((group, at) =>
               group.querySelectorAll('input')[options[at]].click());",
            answers.0
        );
        self.browser.ask(&script).await;
    }

    /// Turns the page to this language, from whatever language it is in.
    pub async fn reads(&self, lang: &str) {
        let page = format!(".respondent[lang='{lang}'] [data-screen='welcome']:not([hidden])");
        let switch = format!("[data-act='language'][data-lang='{lang}']");
        let other = format!("return document.querySelector(\"{switch}\") !== null");
        if self.browser.ask(&other).await == true {
            self.browser.tap(&switch).await;
        }
        let shown = fantoccini::Locator::Css(&page);
        self.browser.client.wait().for_element(shown).await.unwrap();
    }

    /// Signs, sends, and waits for nothing.
    pub async fn sign_and_send(&mut self) {
        self.act("sign").await;
        self.arrives_at("sign").await;
        self.act("submit").await;
    }

    /// The whole way to page A.
    pub async fn take_part(&mut self, whose: Whose, answers: &Answers) {
        self.begin(whose).await;
        self.answer(answers).await;
        self.sign_and_send().await;
        self.arrives_at("done").await;
    }

    /// What is read on the screen that is shown.
    pub async fn text(&self) -> String {
        let text = self
            .browser
            .ask("return document.querySelector('#root [data-screen]:not([hidden])').innerText")
            .await;
        text.as_str().unwrap().to_owned()
    }

    /// Codes of the questions on this screen.
    async fn asked(&self) -> Vec<String> {
        let script = "\
            const groups = document.querySelectorAll('#root [data-screen]:not([hidden]) fieldset[data-answer]');
            return [...groups].map((group) => group.dataset.answer);";
        serde_json::from_value(self.browser.ask(script).await).unwrap()
    }

    /// What a slot of the screen that is shown holds.
    pub async fn slot(&self, name: &str) -> String {
        self.value(&format!("[data-screen]:not([hidden]) [data-slot={name}]"))
            .await
    }

    /// What a slot of another screen holds.
    pub async fn slot_of(&self, screen: &str, name: &str) -> String {
        self.value(&format!("[data-screen={screen}] [data-slot={name}]"))
            .await
    }

    async fn value(&self, css: &str) -> String {
        let found = self
            .browser
            .ask(&format!(
                "return document.querySelector('{css}')?.textContent"
            ))
            .await;
        let Value::String(text) = found else {
            panic!("nothing at {css}")
        };
        text
    }
}
