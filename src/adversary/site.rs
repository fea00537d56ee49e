//! An installation in a folder of its own, with a server on a free port and a clock that the experiment
//! moves.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use actix_web::dev::ServerHandle;
use jiff::{SignedDuration, Timestamp};

use super::Spoilt;
use crate::app::App;
use crate::app::server::{Listening, serve};
use crate::crypto::key_sheet::KeySheet;
use crate::domain::encoding::hex;
use crate::domain::wire::Random32;
use crate::rehearsal::Respondent;
use crate::rehearsal::respondent::{Ballot, agent};
use crate::service::Refusal;
use crate::service::close_round::close_round;
use crate::service::finish_round::finish_due_rounds;
use crate::service::key_sheets::open_secret;
use crate::service::publish::publish_round;
use crate::service::tally::tally;
use crate::world::World;

/// Monday, 2 November 2026, 8:00 in Thailand.
const START: i64 = 1_793_581_200;

/// An installation and what its makers know.
pub struct Site {
    /// Its folder; removed with it.
    pub folder: PathBuf,
    /// The product.
    pub app: App,
    /// Its clock and chance.
    pub world: World,
    /// Address of its server.
    pub base: String,
    start: Timestamp,
    server: ServerHandle,
}

impl Drop for Site {
    fn drop(&mut self) {
        drop(self.server.stop(false));
        // What stays behind is synthetic; the next run takes another folder.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Site {
    /// Makes one below `below`. Its clock stands where the first round opens.
    pub async fn make(below: &Path, seed: u64) -> Result<Self, Spoilt> {
        let start = Timestamp::from_second(START).map_err(|_| Spoilt::Setup("clock"))?;
        Self::beginning(below, seed, start).await
    }

    /// The same with the clock of the machine at its beginning, for other programs on the same folder.
    pub async fn make_today(below: &Path, seed: u64) -> Result<Self, Spoilt> {
        Self::beginning(below, seed, World::real().now()).await
    }

    async fn beginning(below: &Path, seed: u64, start: Timestamp) -> Result<Self, Spoilt> {
        let world = World::fixed(start, seed);
        let own: [u8; 8] = World::real().random().map_err(Refusal::from)?;
        let folder = below.join(hex(&own));
        crate::app::make_data_folder(&folder)?;
        std::fs::write(folder.join("scratch.kek"), hex(&[0x5a; 32]))?;
        std::fs::write(folder.join("settings.toml"), SETTINGS)?;
        let app = App::open(&folder, world.clone(), "experiment").await?;
        let (base, server) = listen(&app)?;
        Ok(Self {
            folder,
            app,
            world,
            base,
            start,
            server,
        })
    }

    /// Moves the clock to so long after the beginning.
    pub fn at(&self, after: SignedDuration) -> Result<(), Spoilt> {
        let now = self.start.checked_add(after);
        self.world
            .set_clock(now.map_err(|_| Spoilt::Setup("clock"))?);
        Ok(())
    }

    /// Closes a round, counts it with two key sheets and publishes it.
    pub async fn count(&self, code: &str, sheets: &[KeySheet]) -> Result<(), Spoilt> {
        let office = &self.app.office;
        close_round(office, code).await?;
        finish_due_rounds(office).await?;
        self.count_closed(code, sheets).await
    }

    /// Counts a closed round with two key sheets and publishes it.
    pub async fn count_closed(&self, code: &str, sheets: &[KeySheet]) -> Result<(), Spoilt> {
        let office = &self.app.office;
        let round = office.round(code).await?;
        let sheets = sheets.get(..2).unwrap_or_default();
        let secret = open_secret(office, &round, sheets).await?;
        tally(office, code, &secret, |_| {}).await?;
        publish_round(office, code).await?;
        Ok(())
    }
}

/// Somebody answers by a personal link, over HTTP.
pub async fn by_link(site: &Site, link: String, answers: Vec<u8>) -> Result<Ballot, Spoilt> {
    by_link_at(site, &site.base, link, answers).await
}

/// The same at another server of the installation.
pub async fn by_link_at(
    site: &Site,
    base: &str,
    link: String,
    answers: Vec<u8>,
) -> Result<Ballot, Spoilt> {
    let random = Random32::new(site.world.random().map_err(Refusal::from)?);
    let base = base.to_owned();
    apart(move || {
        let respondent = Respondent::open(&agent(), &base, &link)?;
        respondent.look()?;
        let prepared = respondent.prepare(&answers, random)?;
        let ballot = respondent.issue(&prepared)?;
        respondent.cast(&ballot)?;
        Ok(ballot)
    })
    .await
}

/// Runs something that waits for the server on a thread of its own.
pub async fn apart<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, Spoilt> + Send + 'static,
) -> Result<T, Spoilt> {
    let done = actix_web::rt::task::spawn_blocking(act).await;
    done.map_err(|_| Spoilt::Setup("thread"))?
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

fn listen(app: &App) -> Result<(String, ServerHandle), Spoilt> {
    let address = SocketAddr::from(([127, 0, 0, 1], 0));
    let listening = Listening::on(address);
    let serving = serve(app.respondent_desk(), app.console(), &listening)?;
    let handle = serving.server.handle();
    actix_web::rt::spawn(serving.server);
    Ok((format!("http://{}", serving.address), handle))
}
