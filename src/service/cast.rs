//! Casting a ballot: nothing comes with it that leads to a person.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::refusal::Refusal;
use crate::crypto::blind_rsa::IssuingPublicKey;
use crate::crypto::manifest::Manifest;
use crate::crypto::message::{ballot_message, envelope_length, nullifier};
use crate::domain::wire::{Envelope, PollId, Random32, RsaBlock};
use crate::fault::{self, Step};
use crate::store::{Cast, ContentFolder, Results, StoredBallot, Urns};
use crate::world::World;

/// Handle of the urn's slot: ballots, boards and public files, never people.
#[derive(Clone)]
pub struct CastBallot {
    urns: Urns,
    content: ContentFolder,
    results: Results,
    world: World,
    polls: Arc<RwLock<HashMap<PollId, Arc<KnownPoll>>>>,
}

/// What the slot needs to know of a poll, from its public manifest.
struct KnownPoll {
    round: String,
    issuing_key: IssuingPublicKey,
    envelope_length: usize,
}

/// A ballot as it arrives.
#[derive(Debug, Clone)]
pub struct ArrivingBallot {
    /// Poll it is for.
    pub poll: PollId,
    /// Answers, sealed twice.
    pub envelope: Envelope,
    /// Randomising prefix of the signed message.
    pub random32: Random32,
    /// The right to cast it.
    pub signature: RsaBlock,
}

/// What came of a cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// In the urn, now or since an earlier cast of the same envelope.
    InUrn,
    /// No such poll, wrong size, or no valid right.
    Invalid,
    /// The poll does not accept ballots any more.
    Closed,
}

impl CastBallot {
    /// A slot over these urns.
    pub fn new(urns: Urns, content: ContentFolder, results: Results, world: World) -> Self {
        Self {
            urns,
            content,
            results,
            world,
            polls: Arc::default(),
        }
    }

    /// Verifies the right and puts the ballot into the urn, once.
    pub async fn cast(&self, ballot: ArrivingBallot) -> Result<Outcome, Refusal> {
        let Some(poll) = self.known(&ballot.poll) else {
            return Ok(Outcome::Invalid);
        };
        let message = ballot_message(&ballot.poll, &ballot.envelope);
        let fits = ballot.envelope.bytes().len() == poll.envelope_length;
        if !fits
            || poll
                .issuing_key
                .verify(&ballot.random32, &message, &ballot.signature)
                .is_err()
        {
            return Ok(Outcome::Invalid);
        }
        let Some(urn) = self.urns.get(&poll.round).await? else {
            return self.without_urn(&ballot.poll).await;
        };
        let stored = StoredBallot {
            nullifier: nullifier(&ballot.poll, &ballot.envelope),
            envelope: ballot.envelope,
            random32: ballot.random32,
            signature: ballot.signature,
        };
        let clock = || self.world.now();
        fault::at(Step::CastVerified);
        let cast = urn.cast(&ballot.poll, stored, clock).await?;
        fault::at(Step::CastStored);
        Ok(match cast {
            Cast::InUrn => Outcome::InUrn,
            Cast::NotAccepting => Outcome::Closed,
            Cast::UnknownPoll => return Err(Refusal::mend("errors.urn-missing")),
        })
    }

    /// No urn: counted and removed if there is a board. Else an operator's mistake, such as a disk
    /// that is not mounted: the ballot must wait, not be given up.
    async fn without_urn(&self, poll: &PollId) -> Result<Outcome, Refusal> {
        match self.results.board(poll).await? {
            Some(_) => Ok(Outcome::Closed),
            None => Err(Refusal::mend("errors.urn-missing")),
        }
    }

    fn known(&self, poll: &PollId) -> Option<Arc<KnownPoll>> {
        if let Some(known) = self
            .polls
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(poll)
        {
            return Some(known.clone());
        }
        let manifest = Manifest::parse(&self.content.manifest_of_poll(poll)?).ok()?;
        let known = Arc::new(KnownPoll {
            issuing_key: manifest.issuing_key().ok()??,
            envelope_length: envelope_length(manifest.ballot_length),
            round: manifest.round.code,
        });
        self.polls
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(*poll, known.clone());
        Some(known)
    }
}
