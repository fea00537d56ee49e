//! A scratch installation: one agency of synthetic people, a round that is open, a server on a free
//! port, and a clock that the experiment moves.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use actix_web::dev::ServerHandle;
use jiff::{SignedDuration, Timestamp};

use super::Spoilt;
use crate::app::App;
use crate::app::server::{Listening, serve};
use crate::crypto::key_sheet::KeySheet;
use crate::domain::exact::Score;
use crate::domain::round::{Custody, Poll, RoundTerms};
use crate::intake::table::read;
use crate::service::create_round::{NewRound, create_round};
use crate::service::import_agencies::{Mode, import_agencies};
use crate::service::import_roster::import_roster;
use crate::service::letters::{Whose, letters};
use crate::service::open_round::Ceremony;
use crate::world::World;

/// Code of the round.
pub const ROUND: &str = "2570-1";
/// Code of the agency.
pub const AGENCY: &str = "A1";
/// Monday, 2 November 2026, 8:00 in Thailand.
const START: i64 = 1_793_581_200;
/// Days in which the round is open.
const DAYS: i64 = 14;

const CUSTODIANS: [&str; 3] = ["กรรมการทดลอง หนึ่ง", "กรรมการทดลอง สอง", "กรรมการทดลอง สาม"];

/// The installation and what its makers know.
pub struct Scratch {
    /// Its folder; removed with it.
    pub folder: PathBuf,
    /// The product.
    pub app: App,
    /// Its clock and chance.
    pub world: World,
    /// Address of its server.
    pub base: String,
    /// The agency's poll.
    pub poll: Poll,
    /// The custodians' key sheets.
    pub sheets: Vec<KeySheet>,
    /// What stands behind the `#` of the personal links, by the order of the roster.
    pub links: Vec<String>,
    server: ServerHandle,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(self.server.stop(false));
        // What stays behind is synthetic; the next run takes another folder.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Staff number of the person at this place of the roster.
pub fn staff_id(at: usize) -> String {
    format!("{AGENCY}-{at:04}")
}

/// Name of the person at this place: no two have the same.
pub fn name(at: usize) -> String {
    format!("นางสาวสมมุติ ลำดับที่{at:04}")
}

impl Scratch {
    /// Opens a round for so many people in a folder of its own below `below`.
    pub async fn open(below: &Path, people: usize, seed: u64) -> Result<Self, Spoilt> {
        let start = Timestamp::from_second(START).map_err(|_| Spoilt::Setup("clock"))?;
        let world = World::fixed(start, seed);
        let own: [u8; 8] = World::real()
            .random()
            .map_err(crate::service::Refusal::from)?;
        let folder = below.join(crate::domain::encoding::hex(&own));
        crate::app::make_data_folder(&folder)?;
        let key = crate::domain::encoding::hex(&[0x5a; 32]);
        std::fs::write(folder.join("scratch.kek"), key)?;
        std::fs::write(folder.join("settings.toml"), SETTINGS)?;
        let app = App::open(&folder, world.clone(), "experiment").await?;
        import(&app, people).await?;
        let sheets = open_round(&app).await?;
        let (base, server) = listen(&app)?;
        let links = links(&app, people).await?;
        let round = app.office.round(ROUND).await?;
        let polls = app.office.registry.polls(round.id).await?;
        let poll = polls.into_iter().next().ok_or(Spoilt::Setup("poll"))?;
        Ok(Self {
            folder,
            app,
            world,
            base,
            poll,
            sheets,
            links,
            server,
        })
    }

    /// Moves the clock to so long after the round opened.
    pub fn at(&self, after: SignedDuration) -> Result<(), Spoilt> {
        let start = Timestamp::from_second(START).map_err(|_| Spoilt::Setup("clock"))?;
        let now = start.checked_add(after);
        self.world
            .set_clock(now.map_err(|_| Spoilt::Setup("clock"))?);
        Ok(())
    }

