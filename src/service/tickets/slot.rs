//! The slot for ballots that come with a ticket, and what a ticket is good for. Nothing that leads to
//! a person comes here, and nothing is known here that could.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use crate::crypto::manifest::Manifest;
use crate::crypto::message::{envelope_length, nullifier};
use crate::crypto::ticket::ticket_digest;
use crate::domain::ticket::Channel;
use crate::domain::wire::{Envelope, Fingerprint, PollId, Ticket};
use crate::fault::{self, Step};
use crate::service::Refusal;
use crate::store::{ContentFolder, Results, Spend, TicketBallot, TicketCast, Urn, Urns};
use crate::world::World;

/// Handle of the slot: ballots, boards and public files.
#[derive(Clone)]
pub struct TicketSlot {
    pub(super) urns: Urns,
    pub(super) content: ContentFolder,
    pub(super) results: Results,
    pub(super) world: World,
    known: Arc<RwLock<Known>>,
}

/// Manifests that were read once: nothing in one moves.
#[derive(Default)]
struct Known {
    by_fingerprint: HashMap<Fingerprint, Arc<Manifest>>,
    by_poll: HashMap<PollId, Arc<Manifest>>,
}

/// A ballot as it arrives.
#[derive(Debug, Clone)]
pub struct ArrivingTicketBallot {
    /// Poll it is for.
    pub poll: PollId,
    /// Answers, sealed twice.
    pub envelope: Envelope,
    /// The right to cast it.
    pub ticket: Ticket,
    /// The way by which the ticket went out. Another one than its own makes it no ticket.
    pub channel: Channel,
    /// Whether it followed the ballot before it faster than people answer, as the device says.
    pub hasty: bool,
}

/// What came of a cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// In the urn, now or since an earlier cast of the same envelope.
    InUrn,
    /// No such poll, or wrong size.
    Invalid,
    /// No such ticket, or a ballot was cast with it.
    NoTicket,
    /// The poll does not accept ballots any more.
    Closed,
}

/// What a ticket is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// A ballot can be cast with it.
    Good,
    /// A ballot was cast with it.
    Spent,
    /// There is no such ticket.
    Unknown,
    /// Its poll takes no ballots any more.
    Closed,
}

impl TicketSlot {
    /// A slot over these urns.
    pub fn new(urns: Urns, content: ContentFolder, results: Results, world: World) -> Self {
        Self {
            urns,
            content,
            results,
            world,
            known: Arc::default(),
        }
    }

    /// Spends the ticket and puts the ballot into the urn, once.
    pub async fn cast(&self, ballot: ArrivingTicketBallot) -> Result<Outcome, Refusal> {
        let Some(manifest) = self.manifest_of(&ballot.poll) else {
            return Ok(Outcome::Invalid);
        };
        let length = envelope_length(manifest.ballot_length);
        if ballot.envelope.bytes().len() != length {
            return Ok(Outcome::Invalid);
        }
        let Some(urn) = self.urns.get(&manifest.round.code).await? else {
            return self.without_urn(&ballot.poll).await;
        };
        let spend = Spend {
            digest: ticket_digest(ballot.channel, &ballot.ticket),
            channel: ballot.channel,
            day: self.world.today(),
            hasty: ballot.hasty,
        };
        let stored = TicketBallot {
            nullifier: nullifier(&ballot.poll, &ballot.envelope),
            envelope: ballot.envelope,
        };
        let clock = || self.world.now();
        let cast = urn.cast_with_ticket(&ballot.poll, stored, spend, clock);
        let cast = cast.await?;
        fault::at(Step::TicketCast);
        Ok(match cast {
            TicketCast::InUrn => Outcome::InUrn,
            TicketCast::NoTicket => Outcome::NoTicket,
            TicketCast::NotAccepting => Outcome::Closed,
            TicketCast::UnknownPoll => return Err(Refusal::mend("errors.urn-missing")),
        })
    }

