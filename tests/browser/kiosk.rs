//! A device that an agency put up: one person after the other, with the network there or gone.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use prongsai::domain::ticket::{Channel, TicketCount};
use prongsai::service::outreach::{Enrolled, revoke_kiosk};

use crate::axe::assert_accessible;
use crate::chromium::{Chromium, Device};
use crate::support::process::{Server, free_address};
use crate::support::{House, PUBLIC};
use crate::visit::Visit;

/// Agencies of the house.
const AGENCY: &str = "A1";

/// Spans that a test can wait for, in place of those of a hall.
fn times(idle: u32) -> String {
    format!(
        "export const IDLE = {idle}; export const WARNING = 2; export const THANKS = 60;
         export const LEAST_BETWEEN_BALLOTS = 60; export const LOOK = 1;
         export const EXIT_TRIES = 5; export const EXIT_PAUSE = 60;"
    )
}

/// A hall with one device: the server is a process that can be stopped and started again.
struct Hall {
    house: House,
    address: String,
    server: Option<Server>,
    device: Enrolled,
}

impl Hall {
    /// With a device that asks after a minute whether anybody is there.
    async fn open() -> Self {
        Self::impatient(60).await
    }

    /// With a device that asks after so many seconds.
    async fn impatient(idle: u32) -> Self {
        let house = House::with_settings("override_folder = \"other\"").await;
        let scripts = house.data().join("other/assets/js");
        std::fs::create_dir_all(&scripts).unwrap();
        std::fs::write(scripts.join("kiosk-times.js"), times(idle)).unwrap();
        let house = house.into_real_time().await.fill(&[(AGENCY, 6)], 0).await;
        house.open_public(400, 60).await;
        let device = house.kiosk(AGENCY, "ตู้หน้าห้องรับบริการ").await;
        let address = free_address();
        let server = Some(Server::start(&house.data(), &address));
        Self {
            house,
            address,
            server,
            device,
        }
    }

    fn page(&self) -> String {
        format!("http://{}/kiosk", self.address)
    }

    fn link(&self) -> String {
        format!("{}#{}", self.page(), self.device.secret)
    }

    /// The power of the server fails.
    fn stop(&mut self) {
        self.server.take().unwrap().kill();
    }

    fn start(&mut self) {
        self.server = Some(Server::start(&self.house.data(), &self.address));
    }

    fn profile(&self) -> PathBuf {
        self.house.data().with_file_name("profile")
    }

    /// Ballots in the urn, and what the counters say of devices.
    async fn counts(&self) -> (u64, TicketCount) {
        let office = &self.house.app.office;
        let agency = office.agency(AGENCY).await.unwrap();
        let round = office.round(PUBLIC).await.unwrap();
        let poll = office.registry.poll_of_agency(round.id, agency.id).await;
        let poll = poll.unwrap().unwrap().id;
        let urn = office.urns.get(PUBLIC).await.unwrap().unwrap();
        let mut sum = TicketCount::default();
        for day in urn.ticket_days(&poll).await.unwrap() {
            assert_eq!(day.channel, Channel::Kiosk);
            sum.minted += day.count.minted;
            sum.spent += day.count.spent;
            sum.hasty += day.count.hasty;
        }
        (urn.ticket_ballot_count(&poll).await.unwrap(), sum)
    }

