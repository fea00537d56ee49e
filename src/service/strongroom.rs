//! What lives on between two requests and must be read by nobody: key ceremonies under way, and the first
//! key sheet of a count, which waits for the second.
//!
//! It lies as a file in a folder that all nodes share, sealed twice: under a key that the browser of whoever
//! began it keeps in a cookie and that stands nowhere else, and outside of that under the key-encryption key.
//! Any node can go on with it, and no node can without that browser. It is opened for a request and wiped
//! from memory with its end; the file is overwritten and removed when the act is over, when it is given up,
//! or when its time is over, by whichever node comes to it first.
//!
//! What that changes against keeping it in the memory of one process, as is simpler: the memory of a server
//! holds sheets for moments in place of minutes, and a server that ends loses nothing. But sealed bytes come
//! to be on a disk, and where a disk keeps what was overwritten (flash memory, snapshots), they stay. Whoever
//! has them opens them with the key-encryption key *and* that browser's cookie, and with nothing less: not with
//! the data folder, the registry, backups of both and all logs. The cookie lives for one ceremony or
//! one count, is sent with the pages of that round alone, and goes when the browser ends it or is closed. Who
//! can take it from the browser, or watch the connection, while it is in use saw the sheets anyway: they are
//! on that screen.

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::keyring::Keyring;
use super::office::Office;
use super::refusal::Refusal;
use crate::crypto::sign_in::BearerToken;
use crate::domain::round::RoundState;
use crate::service::runs;
use crate::store::{Holding, StrongroomFolder, StrongroomHeld};
use crate::world::World;

/// Bytes before what is sealed: when it is over, in seconds.
const UNTIL_LENGTH: usize = 8;

/// The strongroom.
#[derive(Clone)]
pub struct Strongroom {
    folder: StrongroomFolder,
    keys: Keyring,
    world: World,
}

/// The strongroom while nobody else, on whatever node, is in it.
pub(super) struct Inside<'a> {
    room: &'a Strongroom,
    held: StrongroomHeld,
}

/// What is there.
pub(super) enum Found {
    /// Nothing, or nothing any more.
    Nothing,
    /// Something that another browser's key opens, until then.
    Locked(Timestamp),
    /// Something that this browser's key opened, until then.
    Opened(Timestamp, Zeroizing<Vec<u8>>),
}

impl Strongroom {
    /// Works on this folder.
    pub fn new(folder: StrongroomFolder, keys: Keyring, world: World) -> Self {
        Self {
            folder,
            keys,
            world,
        }
    }

    /// Goes in as soon as nobody else is.
    pub(super) async fn enter(&self) -> Result<Inside<'_>, Refusal> {
        let folder = self.folder.clone();
        let held = tokio::task::spawn_blocking(move || folder.hold()).await;
        let held = held.map_err(|_| Refusal::Crypto)??;
        Ok(Inside { room: self, held })
    }

    /// The same for who may block the thread.
    pub(super) fn enter_blocking(&self) -> Result<Inside<'_>, Refusal> {
        let held = self.folder.hold()?;
        Ok(Inside { room: self, held })
    }

    /// Destroys all that is held of a round.
    pub(super) async fn clear(&self, round: &str) -> Result<(), Refusal> {
        let inside = self.enter().await?;
        let mut all = Holding::ALL.into_iter();
        all.try_for_each(|what| inside.destroy(round, what))
    }

    /// What lies open there: how far a run is.
    pub(super) fn read(&self, round: &str, what: Holding) -> Result<Option<Vec<u8>>, Refusal> {
        Ok(self.folder.read(round, what)?)
    }
}

impl Inside<'_> {
    /// What is held of a round, opened if this browser's key opens it.
    pub(super) fn find(
        &self,
        round: &str,
        what: Holding,
        key: Option<&BearerToken>,
    ) -> Result<Found, Refusal> {
        let Some(bytes) = self.room.folder.read(round, what)? else {
            return Ok(Found::Nothing);
        };
        let (until, sealed) = taken_apart(&bytes).ok_or(Refusal::Crypto)?;
        if until <= self.room.world.now() {
            self.destroy(round, what)?;
            return Ok(Found::Nothing);
        }
        let name = name(round, what, until);
        let inner = self.room.keys.unseal(&name, sealed)?;
        let opened = key.and_then(|key| key.as_vault_key().unseal(&name, &inner).ok());
        Ok(match opened {
            Some(secret) => Found::Opened(until, secret),
            None => Found::Locked(until),
        })
    }

    /// Holds a secret of a round under this browser's key, in the place of what was held.
    pub(super) fn keep(
        &self,
        round: &str,
        what: Holding,
        (key, until): (&BearerToken, Timestamp),
        secret: &[u8],
    ) -> Result<(), Refusal> {
        let name = name(round, what, until);
        let inner = key
            .as_vault_key()
            .seal(&name, self.room.world.random()?, secret)
            .map_err(|_| Refusal::Crypto)?;
        let sealed = self.room.keys.seal(&name, &inner)?;
        let bytes = [until.as_second().to_be_bytes().as_slice(), &sealed].concat();
        Ok(self.held.write(round, what, &bytes)?)
    }

    /// Writes what may lie open.
    pub(super) fn write(&self, round: &str, what: Holding, text: &str) -> Result<(), Refusal> {
        Ok(self.held.write(round, what, text.as_bytes())?)
    }

    /// Overwrites and removes it.
    pub(super) fn destroy(&self, round: &str, what: Holding) -> Result<(), Refusal> {
        self.held.destroy(round, what)?;
        self.held.leave(round);
        Ok(())
    }

    /// Whether nothing is held, or its time is over.
    fn is_over(&self, round: &str, what: Holding) -> Result<bool, Refusal> {
        let bytes = self.room.folder.read(round, what)?;
        let until = bytes.as_deref().and_then(taken_apart);
        Ok(until.is_none_or(|(until, _)| until <= self.room.world.now()))
    }
}

/// Destroys what is over, and what a killed process left.
pub async fn sweep_strongroom(office: &Office) -> Result<(), Refusal> {
    for code in office.strongroom.folder.rounds()? {
        let state = office.registry.round(&code).await?.map(|round| round.state);
        for what in Holding::ALL {
            let (needed_in, is_run) = match what {
                Holding::Ceremony => (RoundState::Draft, false),
                Holding::Opening => (RoundState::Draft, true),
                Holding::Sheet => (RoundState::Closed, false),
                Holding::Tally => (RoundState::Closed, true),
            };
            let goes_on = is_run && runs::goes_on(office, what, &code).await?;
            let inside = office.strongroom.enter().await?;
            let over = state != Some(needed_in) || (!is_run && inside.is_over(&code, what)?);
            if over && !goes_on {
                inside.destroy(&code, what)?;
            }
        }
    }
    Ok(())
}

/// Under what it is sealed: nothing of another round, of another kind, or with another end opens in its place.
fn name(round: &str, what: Holding, until: Timestamp) -> String {
    let (what, until) = (what.name(), until.as_second());
    format!("strongroom/{round}/{what}/{until}")
}

fn taken_apart(bytes: &[u8]) -> Option<(Timestamp, &[u8])> {
    let (until, sealed) = bytes.split_first_chunk::<UNTIL_LENGTH>()?;
    let until = Timestamp::from_second(i64::from_be_bytes(*until)).ok()?;
    Some((until, sealed))
}
