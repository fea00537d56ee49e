//! Pictures of every screen, on a phone and on a desk, for people to look at.

use crate::chromium::{Chromium, Device};
use crate::office::Office;
use crate::people::HOSPITAL;
use crate::questionnaire::{Answers, PAGES};
use crate::shared_device::looked_up;
use crate::visit::{Visit, Whose};

/// Pages without a link.
const PUBLIC: [(&str, &str); 4] = [
    ("start", "/"),
    ("how", "/how"),
    ("privacy", "/privacy"),
    ("look-up", "/receipt"),
];

#[tokio::test]
async fn every_screen_is_photographed() {
    let office = Office::with_everybody_invited();
    let album = [
        Album::open(&office, Device::Phone, "phone", Whose::Own, 0).await,
        Album::open(&office, Device::Desk, "desk", Whose::Shared, 3).await,
    ];
    let mut receipts = Vec::new();
    for album in &album {
        album.public_pages().await;
        album.wrong_links().await;
        receipts.push(album.questionnaire().await);
        album.unsent().await;
    }
    office.close();
    office.tally();
    for (album, (poll, code)) in album.iter().zip(receipts) {
        album.after_the_close(&poll, &code).await;
    }
}

/// A browser of one size, and the first of three people who use it.
struct Album<'a> {
    office: &'a Office,
    browser: Chromium,
    size: &'static str,
    whose: Whose,
    first: usize,
}

impl<'a> Album<'a> {
    async fn open(
        office: &'a Office,
        device: Device,
        size: &'static str,
        whose: Whose,
        first: usize,
    ) -> Self {
        let browser = Chromium::open(device, office.file(size).as_ref()).await;
        Self {
            office,
            browser,
            size,
            whose,
            first,
        }
    }

    fn keep(&self, name: &str) {
        self.browser.keep_picture(&format!("{}-{name}", self.size));
    }

    async fn open_link(&self, person: usize) -> Visit<'_> {
        Visit::to(
            &self.browser,
            self.office.link(HOSPITAL, self.first + person),
        )
        .await
    }

    async fn public_pages(&self) {
        for (name, path) in PUBLIC {
            for (lang, ending) in [("th", ""), ("en", "-en")] {
                self.browser
                    .visit(&format!("{}{path}?lang={lang}", self.office.base))
                    .await;
                self.keep(&format!("{name}{ending}"));
            }
        }
        self.browser
            .visit(&format!("{}/nothing-here", self.office.base))
            .await;
        self.keep("no-such-page");
    }

    async fn wrong_links(&self) {
        let link = self.office.link(HOSPITAL, self.first);
        let (_, fragment) = link.split_once('#').unwrap();
        let (_, fingerprint) = fragment.split_once('.').unwrap();
        let unknown = link.replace(&fingerprint[..25], &"0".repeat(25));
        let stranger = link.replace(&fragment[..25], &"0".repeat(25));
        for (name, screen, link) in [
            (
                "type-code",
                "shell missing",
                format!("{}/i", self.office.base),
            ),
            (
                "cut-off-link",
                "shell broken",
                link[..link.len() - 3].to_owned(),
            ),
            ("no-such-poll", "shell unknown", unknown),
            ("wrong-link", "unknown-link", stranger),
        ] {
            let visit = Visit::to(&self.browser, &link).await;
            visit.arrives_at(screen).await;
            self.keep(name);
        }
    }

    /// From the welcome to the receipt; poll and code of the receipt.
    async fn questionnaire(&self) -> (String, String) {
        let mut visit = self.open_link(0).await;
        visit.arrives_at("welcome").await;
        self.keep("welcome");
        visit.act("begin").await;
        visit.arrives_at("device").await;
        self.keep("device");
        self.browser.client.back().await.unwrap();
        visit.begin(self.whose).await;
        visit.act("next").await;
        self.keep("unanswered");
        self.go_to_review(&mut visit).await;
        self.keep("review-incomplete");
        visit.choose_all(&Answers::of_person(0, 4)).await;
        visit.act("edit").await;
        visit.arrives_at("page-1").await;
        self.keep("questions");
        visit.act("review").await;
        visit.arrives_at("review").await;
        self.keep("review");
        self.sign_and_keep(&mut visit, "done").await;
        self.keep("done");
        visit.act("receipt").await;
        visit.arrives_at("receipt").await;
        self.keep("receipt");
        let receipt = (visit.slot("fingerprint").await, visit.slot("receipt").await);
        self.open_link(0).await.arrives_at("acknowledged").await;
        self.keep("link-used");
        receipt
    }

    async fn go_to_review(&self, visit: &mut Visit<'_>) {
        for page in 1..=PAGES {
            visit.arrives_at(&format!("page-{page}")).await;
            visit.act("next").await;
            visit.act("skip").await;
        }
        visit.arrives_at("review").await;
    }

    async fn sign_and_keep(&self, visit: &mut Visit<'_>, then: &str) {
        visit.act("sign").await;
        visit.arrives_at("sign").await;
        self.keep("acknowledgement");
        visit.act("submit").await;
        visit.arrives_at(then).await;
    }

    /// English, and a ballot that cannot be sent.
    async fn unsent(&self) {
        let mut visit = self.open_link(1).await;
        visit.arrives_at("welcome").await;
        self.browser
            .tap("[data-act='language'][data-lang='en']")
            .await;
        self.browser
            .client
            .wait()
            .for_element(fantoccini::Locator::Css(".respondent[lang='en']"))
            .await
            .unwrap();
        self.keep("welcome-en");
        visit.begin(self.whose).await;
        self.keep("questions-en");
        visit.choose_all(&Answers::of_person(1, 4)).await;
        for _ in 1..=PAGES {
            visit.act("next").await;
        }
        visit.arrives_at("review").await;
        self.browser.block("*/api/cast");
        visit.act("sign").await;
        visit.arrives_at("sign").await;
        self.keep("acknowledgement-en");
        visit.act("submit").await;
        visit.arrives_at("unsent").await;
        self.keep("unsent-en");
        self.browser.block("*/nothing");
        visit.act("send-now").await;
        visit.arrives_at("done").await;
        self.keep("done-en");
        self.browser.ask("localStorage.clear()").await;
    }

    async fn after_the_close(&self, poll: &str, code: &str) {
        self.open_link(2).await.arrives_at("closed").await;
        self.keep("closed");
        assert_eq!(
            looked_up(&self.browser, self.office, poll, code).await,
            "found"
        );
        self.keep("look-up-found");
    }
}
