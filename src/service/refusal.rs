//! Why an act was refused, as a key that the edge words.

use crate::crypto::blind_rsa::BlindRsaError;
use crate::crypto::hpke::SealError;
use crate::domain::message::Message;
use crate::domain::round::RoundState;
use crate::store::{NoWriting, StoreError};
use crate::world::NoChance;

/// Why an act was refused or failed. Nothing was changed then.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The user can mend it; the message says how.
    #[error("{}", .0.key)]
    Mendable(Message),
    /// A store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The operating system gave no randomness.
    #[error(transparent)]
    Chance(#[from] NoChance),
    /// OpenSSL failed to make or use a key.
    #[error("cryptography failed")]
    Crypto,
}

impl Refusal {
    /// A refusal that the user can mend.
    pub fn mend(key: &'static str) -> Self {
        Self::Mendable(Message::new(key))
    }

    /// Whether the user can mend it; else something of ours failed.
    pub fn is_mendable(&self) -> bool {
        matches!(
            self,
            Refusal::Mendable(_) | Refusal::Store(StoreError::TookPart(_) | StoreError::Stale)
        )
    }

    /// Whether nothing at all can be saved for a while: nothing is lost by trying again.
    pub fn is_no_writing(&self) -> bool {
        matches!(self, Refusal::Store(problem) if problem.no_writing().is_some())
    }

    /// No round has this code.
    pub fn round_unknown(code: &str) -> Self {
        Self::Mendable(Message::new("errors.round-unknown").with("round", code))
    }

    /// No agency has this code.
    pub fn agency_unknown(code: &str) -> Self {
        Self::Mendable(Message::new("errors.agency-unknown").with("agency", code))
    }

    /// The round is in a state in which this cannot be done.
    pub fn wrong_state(code: &str, state: RoundState) -> Self {
        Self::Mendable(
            Message::new("errors.round-state")
                .with("round", code)
                .worded("state", format!("state.{state}")),
        )
    }

    /// What to tell the user.
    pub fn message(&self) -> Message {
        match self {
            Refusal::Mendable(message) => message.clone(),
            Refusal::Store(problem) => of_store(problem),
            Refusal::Chance(_) | Refusal::Crypto => Message::new("errors.crypto"),
        }
    }
}

/// What to tell the user of a store that could not be used.
pub fn of_store(problem: &StoreError) -> Message {
    match problem.no_writing() {
        Some(NoWriting::Full) => return Message::new("errors.disk-full"),
        Some(NoWriting::ReadOnly) => return Message::new("errors.read-only"),
        Some(NoWriting::Settings) | None => {}
    }
    match problem {
        StoreError::TookPart(id) => Message::new("errors.took-part-already").with("id", id),
        StoreError::Stale => Message::new("errors.stale"),
        StoreError::Newer => Message::new("errors.newer"),
        StoreError::Damaged(what) => Message::new("errors.damaged").with("what", what),
        StoreError::File(error) => Message::new("errors.file").with("problem", error),
        StoreError::OnServer => Message::new("errors.on-server"),
        StoreError::NoServer { server, problem } => Message::new("errors.no-server")
            .with("server", server)
            .with("problem", problem),
        StoreError::Settings(wrong) => {
            let wrong: Vec<String> = wrong.iter().map(ToString::to_string).collect();
            Message::new("errors.server-settings").with("wrong", wrong.join("; "))
        }
        StoreError::Database(_) => Message::new("errors.database"),
    }
}

impl From<BlindRsaError> for Refusal {
    fn from(_: BlindRsaError) -> Self {
        Refusal::Crypto
    }
}

impl From<SealError> for Refusal {
    fn from(_: SealError) -> Self {
        Refusal::Crypto
    }
}
