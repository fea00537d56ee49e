//! An installation with an open round of staff and one of the public, served on a port of its own by a thread of its own.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::mpsc::channel;

use jiff::SignedDuration;
use prongsai::adversary::scratch::{AGENCY, ROUND, Scratch};
use prongsai::app::server::{Listening, serve};
use prongsai::app::visitor::signed_in;
use prongsai::crypto::sign_in::SecondFactor;
use prongsai::domain::access::{Grant, Role};
use prongsai::domain::encoding::{base32, hex};
use prongsai::domain::exact::Score;
use prongsai::domain::lang::Lang;
use prongsai::domain::round::{Custody, RoundTerms};
use prongsai::domain::ticket::Outreach;
use prongsai::service::access::new_account::create_account;
use prongsai::service::access::{FrontDesk, Next};
use prongsai::service::create_round::{NewRound, create_round};
use prongsai::service::open_round::open_beside;
use prongsai::service::outreach::{enrol_kiosk, mint_slips, settle};
use prongsai::service::public_part::opened_beside;
use prongsai::store::NewAccount;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

/// What was logged since somebody looked.
pub static LOG: Mutex<Vec<u8>> = Mutex::new(Vec::new());

const PUBLIC: &str = "2570-1-EIT";
const PASSWORD: &str = "ข้าวเหนียวมะม่วง หน้าร้อน";

/// What a request is sent to, and what it may bring.
pub struct House {
    /// Where it listens.
    pub address: SocketAddr,
    /// Live values by the names that stand for them: of a link `{token}`, `{fp}` and `{poll}`; of the public's part
    /// `{public}` (fingerprint), `{box}` (poll), `{slip}` (ticket), `{code}` (the same, typed) and `{kiosk}`; cookies of
    /// an HR officer `{office}` and of an administrator who has not typed the second step's code yet `{half}`.
    pub values: Vec<(&'static str, String)>,
}

impl House {
    /// Opens it. Its thread serves for as long as the process lives.
    pub fn open() -> Self {
        let (tell, told) = channel();
        std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let folder = std::env::temp_dir();
                let scratch = Scratch::open(&folder, 6, 2570)
                    .await
                    .expect("an open round");
                let values = values(&scratch).await;
                let app = &scratch.site.app;
                let listening = Listening::on(SocketAddr::from(([127, 0, 0, 1], 0)));
                let console = app.console().behind_proxy(true);
                let serving = serve(app.respondent_desk(), console, &listening).expect("a port");
                tell.send((serving.address, values))
                    .expect("somebody waits");
                serving.server.await.expect("it serves");
            });
        });
        let (address, values) = told.recv().expect("it was opened");
        // As the program starts its log: no other crate's lines.
        let own = Targets::new().with_target("prongsai", LevelFilter::TRACE);
        let lines = tracing_subscriber::fmt::layer().with_writer(|| Log);
        tracing_subscriber::registry().with(lines).with(own).init();
        Self { address, values }
    }

    /// What nobody may read in an error or in the log.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let secret = |name: &str| !["{fp}", "{poll}", "{public}", "{box}"].contains(&name);
        let secrets = self.values.iter().filter(move |(name, _)| secret(name));
        secrets.map(|(_, value)| value.as_str())
    }
}

struct Log;

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LOG.lock().expect("nobody panicked with it").extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

