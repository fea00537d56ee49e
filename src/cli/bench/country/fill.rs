//! A round with its people, opened, and with sealed ballots in the urn, as if everybody had answered.

use std::num::NonZero;
use std::path::Path;
use std::thread::{ScopedJoinHandle, available_parallelism, scope};

use futures_util::future::try_join_all;

use super::super::fill;
use super::count::opened;
use super::{Measured, measured};
use crate::app::App;
use crate::cli::demo;
use crate::cli::show::{Failure, Shown, write_file};
use crate::crypto::hpke::SealPublicKey;
use crate::crypto::manifest::Manifest;
use crate::crypto::message::{nullifier, seal_ballot};
use crate::domain::agency::Agency;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::people::Standing;
use crate::domain::round::Poll;
use crate::domain::wire::{Random32, RsaBlock};
use crate::rehearsal::country::{agencies, people};
use crate::rehearsal::department::answers;
use crate::service::Refusal;
use crate::store::{StoredBallot, Urn};
use crate::world::World;

/// Code of the round.
pub(super) const ROUND: &str = "2570-1";
/// Where the key sheet lies, of a folder that lives for minutes.
pub(super) const SHEET: &str = "bench-sheet.txt";
/// Where it says how long it took until the ballots were in the urn, in microseconds.
pub(super) const CAST: &str = "bench-cast.txt";
/// Ballots that are cast at once.
const AT_ONCE: usize = 1_000;
/// Agencies whose people are put in at once.
const AGENCIES_AT_ONCE: usize = 20;
/// Of a thousand answers, how many are the best one.
const BEST: u32 = 800;

/// Makes a folder with the people of so many agencies.
pub(super) async fn fill(folder: &Path, ballots: usize, many: usize) -> Shown {
    demo::write_settings(folder, 0)?;
    let app = opened(folder).await?;
    let office = &app.office;
    let saved = office.step().save_agencies(&agencies(many)).await;
    saved.map_err(Refusal::from)?;
    let known = office.registry.agencies().await.map_err(Refusal::from)?;
    fill::create(&app, 1, ROUND, "iit").await?;
    add_people(&app, &known, &shares(ballots, known.len())).await
}

/// Opens the round with its ceremony, which draws all keys.
pub(super) async fn open(folder: &Path) -> Result<Measured, Failure> {
    let app = opened(folder).await?;
    let begun = app.office.world.now();
    let custodians = [fill::CUSTODIAN.to_owned()];
    for sheet in app.rehearse_ceremony(ROUND, &custodians).await? {
        write_file(&folder.join(SHEET), sheet.text().as_bytes())?;
    }
    Ok(measured("country-open", begun))
}

/// Has everybody's ballot in the urn.
pub(super) async fn cast(folder: &Path, ballots: usize) -> Shown {
    let app = opened(folder).await?;
    let office = &app.office;
    let round = office.round(ROUND).await?;
    let polls = office.registry.polls(round.id).await;
    let polls = polls.map_err(Refusal::from)?;
    let mut taken = 0;
    for (poll, share) in polls.iter().zip(shares(ballots, polls.len())) {
        taken += Sealer::of(&app, poll).await?.cast(share).await?;
    }
    write_file(&folder.join(CAST), taken.to_string().as_bytes())
}

/// How many of the ballots each agency has.
fn shares(ballots: usize, agencies: usize) -> Vec<usize> {
    let rest = ballots % agencies.max(1);
    let share = |at| ballots / agencies.max(1) + usize::from(at < rest);
    (0..agencies).map(share).collect()
}

async fn add_people(app: &App, known: &[Agency], shares: &[usize]) -> Shown {
    let round = app.office.round(ROUND).await?;
    let today = app.office.world.today();
    let all: Vec<_> = known.iter().zip(shares).collect();
    for some in all.chunks(AGENCIES_AT_ONCE) {
        let row = |agency: &Agency, n| {
            let id = agency.id;
            let row = move |member| (id, member, Standing::Eligible);
            people(&agency.code, n).into_iter().map(row)
        };
        let listed: Vec<_> = some
            .iter()
            .flat_map(|(agency, n)| row(agency, **n))
            .collect();
        let saved = app.office.step().save_staff(round.id, &listed, &[], today);
        saved.await.map_err(Refusal::from)?;
    }
    Ok(())
}

/// Everybody of one poll.
struct Sealer<'a> {
    asked: (&'a Framework, &'a Instrument),
    world: &'a World,
    keys: (SealPublicKey, SealPublicKey),
    poll: &'a Poll,
    urn: Urn,
}

impl<'a> Sealer<'a> {
    async fn of(app: &'a App, poll: &'a Poll) -> Result<Self, Failure> {
        let gone = || Failure::said("bench.no-measure");
        let office = &app.office;
        let urn = office.urns.get(ROUND).await.map_err(Refusal::from)?;
        let manifest = office.content.manifest_of_poll(&poll.id);
        let manifest = manifest.and_then(|bytes| Manifest::parse(&bytes).ok());
        let manifest = manifest.ok_or_else(gone)?;
        let key = |bytes| SealPublicKey::from_bytes(bytes).map_err(Refusal::from);
        Ok(Self {
            asked: office.instrument(&office.round(ROUND).await?)?,
            world: &office.world,
            keys: (key(&manifest.round_key.0)?, key(&manifest.poll_key.0)?),
            poll,
            urn: urn.ok_or_else(gone)?,
        })
    }

    /// Puts so many ballots into the urn; how long the urn took, in microseconds.
    async fn cast(&self, mut many: usize) -> Result<u64, Failure> {
        let mut taken = 0;
        while many > 0 {
            let some = self.sealed(many.min(AT_ONCE))?;
            many -= some.len();
            let begun = self.world.now();
            let clock = || self.world.now();
            let casts = some.into_iter();
            let casts = casts.map(|ballot| self.urn.cast(&self.poll.id, ballot, clock));
            try_join_all(casts).await.map_err(Refusal::from)?;
            let took = self.world.now().duration_since(begun).as_micros();
            taken += u64::try_from(took).unwrap_or_default();
        }
        Ok(taken)
    }

    /// Ballots, sealed on all cores.
    fn sealed(&self, many: usize) -> Result<Vec<StoredBallot>, Refusal> {
        let cores = available_parallelism().map_or(1, NonZero::get);
        let shares = shares(many, cores);
        let seal = |share| (0..share).map(|_| self.ballot()).collect();
        let parts: Vec<Result<Vec<StoredBallot>, Refusal>> = scope(|scope| {
            let threads: Vec<_> = shares
                .into_iter()
                .map(|share| scope.spawn(move || seal(share)))
                .collect();
            let ended = threads.into_iter().map(ScopedJoinHandle::join);
            ended
                .map(|part| part.unwrap_or(Err(Refusal::Crypto)))
                .collect()
        });
        let parts: Result<Vec<_>, _> = parts.into_iter().collect();
        Ok(parts?.into_iter().flatten().collect())
    }

    /// A valid ballot; the credential beside it is made up, since a count does not look at it.
    fn ballot(&self) -> Result<StoredBallot, Refusal> {
        let plain = answers(self.asked.0, self.asked.1, BEST, self.world)?.encode(self.asked.1);
        let Poll {
            id, fingerprint, ..
        } = self.poll;
        let envelope = seal_ballot(&self.keys.0, &self.keys.1, fingerprint, id, &plain)?;
        Ok(StoredBallot {
            nullifier: nullifier(id, &envelope),
            envelope,
            random32: Random32::new(self.world.random()?),
            signature: RsaBlock::new(self.world.random()?),
        })
    }
}
