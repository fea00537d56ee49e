//! A round of many people who are about to answer, and a server of its own that waits for them.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::super::fill;
use crate::app::App;
use crate::cli::demo;
use crate::cli::show::Failure;
use crate::crypto::key_sheet::KeySheet;
use crate::domain::ballot::Answers;
use crate::domain::ticket::{LARGEST_BATCH, Outreach};
use crate::rehearsal::country::{LARGE, agencies};
use crate::rehearsal::respondent::{agent, fetch};
use crate::service::Refusal;
use crate::service::close_round::close_round;
use crate::service::finish_round::finish_round;
use crate::service::key_sheets::open_secret;
use crate::service::letters::{Chosen, letters};
use crate::service::open_round::open_beside;
use crate::service::outreach::{mint_slips, settle};
use crate::service::tally::tally;
use crate::world::World;

/// Code of the round.
pub const ROUND: &str = "2570-1";
/// Code of the public's part of it.
pub const PUBLIC: &str = "2570-1-EIT";
/// Looks at the door until the server has come up, each a tenth of a second apart.
const PATIENCE: usize = 100;

/// The server, a process of its own, and the people's links.
pub struct Stage {
    /// Its address.
    pub base: String,
    /// What stands behind the `#` of the personal links.
    pub links: Vec<String>,
    /// A ballot's encoding with the first option everywhere: what is sealed is of one length,
    /// whatever it says.
    pub answers: Vec<u8>,
    /// What stands behind the `#` of the slips for the public's part.
    pub slips: Vec<String>,
    /// A visitor's ballot likewise.
    pub visitor_answers: Vec<u8>,
    /// The data folder.
    pub folder: PathBuf,
    /// The custodians'.
    pub sheets: Vec<KeySheet>,
    /// The server.
    pub server: Server,
}

/// Ends with the stage.
pub struct Server(Child);