    /// What a ticket is good for in the poll of this manifest. Reads only.
    pub async fn standing(
        &self,
        fingerprint: &Fingerprint,
        channel: Channel,
        ticket: &Ticket,
    ) -> Result<Standing, Refusal> {
        let Some(manifest) = self.manifest(fingerprint) else {
            return Ok(Standing::Unknown);
        };
        let Some(urn) = self.urns.get(&manifest.round.code).await? else {
            return Ok(Standing::Closed);
        };
        let digest = ticket_digest(channel, ticket);
        Ok(match urn.ticket(&manifest.poll.0, &digest).await? {
            None => Standing::Unknown,
            Some(true) => Standing::Spent,
            Some(false) if urn.accepts_at(&manifest.poll.0, self.world.now()).await? => {
                Standing::Good
            }
            Some(false) => Standing::Closed,
        })
    }

    /// Whether the poll of this manifest takes ballots; [`Standing::Good`] if so. Reads only.
    pub async fn poll_standing(&self, fingerprint: &Fingerprint) -> Result<Standing, Refusal> {
        let Some(manifest) = self.manifest(fingerprint) else {
            return Ok(Standing::Unknown);
        };
        let now = self.world.now();
        Ok(match self.urn_of(&manifest).await? {
            Some(urn) if urn.accepts_at(&manifest.poll.0, now).await? => Standing::Good,
            _ => Standing::Closed,
        })
    }

    /// The fingerprint of the poll that a slip is for. Reads only.
    pub async fn poll_of_slip(&self, ticket: &Ticket) -> Result<Option<Fingerprint>, Refusal> {
        let digest = ticket_digest(Channel::Slip, ticket);
        for round in self.urns.rounds().await? {
            let Some(urn) = self.urns.get(&round).await? else {
                continue;
            };
            if let Some(poll) = urn.poll_of_ticket(&digest).await? {
                let manifest = self.manifest_of(&poll);
                return Ok(manifest.and_then(|manifest| manifest.fingerprint().ok()));
            }
        }
        Ok(None)
    }

    /// The manifest with this fingerprint, if the public answers in its poll.
    pub fn manifest(&self, fingerprint: &Fingerprint) -> Option<Arc<Manifest>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(manifest) = known.by_fingerprint.get(fingerprint) {
            return Some(manifest.clone());
        }
        drop(known);
        self.keep(&self.content.manifest(fingerprint)?, Some(*fingerprint))
    }

    /// The manifest of this poll, if the public answers in it.
    fn manifest_of(&self, poll: &PollId) -> Option<Arc<Manifest>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(manifest) = known.by_poll.get(poll) {
            return Some(manifest.clone());
        }
        drop(known);
        self.keep(&self.content.manifest_of_poll(poll)?, None)
    }

    fn keep(&self, bytes: &[u8], fingerprint: Option<Fingerprint>) -> Option<Arc<Manifest>> {
        let manifest = Manifest::parse(bytes).ok()?;
        let fingerprint = fingerprint.or_else(|| manifest.fingerprint().ok())?;
        if manifest.issuing_key.is_some() {
            return None;
        }
        let manifest = Arc::new(manifest);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.by_fingerprint.insert(fingerprint, manifest.clone());
        known.by_poll.insert(manifest.poll.0, manifest.clone());
        Some(manifest)
    }

    /// The urn of the poll with this manifest, while it is there.
    pub(super) async fn urn_of(&self, manifest: &Manifest) -> Result<Option<Urn>, Refusal> {
        Ok(self.urns.get(&manifest.round.code).await?)
    }

    /// No urn: counted and removed if there is a board; else an operator's mistake, and the ballot
    /// must wait.
    async fn without_urn(&self, poll: &PollId) -> Result<Outcome, Refusal> {
        match self.results.board(poll).await? {
            Some(_) => Ok(Outcome::Closed),
            None => Err(Refusal::mend("errors.urn-missing")),
        }
    }
}