async fn values(scratch: &Scratch) -> Vec<(&'static str, String)> {
    open_public(scratch).await;
    let office = &scratch.site.app.office;
    let agency = office.agency(AGENCY).await.expect("it is there");
    let round = office.round(PUBLIC).await.expect("it is open");
    let poll = office.registry.poll_of_agency(round.id, agency.id).await;
    let poll = poll.expect("a registry").expect("a poll");
    let slip = mint_slips(office, PUBLIC, &agency, 10)
        .await
        .expect("slips")
        .swap_remove(0);
    let kiosk = enrol_kiosk(office, PUBLIC, &agency, "โถง")
        .await
        .expect("a device");
    let hr = Grant {
        role: Role::HrOfficer,
        agency: Some(agency.id),
    };
    let officer = signed_in(office, Role::HrOfficer, vec![hr])
        .await
        .expect("an officer");
    let (token, fp) = scratch.links[0].split_once('.').expect("a link");
    let (ticket, _) = slip.fragment.split_once('.').expect("a slip");
    vec![
        ("{token}", token.to_owned()),
        ("{fp}", fp.to_owned()),
        ("{poll}", hex(scratch.poll.id.as_ref())),
        ("{public}", base32(poll.fingerprint.as_ref())),
        ("{box}", hex(poll.id.as_ref())),
        ("{slip}", ticket.to_owned()),
        ("{code}", slip.code),
        ("{kiosk}", kiosk.secret),
        ("{office}", officer.text().clone()),
        ("{half}", half_in(scratch).await),
    ]
}

/// The public's part beside the staff's.
async fn open_public(scratch: &Scratch) {
    let (app, world) = (&scratch.site.app, &scratch.site.world);
    let office = &app.office;
    let main = office.round(ROUND).await.expect("it is open");
    let closes_at = world.now().checked_add(SignedDuration::from_hours(24 * 14));
    let round = NewRound {
        code: PUBLIC.to_owned(),
        terms: RoundTerms {
            framework: "ten-indicators-2562".to_owned(),
            instrument: "eit".to_owned(),
            fiscal_year: 2570,
            number: 1,
            kpi_period: None,
            grace_minutes: 0,
            k: 5,
            min_service_years: 0,
            head_count_day: None,
            required_percent: Score::from_hundredths(10_000),
            custody: Custody::TwoOfThree,
        },
        closes_at: closes_at.expect("a day"),
        custodians: office.registry.custodians(main.id).await.expect("three"),
    };
    create_round(office, round).await.expect("a draft");
    let agency = office.agency(AGENCY).await.expect("it is there");
    let settled = Outreach {
        population: Some(1000),
        ..Outreach::default()
    };
    settle(office, PUBLIC, &agency, &settled)
        .await
        .expect("settled");
    let round = office.round(PUBLIC).await.expect("a draft");
    let (_, manifest) = opened_beside(office, &round)
        .await
        .expect("a round")
        .expect("open");
    let (framework, instrument) = office.instrument(&round).expect("embedded");
    let files = app.round_files(&round, framework, instrument, &manifest.custodians.names);
    open_beside(office, PUBLIC, &files).await.expect("open");
}

/// The cookie of an administrator whose second step is to be taken.
async fn half_in(scratch: &Scratch) -> String {
    let office = &scratch.site.app.office;
    let new = NewAccount {
        email: "half@example.go.th".to_owned(),
        name: "ผู้ดูแลทดลอง".to_owned(),
        lang: Lang::Th,
        grants: vec![Grant {
            role: Role::Administrator,
            agency: None,
        }],
    };
    let (_, link, _) = create_account(office, new).await.expect("an account");
    let front = FrontDesk::new(office.clone());
    let next = front.set_password_by_link(&link.text(), PASSWORD).await;
    let Ok(Next::SetUp(token)) = next else {
        panic!("an administrator needs a second step");
    };
    let visitor = front.visitor(&token.text()).await.expect("a registry");
    let draft = front.draw_factor().expect("chance");
    let factor = SecondFactor::new(&draft.secret).expect("a key");
    let now = u64::try_from(office.world.now().as_second()).expect("after 1970");
    let code = factor.code_at(now);
    let set = front
        .set_up_factor(&visitor.expect("a session"), &draft.secret, &code)
        .await;
    set.expect("the code was right");
    match front.sign_in("half@example.go.th", PASSWORD, "").await {
        Ok(Next::Code(token)) => token.text().clone(),
        _ => panic!("the code is asked for"),
    }
}
