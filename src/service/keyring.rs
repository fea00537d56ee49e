//! Secrets of rounds: sealed by the vault, kept in the key folder.

use std::sync::Arc;

use zeroize::Zeroizing;

use super::refusal::Refusal;
use crate::crypto::token::TokenKey;
use crate::crypto::vault::Kek;
use crate::domain::wire::PollId;
use crate::store::{KeyFolder, KeyName, KeysHeld};
use crate::world::World;

/// The key folder together with the key-encryption key that opens it.
#[derive(Clone)]
pub struct Keyring {
    folder: KeyFolder,
    kek: Option<Arc<Kek>>,
    world: World,
}

impl Keyring {
    /// Without a key-encryption key every act on a secret is refused with a message that says how
    /// to give one.
    pub fn new(folder: KeyFolder, kek: Option<Kek>, world: World) -> Self {
        Self {
            folder,
            kek: kek.map(Arc::new),
            world,
        }
    }

    /// What puzzles are sealed with: the same on all nodes, since another than gave one may be asked to take
    /// its solution. Nothing where there is no key-encryption key.
    pub fn puzzle_secret(&self) -> Option<[u8; 32]> {
        let kek = self.kek.as_ref()?;
        Some(*kek.secret_for("puzzles"))
    }

    /// Seals a secret and writes it durably.
    pub fn keep(&self, name: KeyName<'_>, secret: &[u8]) -> Result<(), Refusal> {
        let sealed = self
            .kek()?
            .seal(&name.path(), self.world.random()?, secret)
            .map_err(|_| Refusal::Crypto)?;
        Ok(self.folder.write(name, &sealed)?)
    }

    /// Seals a secret and writes it in the place of another of its name, which is overwritten as soon
    /// as the new one is on disk.
    pub fn replace(
        &self,
        name: KeyName<'_>,
        secret: &[u8],
        held: &KeysHeld,
    ) -> Result<(), Refusal> {
        let sealed = self
            .kek()?
            .seal(&name.path(), self.world.random()?, secret)
            .map_err(|_| Refusal::Crypto)?;
        Ok(self.folder.replace(name, &sealed, held)?)
    }

    /// Seals a secret that is stored elsewhere.
    pub fn seal(&self, name: &str, secret: &[u8]) -> Result<Vec<u8>, Refusal> {
        self.kek()?
            .seal(name, self.world.random()?, secret)
            .map_err(|_| Refusal::Crypto)
    }

    /// Opens what [`Keyring::seal`] sealed under the same name.
    pub fn unseal(&self, name: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        self.kek()?
            .unseal(name, sealed)
            .map_err(|_| Refusal::mend("errors.kek-wrong"))
    }

    /// The secret, if it was kept and not destroyed.
    pub fn find(&self, name: KeyName<'_>) -> Result<Option<Zeroizing<Vec<u8>>>, Refusal> {
        let Some(sealed) = self.folder.read(name)? else {
            return Ok(None);
        };
        let opened = self.kek()?.unseal(&name.path(), &sealed);
        opened
            .map(Some)
            .map_err(|_| Refusal::mend("errors.kek-wrong"))
    }

    /// The secret; refused if it is gone.
    pub fn take(&self, name: KeyName<'_>) -> Result<Zeroizing<Vec<u8>>, Refusal> {
        self.find(name)?
            .ok_or_else(|| Refusal::mend("errors.key-gone"))
    }

    /// Whether there is a key-encryption key.
    pub fn can_seal(&self) -> bool {
        self.kek.is_some()
    }

    /// Whether the secret is there.
    pub fn exists(&self, name: KeyName<'_>) -> bool {
        self.folder.exists(name)
    }

    /// The secret from which a round's links are derived.
    pub fn token_key(&self, round: &str) -> Result<TokenKey, Refusal> {
        let bytes = self.take(KeyName::Token(round))?;
        let bytes: [u8; 32] = bytes.as_slice().try_into().map_err(|_| Refusal::Crypto)?;
        Ok(TokenKey::new(&bytes))
    }

    /// Waits until nobody else makes keys, whatever process it is.
    pub async fn hold(&self) -> Result<KeysHeld, Refusal> {
        let folder = self.folder.clone();
        let held = tokio::task::spawn_blocking(move || folder.hold()).await;
        Ok(held.map_err(|_| Refusal::Crypto)??)
    }

    /// All secrets as they are stored, each sealed under the key-encryption key.
    pub fn all_sealed(&self, held: &KeysHeld) -> Result<Vec<(String, Vec<u8>)>, Refusal> {
        Ok(self.folder.all(held)?)
    }

    /// Polls that have an issuing key, in the order of their names.
    pub fn issuing_polls(&self, round: &str, held: &KeysHeld) -> Result<Vec<PollId>, Refusal> {
        Ok(self.folder.issuing_polls(round, held)?)
    }

    /// Destroys what a killed opening left of a round that is no more than a draft, but for issuing keys.
    pub fn sweep_draft(&self, round: &str, held: &KeysHeld) -> Result<(), Refusal> {
        Ok(self.folder.sweep_draft(round, held)?)
    }

    /// Destroys what a killed run left beside the secrets of these polls.
    pub fn sweep_round(
        &self,
        round: &str,
        polls: &[PollId],
        held: &KeysHeld,
    ) -> Result<(), Refusal> {
        Ok(self.folder.sweep_round(round, polls, held)?)
    }

    /// Destroys every secret of a round.
    pub fn destroy_round(&self, round: &str) -> Result<(), Refusal> {
        Ok(self.folder.destroy_round(round)?)
    }

    /// Whether anything is left of a round's secrets.
    pub fn remains(&self, round: &str) -> bool {
        self.folder.remains(round)
    }

    /// Overwrites and removes a secret.
    pub fn destroy(&self, name: KeyName<'_>) -> Result<(), Refusal> {
        Ok(self.folder.destroy(name)?)
    }

    fn kek(&self) -> Result<&Kek, Refusal> {
        self.kek
            .as_deref()
            .ok_or_else(|| Refusal::mend("errors.kek-missing"))
    }
}