    /// File of the round's urn.
    pub fn urn_file(&self) -> PathBuf {
        self.folder.join("urn").join(format!("{ROUND}.db"))
    }
}

const SETTINGS: &str = "\
# A scratch installation of synthetic people.
demo = true
public_url = \"http://127.0.0.1:1\"
listen = \"127.0.0.1:1\"
kek_file = \"scratch.kek\"
organisation = \"หน่วยงานสำหรับการทดลอง\"

[mail]
transport = \"folder\"
from = \"ITA <ita@example.go.th>\"
";

async fn import(app: &App, people: usize) -> Result<(), Spoilt> {
    let agencies = format!("รหัสหน่วยงาน,ชื่อหน่วยงาน\n{AGENCY},หน่วยงานทดลอง\n");
    let tables = read(agencies.as_bytes()).map_err(|_| Spoilt::Setup("agencies"))?;
    let imported = import_agencies(&app.office, &tables, Mode::Save).await;
    imported.map_err(|_| Spoilt::Setup("agencies"))?;
    let terms = RoundTerms {
        framework: "ten-indicators-2562".to_owned(),
        instrument: "iit".to_owned(),
        fiscal_year: 2570,
        number: 1,
        kpi_period: None,
        grace_minutes: 0,
        k: 5,
        min_service_years: 0,
        head_count_day: None,
        required_percent: Score::from_hundredths(10_000),
        custody: Custody::TwoOfThree,
    };
    let closes = SignedDuration::from_hours(24 * DAYS);
    let closes_at = app.office.world.now().checked_add(closes);
    let round = NewRound {
        code: ROUND.to_owned(),
        terms,
        closes_at: closes_at.map_err(|_| Spoilt::Setup("clock"))?,
        custodians: CUSTODIANS.map(str::to_owned).to_vec(),
    };
    create_round(&app.office, round).await?;
    let mut roster = String::from("รหัสบุคลากร,ชื่อ-สกุล,ตำแหน่ง,อีเมล,กลุ่มงาน,หน่วยงาน\n");
    for at in 0..people {
        let (staff_id, name) = (staff_id(at), name(at));
        let _ = writeln!(
            roster,
            "{staff_id},{name},เจ้าหน้าที่,person{at:04}@example.go.th,กลุ่มทดลอง,{AGENCY}"
        );
    }
    let tables = read(roster.as_bytes()).map_err(|_| Spoilt::Setup("roster"))?;
    let imported = import_roster(&app.office, ROUND, &tables, None, Mode::Save).await;
    imported.map_err(|_| Spoilt::Setup("roster"))?;
    Ok(())
}

async fn open_round(app: &App) -> Result<Vec<KeySheet>, Spoilt> {
    let mut ceremony = Ceremony::begin(&app.office, ROUND).await?;
    let mut sheets = Vec::new();
    let texts: Vec<_> = ceremony
        .sheets()
        .map(|(_, sheet)| (sheet.custodian(), sheet.text()))
        .collect();
    for (custodian, text) in &texts {
        let read = ceremony.read_back(*custodian, text);
        read.map_err(|_| Spoilt::Setup("key sheet"))?;
        sheets.push(KeySheet::parse(text).map_err(|_| Spoilt::Setup("key sheet"))?);
    }
    let round = ceremony.round().clone();
    let (framework, instrument) = app.office.instrument(&round)?;
    let names = CUSTODIANS.map(str::to_owned);
    let files = app.round_files(&round, framework, instrument, &names);
    ceremony.complete(&app.office, &files).await?;
    Ok(sheets)
}

fn listen(app: &App) -> Result<(String, ServerHandle), Spoilt> {
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let listening = Listening { address, tls: None };
    let serving = serve(app.respondent_desk(), app.console(), &listening)?;
    let handle = serving.server.handle();
    actix_web::rt::spawn(serving.server);
    Ok((format!("http://{}", serving.address), handle))
}

/// Personal links in the order of the roster.
async fn links(app: &App, people: usize) -> Result<Vec<String>, Spoilt> {
    let mut by_name = HashMap::new();
    for batch in letters(&app.office, ROUND, None, Whose::Everybody).await? {
        by_name.extend(batch.letters.into_iter().map(|it| (it.name, it.fragment)));
    }
    (0..people)
        .map(|at| by_name.remove(&name(at)).ok_or(Spoilt::Setup("link")))
        .collect()
}