    /// Waits until so many ballots are in the urn.
    async fn has(&self, ballots: u64) -> TicketCount {
        let started = Instant::now();
        loop {
            let (found, counted) = self.counts().await;
            if found >= ballots || started.elapsed() > Duration::from_secs(15) {
                assert_eq!(found, ballots, "ballots in the urn");
                assert_eq!(counted.spent, ballots, "tickets spent");
                return counted;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// A browser on the device.
struct Kiosk<'a> {
    visit: Visit<'a>,
}

impl<'a> Kiosk<'a> {
    async fn enrolled(browser: &'a Chromium, hall: &Hall) -> Self {
        let visit = Visit::to(browser, &hall.link()).await;
        let kiosk = Self { visit };
        kiosk.is_ready().await;
        kiosk
    }

    /// The start screen is there, with a stock of tickets and all files kept.
    async fn is_ready(&self) {
        self.visit.arrives_at("start").await;
        self.comes("!document.querySelector('[data-act=begin]').hidden").await;
        self.comes("!document.querySelector('[data-screen=staff] [data-needs=kept]').hidden")
            .await;
    }

    /// Waits until a condition of the page holds.
    async fn comes(&self, condition: &str) {
        let started = Instant::now();
        let script = format!("return Boolean({condition})");
        while self.visit.browser.ask(&script).await != true {
            if started.elapsed() > Duration::from_secs(15) {
                self.visit.browser.keep_picture("failed");
                panic!("never so: {condition}");
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Somebody answers: the first option everywhere, or the last.
    async fn answer_all(&self, last: bool) {
        let script = format!(
            "const shown = () => document.querySelector('#root [data-screen]:not([hidden])');
             document.querySelector('[data-act=begin]').click();
             for (let left = 60; left && shown().dataset.screen.startsWith('page-'); left--) {{
               for (const group of shown().querySelectorAll('fieldset')) {{
                 const inputs = group.querySelectorAll('input');
                 inputs[{last} ? inputs.length - 1 : 0].click();
               }}
               const next = shown().querySelector('[data-act=submit]:not([hidden])');
               (next ?? shown().querySelector('[data-act=next]')).click();
               if (next) break;
             }}"
        );
        self.visit.browser.ask(&script).await;
        self.visit.arrives_at("thanks").await;
    }

    /// The same, and the next person comes.
    async fn serve_one(&mut self, last: bool) {
        self.answer_all(last).await;
        self.visit.act("reset").await;
        self.visit.arrives_at("start").await;
    }

    /// A number that staff see.
    async fn told(&self, slot: &str) -> String {
        self.visit.slot_of("staff", slot).await
    }

    /// Nothing that somebody chose or read is reachable here.
    async fn knows_nobody(&self) {
        let browser = self.visit.browser;
        self.visit.arrives_at("start").await;
        let left = browser
            .ask(
                "const kept = [...Object.entries(localStorage), ...Object.entries(sessionStorage)];
                 return [document.querySelectorAll('input:checked, fieldset').length,
                   kept.filter(([key]) => key !== 'prongsai-lang').length];",
            )
            .await;
        assert_eq!(left, serde_json::json!([0, 0]), "questions, or storage");
        let address = browser.ask("return location.href").await;
        assert!(!address.as_str().unwrap().contains('#'), "{address}");
    }
}

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
    kiosk.comes("document.querySelector('fieldset input:checked')")
        .await;
    kiosk.comes("document.querySelector('dialog').open").await;
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
    kiosk.comes("document.querySelectorAll('input:checked').length === 0")
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
    kiosk.comes("document.querySelector('.corner [data-slot=waiting]').textContent === '10'")
        .await;
    hall.start();
    hall.has(10).await;
    kiosk.comes("document.querySelector('.corner [data-slot=waiting]').textContent === '0'")
        .await;
    assert_eq!(kiosk.told("lost").await, "0");
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
    browser.client.refresh().await.unwrap();
    kiosk.is_ready().await;
    kiosk.comes("document.querySelector('.corner [data-slot=waiting]').textContent === '0'")
        .await;
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
    revoke_kiosk(office, PUBLIC, &agency, &device.id).await.unwrap();
    hall.start();
    kiosk.comes("!document.querySelector('.tongue [data-needs=revoked]').hidden")
        .await;
    hall.has(1).await;
    kiosk.takes_nobody().await;

    // Nor after a reload with the server away, when nobody could tell it.
    hall.stop();
    browser.client.refresh().await.unwrap();
    kiosk.visit.arrives_at("start").await;
    kiosk.comes("!document.querySelector('.tongue [data-needs=revoked]').hidden")
        .await;
    kiosk.takes_nobody().await;
    assert_eq!(kiosk.told("tickets").await, "0");
}

#[actix_web::test]
async fn a_device_without_tickets_says_so_and_begins_with_nobody() {
    let mut hall = Hall::open().await;
    let browser = Chromium::open(Device::Tablet, &hall.profile()).await;
    let kiosk = Kiosk::enrolled(&browser, &hall).await;
    hall.stop();
    let emptied = "\
        const [done] = arguments;
        const request = indexedDB.open('prongsai-kiosk');
        request.onsuccess = () => {
          const clearing = request.result.transaction('tickets', 'readwrite');
          clearing.objectStore('tickets').clear();
          clearing.oncomplete = () => { request.result.close(); done(); };
        };";
    browser.client.execute_async(emptied, Vec::new()).await.unwrap();
    kiosk.comes("!document.querySelector('.tongue [data-needs=exhausted]').hidden")
        .await;
    kiosk.takes_nobody().await;
    hall.start();
    kiosk.is_ready().await;
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
    let wrong = if hall.device.exit == "000000" { "000001" } else { "000000" };
    kiosk.types_code(wrong).await;
    kiosk.comes("!document.querySelector('[data-needs=wrong]').hidden").await;
    kiosk.comes("document.querySelector('[data-needs=unlocked]').hidden").await;
    kiosk.types_code(&hall.device.exit).await;
    kiosk.comes("!document.querySelector('[data-needs=unlocked]').hidden").await;
    kiosk.comes("document.querySelector('[data-act=remove]').hidden").await;
    hall.start();
    hall.has(1).await;
    kiosk.comes("!document.querySelector('[data-act=remove]').hidden").await;
    kiosk.visit.act("remove").await;
    kiosk.comes("location.pathname === '/'").await;
    let visit = Visit::to(&browser, &hall.page()).await;
    visit.arrives_at("shell missing").await;
}

#[actix_web::test]
async fn every_screen_of_a_device_is_accessible_and_meets_a_whole_finger() {
    let hall = Hall::open().await;
    for (device, name) in [(Device::Tablet, "tablet"), (Device::Desk, "wide")] {
        let profile = hall.profile().join(name);
        let browser = Chromium::open(device, &profile).await;
        let mut kiosk = Kiosk::enrolled(&browser, &hall).await;
        kiosk.looks_well(&format!("kiosk-{name}-start")).await;
        kiosk.visit.tap(".tongue[lang=en] [data-act=begin]").await;
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

impl Kiosk<'_> {
    /// Axe has nothing to say, nothing is wider than the screen, and a finger meets every target.
    async fn looks_well(&self, name: &str) {
        let browser = self.visit.browser;
        browser.keep_picture(name);
        assert_accessible(browser, name).await;
        let script = "\
            const { scrollWidth, clientWidth } = document.documentElement;
            const targets = [...document.querySelectorAll('#root button, #root .option, #root input[type=text]')];
            const small = targets.filter((target) => target.checkVisibility())
              .filter((target) => target.getBoundingClientRect().height < 56)
              .map((target) => target.textContent);
            return [scrollWidth - clientWidth, small];";
        let found = browser.ask(script).await;
        assert_eq!(found, serde_json::json!([0, []]), "{name}");
    }

    async fn groups(&self) -> Vec<String> {
        let script = "\
            const groups = document.querySelectorAll('[data-screen]:not([hidden]) fieldset');
            return [...groups].map((group) => group.dataset.answer);";
        serde_json::from_value(self.visit.browser.ask(script).await).unwrap()
    }

    async fn is_ready_without_network(&self) {
        self.visit.arrives_at("start").await;
        self.comes("!document.querySelector('[data-act=begin]').hidden").await;
        self.comes("!document.querySelector('.corner [data-needs=offline]').hidden")
            .await;
    }

    async fn takes_nobody(&self) {
        let script = "\
            const buttons = [...document.querySelectorAll('[data-act=begin]')];
            buttons.forEach((button) => button.click());
            return buttons.length > 0 && buttons.every((button) => button.hidden);";
        assert_eq!(self.visit.browser.ask(script).await, true);
        self.visit.arrives_at("start").await;
    }

    async fn types_code(&self, code: &str) {
        self.visit.browser.enter("#exit-code", code).await;
        self.visit.browser.tap("#exit button").await;
    }
}
