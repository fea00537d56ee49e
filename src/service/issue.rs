//! Issuing a credential: the acknowledgement is recorded, then the blinded message is signed.
//! The server never sees what it signs.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use jiff::civil::Date;

use super::keyring::Keyring;
use super::refusal::Refusal;
use super::signers::Signers;
use crate::crypto::blind_rsa::IssuingKey;
use crate::crypto::token::{blinded_digest, token_digest};
use crate::domain::wire::{Fingerprint, PollId, RsaBlock, Token};
use crate::fault::{self, Step};
use crate::store::{Acknowledgement, Issued, KeyName, Registry, Signatory};
use crate::world::World;

/// Version of the text that a person signs; another text is another version.
pub const ACKNOWLEDGEMENT: &str = "v1";

/// Handle of the issuing desk: people and issuing keys, never ballots.
#[derive(Clone)]
pub struct Issue {
    registry: Registry,
    keys: Keyring,
    world: World,
    opened: Arc<RwLock<HashMap<PollId, OpenedKey>>>,
    signers: Signers,
}

/// An issuing key that is kept open.
struct OpenedKey {
    round: String,
    key: Arc<IssuingKey>,
}

/// What came of a request.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// Signed; this person's acknowledgement stands.
    Signed(Box<RsaBlock>, Signatory),
    /// Another message was signed for this person on this day.
    AlreadyAcknowledged(Date),
    /// The link is not in force, the round does not accept, or the poll is not the person's.
    Refused,
}

impl Issue {
    /// An issuing desk.
    pub fn new(registry: Registry, keys: Keyring, world: World) -> Self {
        Self {
            registry,
            keys,
            world,
            opened: Arc::default(),
            signers: Signers::default(),
        }
    }

    /// Checks everything, records the acknowledgement once, then signs. The same `blinded` again
    /// gets the same signature; another gets none.
    pub async fn issue(
        &self,
        token: &Token,
        fingerprint: &Fingerprint,
        blinded: &RsaBlock,
    ) -> Result<Outcome, Refusal> {
        let Some(known) = self.registry.poll(fingerprint).await? else {
            return Ok(Outcome::Refused);
        };
        let Some(key) = self.key(&known.code, &known.poll.id)? else {
            return Ok(Outcome::Refused);
        };
        if !key.accepts(blinded) {
            return Ok(Outcome::Refused);
        }
        self.signers.room().await;
        let act = Acknowledgement {
            token: token_digest(token),
            round: known.round,
            agency: known.poll.agency,
            blinded: blinded_digest(blinded),
            version: ACKNOWLEDGEMENT,
            now: self.world.now(),
            today: self.world.today(),
        };
        match self.registry.acknowledge(act).await? {
            Issued::Signed(who) => {
                let signature = self.signers.sign(key, *blinded).await?;
                fault::at(Step::IssueSigned);
                Ok(Outcome::Signed(Box::new(signature), who))
            }
            Issued::ByAnother(day) => Ok(Outcome::AlreadyAcknowledged(day)),
            Issued::Refused => Ok(Outcome::Refused),
        }
    }

    /// Clears issuing keys from memory that were destroyed on disk, whoever destroyed them. Asked
    /// every few seconds: after the grace nobody may come any more to make it happen.
    pub fn forget_destroyed(&self) {
        self.opened
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .retain(|poll, opened| self.keys.exists(KeyName::Issuing(&opened.round, poll)));
    }

    /// The poll's issuing key, if it was not destroyed. Read from disk once, then kept open; a
    /// destroyed one is forgotten because its sealed file is looked for each time.
    fn key(&self, round: &str, poll: &PollId) -> Result<Option<Arc<IssuingKey>>, Refusal> {
        let name = KeyName::Issuing(round, poll);
        if !self.keys.exists(name) {
            self.forget_destroyed();
            return Ok(None);
        }
        if let Some(opened) = self
            .opened
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(poll)
        {
            return Ok(Some(opened.key.clone()));
        }
        let key = Arc::new(IssuingKey::from_der(&self.keys.take(name)?)?);
        let opened = OpenedKey {
            round: round.to_owned(),
            key: key.clone(),
        };
        self.opened
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(*poll, opened);
        Ok(Some(key))
    }
}
