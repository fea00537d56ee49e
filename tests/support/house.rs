//! A whole installation in a temporary folder, served on a port of its own, and the verbs of the
//! people who work with it.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;

use actix_web::dev::ServerHandle;
use jiff::{SignedDuration, Timestamp};
use prongsai::app::App;
use prongsai::app::server::{Listening, serve};
use prongsai::crypto::key_sheet::KeySheet;
use prongsai::domain::encoding::hex;
use prongsai::domain::exact::Score;
use prongsai::domain::round::{Custody, RoundTerms};
use prongsai::domain::wire::Random32;
use prongsai::intake::table::read;
use prongsai::rehearsal::respondent::agent;
use prongsai::rehearsal::{Ballot, Declined, Respondent};
use prongsai::service::Refusal;
use prongsai::service::close_round::close_round;
use prongsai::service::create_round::{NewRound, create_round};
use prongsai::service::import_agencies::{ImportError, Mode, import_agencies};
use prongsai::service::import_roster::{RosterImport, import_roster};
use prongsai::service::key_sheets::open_secret;
use prongsai::service::letters::{Chosen, letters};
use prongsai::service::open_round::Ceremony;
use prongsai::service::publish::publish_round;
use prongsai::service::tally::{Tallied, tally};
use prongsai::world::World;
use serde_json::Value;
use tempfile::TempDir;
use ureq::Agent;

use super::people::{self, Sizes, agencies, roster};
use super::postgres::{self, OwnServers};

/// Code of the round that most tests have.
pub const CODE: &str = "2570-1";

/// Monday 2 November 2569 (2026), nine o'clock in Thailand: the day the house opens.
pub const T0: &str = "2026-11-02T09:00:00+07:00";

/// Days for which a round is open.
const DAYS_OPEN: i64 = 14;

const CUSTODIANS: [&str; 3] = ["นางสาวหนึ่ง ถือกุญแจ", "นายสอง ถือกุญแจ", "นางสาม ถือกุญแจ"];

/// An installation with its server.
pub struct House {
    folder: TempDir,
    /// The application.
    pub app: App,
    /// Address of the server.
    pub base: String,
    /// The clock, and chance.
    pub world: World,
    server: ServerHandle,
    /// Links by staff id, of the round opened last.
    pub links: BTreeMap<String, String>,
    /// Key sheets of the round opened last.
    pub sheets: Vec<KeySheet>,
}

/// Runs what blocks (the respondent's HTTP) on a thread of its own.
pub async fn blocking<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(act).await.unwrap()
}

/// A span of hours.
pub fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

/// The day the house opens.
pub fn start() -> Timestamp {
    T0.parse().unwrap()
}

impl House {
    /// A house without agencies.
    pub async fn empty() -> Self {
        Self::with_settings("").await
    }

    /// A house without agencies and with more lines in its settings file.
    pub async fn with_settings(more: &str) -> Self {
        if postgres::are_meant() {
            Self::built(more, postgres::settings).await
        } else {
            Self::built(more, |_| String::new()).await
        }
    }

    /// A house without agencies whose databases are on servers.
    pub async fn on_servers() -> Self {
        Self::built("", postgres::settings).await
    }

    /// A house without agencies whose databases are on these servers.
    pub async fn on(servers: &OwnServers, authority: &std::path::Path) -> Self {
        Self::built("", |_| servers.settings(authority)).await
    }

    async fn built(more: &str, databases: impl Fn(&str) -> String) -> Self {
        let folder = TempDir::new().unwrap();
        let (data, kek) = (folder.path().join("data"), folder.path().join("kek"));
        std::fs::create_dir(&data).unwrap();
        std::fs::write(&kek, "5a".repeat(32)).unwrap();
        let name = folder.path().file_name().unwrap().to_string_lossy();
        let name = format!("t_{}", hex(name.trim_start_matches('.').as_bytes()));
        let settings = format!(
            "public_url = \"http://127.0.0.1\"\nkek_file = \"{}\"\norganisation = \"กรมทดสอบ\"\n{}{more}",
            kek.display(),
            databases(&name)
        );
        std::fs::write(data.join("settings.toml"), settings).unwrap();
        Self::at(folder, World::fixed(start(), 2570)).await
    }

    /// The installation in the folder `data` of this one.
    pub async fn at(folder: TempDir, world: World) -> Self {
        let (app, base, server) = open(&folder.path().join("data"), &world).await;
        Self {
            folder,
            app,
            base,
            world,
            server,
            links: BTreeMap::new(),
            sheets: Vec::new(),
        }
    }