impl Server {
    /// Where the system tells of its process.
    pub fn process(&self) -> PathBuf {
        PathBuf::from(format!("/proc/{}", self.0.id()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What the system says of a process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Used {
    /// Hundredths of a second of a core.
    pub cpu: u64,
    /// Most memory it has had, in kibibytes.
    pub memory: u64,
}

impl Stage {
    /// Sets everything up in this folder for so many people.
    pub async fn set(folder: &Path, people: usize) -> Result<Self, Failure> {
        let wrong = |problem| Failure::File(folder.to_owned(), problem);
        let free = TcpListener::bind(("127.0.0.1", 0)).and_then(|socket| socket.local_addr());
        let address = free.map_err(wrong)?;
        demo::write_settings(folder, address.port())?;
        let (round, slips) = open(folder, people).await?;
        let program = std::env::current_exe().map_err(wrong)?;
        let server = Command::new(program)
            .arg("--data")
            .arg(folder)
            .arg("serve")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(wrong)?;
        let stage = Self {
            base: format!("http://{address}"),
            links: round.fragments,
            answers: round.answers,
            slips: slips.fragments,
            visitor_answers: slips.answers,
            folder: folder.to_owned(),
            sheets: round.sheets,
            server: Server(server),
        };
        stage.wait().await?;
        Ok(stage)
    }

    /// Ends the server, closes the round and counts it; how many ballots were opened a second.
    pub async fn tally(self, world: &World) -> Result<u64, Failure> {
        drop(self.server);
        let app = App::open(&self.folder, World::real(), "bench")
            .await
            .map_err(Failure::CannotOpen)?;
        // Nothing is opened while the public's part is open under the same key.
        close_round(&app.office, PUBLIC).await?;
        close_round(&app.office, ROUND).await?;
        let round = app.office.round(ROUND).await?;
        // The board is made first: what is measured is the opening, and that nothing is left.
        finish_round(&app.office, &round).await?;
        let secret = open_secret(&app.office, &round, &self.sheets).await?;
        let begun = world.now();
        let done = tally(&app.office, ROUND, &secret, |_| {}).await?;
        let taken = world.now().duration_since(begun).as_micros();
        let taken = u64::try_from(taken).unwrap_or_default().max(1);
        Ok(done.valid.saturating_mul(1_000_000) / taken)
    }

    async fn wait(&self) -> Result<(), Failure> {
        for _ in 0..PATIENCE {
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            let base = self.base.clone();
            let there = actix_web::web::block(move || fetch(&agent(), &base, "/health").is_ok());
            if there.await.unwrap_or_default() {
                return Ok(());
            }
        }
        Err(Failure::said("bench.no-server"))
    }

    /// What the server's process has used so far; nothing where the system does not say.
    pub fn used(&self) -> Used {
        let of_process = self.server.process();
        let read = |file| std::fs::read_to_string(of_process.join(file)).unwrap_or_default();
        // After the name in brackets the 12th and 13th fields are user and system time.
        let stat = read("stat");
        let after_name = stat.rsplit(')').next().unwrap_or_default();
        let times = after_name.split_whitespace().skip(11).take(2);
        let status = read("status");
        let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        Used {
            cpu: times.filter_map(|time| time.parse::<u64>().ok()).sum(),
            memory: most
                .and_then(|line| line.split_whitespace().next()?.parse().ok())
                .unwrap_or_default(),
        }
    }
}

/// What people of a round have in hand, and its custodians.
struct Opened {
    fragments: Vec<String>,
    answers: Vec<u8>,
    sheets: Vec<KeySheet>,
}

/// The round, opened by a real ceremony, and the public's part beside it with half as many slips.
async fn open(folder: &Path, people: usize) -> Result<(Opened, Opened), Failure> {
    let app = App::open(folder, World::real(), "bench")
        .await
        .map_err(Failure::CannotOpen)?;
    let office = &app.office;
    let saved = office.step().save_agencies(&agencies(2)).await;
    saved.map_err(Refusal::from)?;
    let known = office.registry.agencies().await.map_err(Refusal::from)?;
    fill::create(&app, 1, ROUND, "iit").await?;
    fill::add_people(&app, ROUND, &known, people).await?;
    let custodians = [fill::CUSTODIAN.to_owned()];
    let sheets = app.rehearse_ceremony(ROUND, &custodians).await?;
    let letters = letters(office, ROUND, Some(LARGE), &Chosen::Everybody).await?;
    let letters = letters.into_iter().flat_map(|batch| batch.letters);
    let round = Opened {
        fragments: letters.map(|letter| letter.fragment).collect(),
        answers: first_options(&app, ROUND).await?,
        sheets,
    };
    let slips = Opened {
        fragments: slips(&app, &custodians, people / 2).await?,
        answers: first_options(&app, PUBLIC).await?,
        sheets: Vec::new(),
    };
    Ok((round, slips))
}

/// Opens the public's part under the round's keys and makes slips of the large agency.
async fn slips(app: &App, custodians: &[String], many: usize) -> Result<Vec<String>, Failure> {
    let office = &app.office;
    fill::create(app, 1, PUBLIC, "eit").await?;
    let agency = office.agency(LARGE).await?;
    settle(office, PUBLIC, &agency, &Outreach::default()).await?;
    let round = office.round(PUBLIC).await?;
    let (framework, instrument) = office.instrument(&round)?;
    let files = app.round_files(&round, framework, instrument, custodians);
    open_beside(office, PUBLIC, &files).await?;
    let mut fragments = Vec::with_capacity(many);
    while fragments.len() < many {
        let batch = mint_slips(office, PUBLIC, &agency, LARGEST_BATCH).await?;
        fragments.extend(batch.into_iter().map(|slip| slip.fragment));
    }
    fragments.truncate(many);
    Ok(fragments)
}

/// The encoding of a ballot with the first option everywhere, and nothing said of oneself.
async fn first_options(app: &App, code: &str) -> Result<Vec<u8>, Failure> {
    let (_, instrument) = app.office.instrument(&app.office.round(code).await?)?;
    let answers = Answers::new(vec![0; instrument.sub_items().count()]);
    Ok(answers
        .saying(vec![0; instrument.profile.len()])
        .encode(instrument))
}
