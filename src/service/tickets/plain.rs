//! Visits from browsers without script: page by page, the answers in the page and nowhere else, sealed
//! by the server at the end before anything touches a disk. Who answers so trusts the server's memory
//! for that moment; the page says it.

use std::sync::Arc;

use super::poster::{PosterDesk, Start};
use super::slot::{ArrivingTicketBallot, Outcome, Standing, TicketSlot};
use crate::catalogue::Catalogue;
use crate::crypto::board::receipt_code;
use crate::crypto::manifest::Manifest;
use crate::crypto::message::{nullifier, seal_ballot};
use crate::crypto::ticket::typed_ticket;
use crate::domain::ballot::Answers;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::ticket::Channel;
use crate::domain::wire::{Fingerprint, Ticket};
use crate::service::Refusal;

/// The handle of visits without script.
#[derive(Clone)]
pub struct PlainDesk {
    slot: TicketSlot,
    posters: PosterDesk,
    catalogue: Arc<Catalogue>,
}

/// A visit that may go on: a ticket in a poll.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainVisit {
    /// The poll's manifest.
    pub fingerprint: Fingerprint,
    /// The way by which the ticket went out.
    pub channel: Channel,
    /// The ticket.
    pub ticket: Ticket,
}

/// The questionnaire of a visit.
pub struct PlainQuestions<'a> {
    /// What the poll says of itself.
    pub manifest: Arc<Manifest>,
    /// Its framework.
    pub framework: &'a Framework,
    /// Its instrument.
    pub instrument: &'a Instrument,
}

/// What came of a typed code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Typed {
    /// A ticket that a ballot can be cast with.
    Visit(PlainVisit),
    /// Too short, or mistyped.
    Mistyped,
    /// A ticket, but not a good one.
    Not(Standing),
}

/// What came of sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// In the urn; the receipt code.
    InUrn(String),
    /// Not taken.
    Not(Outcome),
}

impl PlainDesk {
    /// Over this slot and these posters.
    pub fn new(slot: TicketSlot, posters: PosterDesk, catalogue: Arc<Catalogue>) -> Self {
        Self {
            slot,
            posters,
            catalogue,
        }
    }

    /// What a code typed from a slip leads to. Reads only.
    pub async fn typed(&self, code: &str) -> Result<Typed, Refusal> {
        let Some(ticket) = typed_ticket(code) else {
            return Ok(Typed::Mistyped);
        };
        let Some(fingerprint) = self.slot.poll_of_slip(&ticket).await? else {
            return Ok(Typed::Not(Standing::Unknown));
        };
        let channel = Channel::Slip;
        let standing = self.slot.standing(&fingerprint, channel, &ticket).await?;
        Ok(match standing {
            Standing::Good => Typed::Visit(PlainVisit {
                fingerprint,
                channel,
                ticket,
            }),
            other => Typed::Not(other),
        })
    }

    /// A poster's visit, under the lower cap of those without script.
    pub async fn start(&self, fingerprint: &Fingerprint, place: &str) -> Result<Start, Refusal> {
        self.posters.start_plain(fingerprint, place).await
    }

    /// The questions of a poll; nothing where there is no such poll or its files changed since.
    pub fn questions(&self, fingerprint: &Fingerprint) -> Option<PlainQuestions<'_>> {
        let manifest = self.slot.manifest(fingerprint)?;
        let framework = self.catalogue.get(&manifest.framework)?;
        let instrument = framework.instrument(&manifest.instrument)?;
        let same = instrument.hash == manifest.instrument_hash.0;
        same.then_some(PlainQuestions {
            manifest,
            framework,
            instrument,
        })
    }

    /// Seals the answers and casts them, in memory until they are sealed.
    pub async fn send(
        &self,
        visit: &PlainVisit,
        questions: &PlainQuestions<'_>,
        answers: &Answers,
    ) -> Result<Sent, Refusal> {
        let manifest = &questions.manifest;
        let (Ok(round), Ok(poll_key)) = (manifest.round_key(), manifest.poll_key()) else {
            return Err(Refusal::Crypto);
        };
        let poll = manifest.poll.0;
        let bytes = zeroize::Zeroizing::new(answers.encode(questions.instrument));
        let envelope = seal_ballot(&round, &poll_key, &visit.fingerprint, &poll, &bytes)?;
        let receipt = receipt_code(&nullifier(&poll, &envelope));
        let ballot = ArrivingTicketBallot {
            poll,
            envelope,
            ticket: visit.ticket,
            channel: visit.channel,
            hasty: false,
        };
        Ok(match self.slot.cast(ballot).await? {
            Outcome::InUrn => Sent::InUrn(receipt),
            other => Sent::Not(other),
        })
    }
}
