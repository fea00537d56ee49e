//! A hall with a device that people answer at: the server is a process that can be stopped, the device a browser.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use prongsai::domain::ticket::{Channel, TicketCount};
use prongsai::service::outreach::Enrolled;

use crate::axe::assert_accessible;
use crate::chromium::Chromium;
use crate::support::process::{Server, free_address};
use crate::support::{House, PUBLIC};
use crate::visit::Visit;

/// The agency of the house.
pub const AGENCY: &str = "A1";

/// Spans that a test can wait for, in place of those of a hall.
fn times(idle: u32) -> String {
    format!(
        "export const IDLE = {idle}; export const WARNING = 5; export const THANKS = 60;
         export const LEAST_BETWEEN_BALLOTS = 60; export const LOOK = 1;
         export const EXIT_TRIES = 5; export const EXIT_PAUSE = 60;"
    )
}

/// A hall with one device: the server is a process that can be stopped and started again.
pub struct Hall {
    pub house: House,
    address: String,
    server: Option<Server>,
    pub device: Enrolled,
}

impl Hall {
    /// With a device that asks after a minute whether anybody is there.
    pub async fn open() -> Self {
        Self::impatient(60).await
    }

    /// With a device that asks after so many seconds.
    pub async fn impatient(idle: u32) -> Self {
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

    /// Address of the page.
    pub fn page(&self) -> String {
        format!("http://{}/kiosk", self.address)
    }

    /// The link that HR shows once.
    pub fn link(&self) -> String {
        format!("{}#{}", self.page(), self.device.secret)
    }

    /// The power of the server fails.
    pub fn stop(&mut self) {
        self.server.take().unwrap().kill();
    }

    /// It comes back.
    pub fn start(&mut self) {
        self.server = Some(Server::start(&self.house.data(), &self.address));
    }

    /// Where the browser keeps what it keeps.
    pub fn profile(&self) -> PathBuf {
        self.house.data().with_file_name("profile")
    }

    /// Ballots in the urn, and what the counters say of devices.
    pub async fn counts(&self) -> (u64, TicketCount) {
        let office = &self.house.app.office;
        let agency = office.agency(AGENCY).await.unwrap();
        let round = office.round(PUBLIC).await.unwrap();
        let poll = office.registry.poll_of_agency(round.id, agency.id).await;
        let poll = poll.unwrap().unwrap().id;
        let urn = office.urns.get(PUBLIC).await.unwrap().unwrap();
        // First the ballots: a cast changes both at once, so the counters read after them are not behind.
        let ballots = urn.ticket_ballot_count(&poll).await.unwrap();
        let mut sum = TicketCount::default();
        for day in urn.ticket_days(&poll).await.unwrap() {
            assert_eq!(day.channel, Channel::Kiosk);
            sum.minted += day.count.minted;
            sum.spent += day.count.spent;
            sum.hasty += day.count.hasty;
        }
        (ballots, sum)
    }

    /// Waits until so many ballots are in the urn.
    pub async fn has(&self, ballots: u64) -> TicketCount {
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
pub struct Kiosk<'a> {
    pub visit: Visit<'a>,
}

impl<'a> Kiosk<'a> {
    /// HR's link was opened on it.
    pub async fn enrolled(browser: &'a Chromium, hall: &Hall) -> Self {
        let visit = Visit::to(browser, &hall.link()).await;
        let kiosk = Self { visit };
        kiosk.is_ready().await;
        kiosk
    }

    /// The start screen is there, with a stock of tickets and all files kept.
    pub async fn is_ready(&self) {
        self.visit.arrives_at("start").await;
        self.comes("!document.querySelector('[data-act=begin]').hidden")
            .await;
        self.comes("!document.querySelector('[data-screen=staff] [data-needs=kept]').hidden")
            .await;
    }

    /// Waits until a condition of the page holds.
    pub async fn comes(&self, condition: &str) {
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
    pub async fn answer_all(&self, last: bool) {
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
    pub async fn serve_one(&mut self, last: bool) {
        self.answer_all(last).await;
        self.visit.act("reset").await;
        self.visit.arrives_at("start").await;
    }

    /// A number that staff see.
    pub async fn told(&self, slot: &str) -> String {
        self.visit.slot_of("staff", slot).await
    }

    /// Nothing that somebody chose or read is reachable here.
    pub async fn knows_nobody(&self) {
        let browser = self.visit.browser;
        self.visit.arrives_at("start").await;
        let left = browser
            .ask(
                "const kept = [...Object.entries(localStorage), ...Object.entries(sessionStorage)];
                 return [document.querySelectorAll('input:checked, fieldset').length,
                   kept.filter(([key, value]) => key !== 'prongsai-lang' || value !== 'th').length];",
            )
            .await;
        assert_eq!(left, serde_json::json!([0, 0]), "questions, or storage");
        let address = browser.ask("return location.href").await;
        assert!(!address.as_str().unwrap().contains('#'), "{address}");
    }
}

impl Kiosk<'_> {
    /// Axe has nothing to say, nothing is wider than the screen, and a finger meets every target.
    pub async fn looks_well(&self, name: &str) {
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

    /// Whether the question that is shown can be read aloud.
    pub async fn offers_to_read(&self) -> bool {
        let script = "\
            const button = document.querySelector('[data-screen]:not([hidden]) [data-act=aloud]');
            return !button.hidden;";
        self.visit.arrives_at("page-1").await;
        self.visit.browser.ask(script).await == true
    }

    /// Answers on, to the first question about whoever answers.
    pub async fn to_who_answers(&self) {
        let script = "\
            const shown = () => document.querySelector('#root [data-screen]:not([hidden])');
            for (let left = 60; left && !shown().querySelector('.profile'); left--) {
              for (const group of shown().querySelectorAll('fieldset')) group.querySelector('input').click();
              shown().querySelector('[data-act=next]').click();
            }
            return [...shown().querySelectorAll('.about, .profile input:checked')].length;";
        assert_eq!(
            self.visit.browser.ask(script).await,
            2,
            "a sentence, and nothing said"
        );
    }

    /// Codes of the questions on this screen.
    pub async fn groups(&self) -> Vec<String> {
        let script = "\
            const groups = document.querySelectorAll('[data-screen]:not([hidden]) fieldset');
            return [...groups].map((group) => group.dataset.answer);";
        serde_json::from_value(self.visit.browser.ask(script).await).unwrap()
    }

    /// The same without a network.
    pub async fn is_ready_without_network(&self) {
        self.visit.arrives_at("start").await;
        self.comes("!document.querySelector('[data-act=begin]').hidden")
            .await;
        self.comes("!document.querySelector('.corner [data-needs=offline]').hidden")
            .await;
    }

    /// No button begins, however it is pressed.
    pub async fn takes_nobody(&self) {
        let script = "\
            const buttons = [...document.querySelectorAll('[data-act=begin]')];
            buttons.forEach((button) => button.click());
            return buttons.length > 0 && buttons.every((button) => button.hidden);";
        assert_eq!(self.visit.browser.ask(script).await, true);
        self.visit.arrives_at("start").await;
    }

    /// Types the exit code.
    pub async fn types_code(&self, code: &str) {
        self.visit.browser.enter("#exit-code", code).await;
        self.visit.browser.tap("#exit button").await;
    }

    /// How many wait, as the start screen says.
    pub async fn waits(&self, ballots: usize) {
        let said = "document.querySelector('.corner [data-slot=waiting]').textContent";
        self.comes(&format!("{said} === '{ballots}'")).await;
    }

    /// The start screen says why nobody can begin.
    pub async fn says(&self, why: &str) {
        let said = format!("document.querySelector('.tongue [data-needs={why}]')");
        self.comes(&format!("!{said}.hidden")).await;
    }

    /// Runs a script with the device's database open as `database`; it ends by calling `done`.
    pub async fn database(&self, script: &str) -> serde_json::Value {
        let opened = format!(
            "const [end] = arguments;
             indexedDB.open('prongsai-kiosk').onsuccess = ({{ target: {{ result: database }} }}) => {{
               const done = (value) => {{ database.close(); end(value); }};
               {script}
             }};"
        );
        let client = &self.visit.browser.client;
        client.execute_async(&opened, Vec::new()).await.unwrap()
    }
}
