//! Agencies of synthetic people on a scratch installation, and rounds that are opened for them.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use super::Spoilt;
use super::site::Site;
use crate::crypto::key_sheet::KeySheet;
use crate::domain::exact::Score;
use crate::domain::round::{Custody, Poll, RoundTerms};
use crate::intake::table::read;
use crate::service::create_round::{NewRound, create_round};
use crate::service::import_agencies::{Mode, import_agencies};
use crate::service::import_roster::import_roster;
use crate::service::letters::{Chosen, letters};

/// Code of the first round.
pub const ROUND: &str = "2570-1";
/// Code of the agency where there is one only.
pub const AGENCY: &str = "A1";
/// What is asked, of whom.
pub const ASKED: (&str, &str) = ("ten-indicators-2562", "iit");
/// Days in which a round is open.
const DAYS: i64 = 14;

const CUSTODIANS: [&str; 3] = ["กรรมการทดลอง หนึ่ง", "กรรมการทดลอง สอง", "กรรมการทดลอง สาม"];

/// An agency of so many people.
#[derive(Debug, Clone, Copy)]
pub struct Staffed<'a> {
    /// Its code.
    pub code: &'a str,
    /// Code of the agency above it, or nothing.
    pub above: &'a str,
    /// People who work there.
    pub people: usize,
}

/// A round that is open.
pub struct OpenRound {
    /// Its code.
    pub code: String,
    /// Its polls by the codes of their agencies.
    pub polls: HashMap<String, Poll>,
    /// The custodians' key sheets.
    pub sheets: Vec<KeySheet>,
    /// What stands behind the `#` of each person's link, by staff number.
    pub links: HashMap<String, String>,
}

/// An installation with one agency and one round.
pub struct Scratch {
    /// The installation.
    pub site: Site,
    /// The agency's poll.
    pub poll: Poll,
    /// The custodians' key sheets.
    pub sheets: Vec<KeySheet>,
    /// What stands behind the `#` of the personal links, by the order of the roster.
    pub links: Vec<String>,
}

impl Scratch {
    /// Opens a round for so many people in a folder of its own below `below`.
    pub async fn open(below: &Path, people: usize, seed: u64) -> Result<Self, Spoilt> {
        Self::on(Site::make(below, seed).await?, people).await
    }

    /// The same on an installation that is there.
    pub async fn on(site: Site, people: usize) -> Result<Self, Spoilt> {
        let agencies = [Staffed {
            code: AGENCY,
            above: "",
            people,
        }];
        found(&site, &agencies).await?;
        let mut round = open_round(&site, 1, &agencies).await?;
        let poll = round.polls.remove(AGENCY).ok_or(Spoilt::Setup("poll"))?;
        let link = |at| round.links.remove(&staff_id(AGENCY, at));
        let links: Option<Vec<String>> = (0..people).map(link).collect();
        Ok(Self {
            site,
            poll,
            sheets: round.sheets,
            links: links.ok_or(Spoilt::Setup("link"))?,
        })
    }

    /// File of the round's urn.
    pub fn urn_file(&self) -> PathBuf {
        self.site.folder.join("urn").join(format!("{ROUND}.db"))
    }
}

/// Staff number of the person at this place of the agency's roster.
pub fn staff_id(agency: &str, at: usize) -> String {
    format!("{agency}-{at:04}")
}

/// Name of that person: no two have the same.
pub fn name(agency: &str, at: usize) -> String {
    format!("นางสาวสมมุติ {agency}ลำดับที่{at:04}")
}

/// Brings the agencies in.
pub async fn found(site: &Site, agencies: &[Staffed<'_>]) -> Result<(), Spoilt> {
    let mut list = String::from("รหัสหน่วยงาน,ชื่อหน่วยงาน,รหัสหน่วยงานต้นสังกัด\n");
    for Staffed { code, above, .. } in agencies {
        let _ = writeln!(list, "{code},หน่วยงานทดลอง {code},{above}");
    }
    let tables = read(list.as_bytes()).map_err(|_| Spoilt::Setup("agencies"))?;
    let imported = import_agencies(&site.app.office, &tables, Mode::Save).await;
    imported.map_err(|_| Spoilt::Setup("agencies"))?;
    Ok(())
}

/// Creates the round with this number for all people of the agencies, and opens it.
pub async fn open_round(
    site: &Site,
    number: u16,
    agencies: &[Staffed<'_>],
) -> Result<OpenRound, Spoilt> {
    let code = format!("2570-{number}");
    create(site, &code, number).await?;
    let mut roster = String::from("รหัสบุคลากร,ชื่อ-สกุล,ตำแหน่ง,อีเมล,กลุ่มงาน,หน่วยงาน\n");
    let mut ids = HashMap::new();
    for Staffed { code, people, .. } in agencies {
        for at in 0..*people {
            let (id, name) = (staff_id(code, at), name(code, at));
            let _ = writeln!(
                roster,
                "{id},{name},เจ้าหน้าที่,{id}@example.go.th,กลุ่มทดลอง,{code}"
            );
            ids.insert(name, id);
        }
    }
    let office = &site.app.office;
    let tables = read(roster.as_bytes()).map_err(|_| Spoilt::Setup("roster"))?;
    let imported = import_roster(office, &code, &tables, None, Mode::Save).await;
    imported.map_err(|_| Spoilt::Setup("roster"))?;
    let sheets = site
        .app
        .rehearse_ceremony(&code, &CUSTODIANS.map(str::to_owned))
        .await?;
    let mut links = HashMap::new();
    for batch in letters(office, &code, None, &Chosen::Everybody).await? {
        for letter in batch.letters {
            let id = ids.remove(&letter.name).ok_or(Spoilt::Setup("link"))?;
            links.insert(id, letter.fragment);
        }
    }
    let mut polls = HashMap::new();
    let round = office.round(&code).await?;
    let by_id = office.agencies().await?;
    for poll in office.registry.polls(round.id).await? {
        let agency = by_id.get(&poll.agency).ok_or(Spoilt::Setup("poll"))?;
        polls.insert(agency.code.clone(), poll);
    }
    Ok(OpenRound {
        code,
        polls,
        sheets,
        links,
    })
}

async fn create(site: &Site, code: &str, number: u16) -> Result<(), Spoilt> {
    let (framework, instrument) = ASKED;
    let terms = RoundTerms {
        framework: framework.to_owned(),
        instrument: instrument.to_owned(),
        fiscal_year: 2570,
        number,
        kpi_period: None,
        grace_minutes: 0,
        k: 5,
        min_service_years: 0,
        head_count_day: None,
        required_percent: Score::from_hundredths(10_000),
        custody: Custody::TwoOfThree,
    };
    let closes = SignedDuration::from_hours(24 * DAYS);
    let closes_at = site.world.now().checked_add(closes);
    let round = NewRound {
        code: code.to_owned(),
        terms,
        closes_at: closes_at.map_err(|_| Spoilt::Setup("clock"))?,
        custodians: CUSTODIANS.map(str::to_owned).to_vec(),
    };
    create_round(&site.app.office, round).await?;
    Ok(())
}