    /// The same house again, in a folder of its own; its key-encryption key stays in the first.
    pub async fn copy(&self) -> Self {
        let folder = TempDir::new().unwrap();
        for (name, bytes) in super::tables::files(&self.data()) {
            let file = folder.path().join("data").join(name);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, bytes).unwrap();
        }
        let mut copy = Self::at(folder, World::fixed(self.world.now(), 2571)).await;
        copy.links = self.links.clone();
        copy
    }

    /// From now on the real clock and real chance.
    pub async fn into_real_time(mut self) -> Self {
        self.world = World::real();
        self.restart().await;
        self
    }

    /// A house with an open round; grace of one hour.
    pub async fn with(sizes: Sizes<'_>) -> Self {
        Self::empty().await.fill(sizes, 60).await
    }

    /// A house in real time with an open round and no grace, for processes of their own.
    pub async fn in_real_time(sizes: Sizes<'_>) -> Self {
        Self::empty()
            .await
            .into_real_time()
            .await
            .fill(sizes, 0)
            .await
    }

    /// A house in real time with a round in draft that may open.
    pub async fn in_draft(sizes: Sizes<'_>) -> Self {
        let house = Self::empty().await.into_real_time().await;
        house.import_agencies(&agencies(sizes)).await;
        house.create(CODE, 0).await;
        house.import(&roster(sizes)).await.unwrap();
        house
    }

    /// The same with agencies, people and an open round.
    pub async fn fill(mut self, sizes: Sizes<'_>, grace_minutes: u32) -> Self {
        let house = &mut self;
        house.import_agencies(&agencies(sizes)).await;
        house.create(CODE, grace_minutes).await;
        house.import(&roster(sizes)).await.unwrap();
        house.open().await;
        self
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The registry's file.
    pub fn registry_file(&self) -> PathBuf {
        self.data().join("registry.db")
    }

    /// The urn's file.
    pub fn urn_file(&self) -> PathBuf {
        self.data().join("urn").join(format!("{CODE}.db"))
    }

    /// The server stops and another one starts on the same folder.
    pub async fn restart(&mut self) {
        self.server.stop(false).await;
        (self.app, self.base, self.server) = open(&self.data(), &self.world).await;
    }

    /// Moves the clock to so long after the house opened.
    pub fn later(&self, after: SignedDuration) {
        self.world.set_clock(start().checked_add(after).unwrap());
    }

    /// Imports agencies.
    pub async fn import_agencies(&self, csv: &str) {
        import_agencies(&self.app.office, &read(csv.as_bytes()).unwrap(), Mode::Save)
            .await
            .unwrap();
    }

    /// Imports people into the round.
    pub async fn import(&self, csv: &str) -> Result<RosterImport, ImportError> {
        import_roster(
            &self.app.office,
            CODE,
            &read(csv.as_bytes()).unwrap(),
            None,
            Mode::Save,
        )
        .await
    }

    /// Creates a round in draft.
    pub async fn create(&self, code: &str, grace_minutes: u32) {
        let terms = RoundTerms {
            framework: "ten-indicators-2562".to_owned(),
            instrument: "iit".to_owned(),
            fiscal_year: 2570,
            number: 1,
            kpi_period: Some("1".to_owned()),
            grace_minutes,
            k: 5,
            min_service_years: 0,
            head_count_day: None,
            required_percent: Score::from_hundredths(10_000),
            custody: Custody::TwoOfThree,
        };
        let closes_at = self.world.now().checked_add(hours(24 * DAYS_OPEN)).unwrap();
        let custodians = CUSTODIANS.map(str::to_owned).to_vec();
        create_round(
            &self.app.office,
            NewRound {
                code: code.to_owned(),
                terms,
                closes_at,
                custodians,
            },
        )
        .await
        .unwrap();
    }

    /// Opens the round with its ceremony; keeps sheets and links.
    pub async fn open(&mut self) {
        self.sheets = self.open_round(CODE).await;
        self.links = self.letters(CODE).await;
    }

    /// Opens a round with its ceremony.
    pub async fn open_round(&self, code: &str) -> Vec<KeySheet> {
        let office = &self.app.office;
        let mut ceremony = Ceremony::begin(office, code).await.unwrap();
        let texts: Vec<_> = ceremony
            .sheets()
            .map(|(_, sheet)| (sheet.custodian(), sheet.text()))
            .collect();
        for (custodian, text) in &texts {
            ceremony.read_back(*custodian, text).unwrap();
        }
        let round = ceremony.round().clone();
        let (framework, instrument) = office.instrument(&round).unwrap();
        let files = self.app.round_files(
            &round,
            framework,
            instrument,
            &CUSTODIANS.map(str::to_owned),
        );
        ceremony.complete(office, &files).await.unwrap();
        texts
            .iter()
            .map(|(_, text)| KeySheet::parse(text).unwrap())
            .collect()
    }

    /// Link fragments of everybody who has not taken part, by staff id.
    pub async fn letters(&self, code: &str) -> BTreeMap<String, String> {
        let batches = letters(&self.app.office, code, None, &Chosen::Everybody)
            .await
            .unwrap();
        let of_batch = |batch: prongsai::service::letters::LetterBatch| {
            let agency = batch.agency;
            batch
                .letters
                .into_iter()
                .map(move |letter| (people::id_of(&letter.name, &agency), letter.fragment))
        };
        batches.into_iter().flat_map(of_batch).collect()
    }

    /// Somebody opens the link with this fragment.
    pub async fn follow(&self, fragment: &str) -> Respondent {
        let (base, fragment) = (self.base.clone(), fragment.to_owned());
        blocking(move || Respondent::open(&agent(), &base, &fragment).unwrap()).await
    }

    /// A person opens their own link.
    pub async fn person(&self, staff_id: &str) -> Respondent {
        self.follow(&self.links[staff_id]).await
    }

    /// A person seals these bytes and has the right to cast them signed.
    pub async fn issue(&self, staff_id: &str, answers: Vec<u8>) -> Result<Ballot, Declined> {
        let person = self.person(staff_id).await;
        let random = Random32::new(self.world.random().unwrap());
        blocking(move || person.issue(&person.prepare(&answers, random)?)).await
    }

    /// A person answers, the whole way.
    pub async fn answer(&self, staff_id: &str, options: &[u8]) {
        self.answer_bytes(staff_id, super::hand::encode(options))
            .await;
    }

    /// A person casts a ballot of these bytes, properly sealed.
    pub async fn answer_bytes(&self, staff_id: &str, bytes: Vec<u8>) {
        let ballot = self.issue(staff_id, bytes).await.unwrap();
        assert!(self.cast(staff_id, &ballot).await.is_ok());
    }

    /// Casts a ballot.
    pub async fn cast(&self, staff_id: &str, ballot: &Ballot) -> Result<(), Declined> {
        let (person, ballot) = (self.person(staff_id).await, ballot.clone());
        blocking(move || person.cast(&ballot)).await
    }

    /// Posts JSON; answers status and body.
    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let url = format!("{}{path}", self.base);
        blocking(move || post(&agent(), &url, &body)).await
    }

    /// Gets a path; answers status and bytes.
    pub async fn get(&self, path: &str) -> (u16, Vec<u8>) {
        let url = format!("{}{path}", self.base);
        blocking(move || {
            let mut response = agent().get(url).call().unwrap();
            (
                response.status().as_u16(),
                response.body_mut().read_to_vec().unwrap(),
            )
        })
        .await
    }

    /// Closes the round now.
    pub async fn close(&self) {
        close_round(&self.app.office, CODE).await.unwrap();
    }

    /// The tally with the first two sheets.
    pub async fn tally(&self) -> Result<Tallied, Refusal> {
        self.tally_with(&[0, 1]).await
    }

    /// The tally with these sheets.
    pub async fn tally_with(&self, sheets: &[usize]) -> Result<Tallied, Refusal> {
        let sheets: Vec<KeySheet> = sheets
            .iter()
            .map(|at| KeySheet::parse(&self.sheets[*at].text()).unwrap())
            .collect();
        self.tally_by(&sheets).await
    }

    /// The tally with sheets from wherever.
    pub async fn tally_by(&self, sheets: &[KeySheet]) -> Result<Tallied, Refusal> {
        let office = &self.app.office;
        let secret = open_secret(office, &office.round(CODE).await?, sheets).await?;
        tally(office, CODE, &secret, |_| {}).await
    }

    /// Closes, waits for the end of the grace, tallies and publishes.
    pub async fn finish(&self) -> Tallied {
        self.close().await;
        self.later(hours(2));
        let tallied = self.tally().await.unwrap();
        publish_round(&self.app.office, CODE).await.unwrap();
        tallied
    }
}

/// Posts JSON; answers status and body.
pub fn post(agent: &Agent, url: &str, body: &Value) -> (u16, Value) {
    let mut response = agent.post(url).send_json(body).unwrap();
    (
        response.status().as_u16(),
        response.body_mut().read_json().unwrap_or(Value::Null),
    )
}

async fn open(data: &std::path::Path, world: &World) -> (App, String, ServerHandle) {
    let app = App::open(data, world.clone(), "ผู้ทดสอบ").await.unwrap();
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let serving = serve(
        app.respondent_desk(),
        app.console(),
        &Listening::on(address),
    )
    .unwrap();
    let handle = serving.server.handle();
    actix_web::rt::spawn(serving.server);
    (app, format!("http://{}", serving.address), handle)
}

/// The key of the message that an act was refused with.
pub fn key_of<T>(outcome: Result<T, Refusal>) -> &'static str {
    match outcome {
        Ok(_) => panic!("it was not refused"),
        Err(refusal) => refusal.message().key,
    }
}

/// Status of a refusal over HTTP.
pub fn status_of<T>(outcome: Result<T, Declined>) -> (u16, String) {
    match outcome {
        Err(Declined::Answer { status, code }) => (status, code),
        Err(other) => panic!("{other}"),
        Ok(_) => (200, String::new()),
    }
}
