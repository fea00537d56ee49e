//! One visitor over HTTP: somebody with a slip, at a poster or at a device, as the browser's script does
//! it.

use serde_json::{Value, json};
use ureq::Agent;

use super::respondent::{Declined, manifest_of, post, sealed};
use crate::crypto::manifest::Manifest;
use crate::crypto::puzzle::{PARTS, solves};
use crate::domain::base64url;
use crate::domain::encoding::{base32, from_base32, hex};
use crate::domain::ticket::Channel;
use crate::domain::wire::{Envelope, Fingerprint, Ticket};

/// Somebody who answers in a poll of the public.
pub struct Visitor {
    agent: Agent,
    base: String,
    fingerprint: Fingerprint,
    manifest: Manifest,
}

impl Visitor {
    /// Comes to the poll with this fingerprint; fetches and checks its manifest.
    pub fn come(agent: &Agent, base: &str, fingerprint: Fingerprint) -> Result<Self, Declined> {
        Ok(Self {
            manifest: manifest_of(agent, base, &fingerprint)?,
            agent: agent.clone(),
            base: base.to_owned(),
            fingerprint,
        })
    }

    /// Comes with a slip: what stands behind the `#` of its link.
    pub fn with_slip(
        agent: &Agent,
        base: &str,
        fragment: &str,
    ) -> Result<(Self, Ticket), Declined> {
        let (ticket, fingerprint) = fragment.split_once('.').ok_or(Declined::Nonsense)?;
        let fingerprint = fixed::<Fingerprint>(fingerprint, Fingerprint::LENGTH)?;
        let ticket = fixed::<Ticket>(ticket, Ticket::LENGTH)?;
        Ok((Self::come(agent, base, fingerprint)?, ticket))
    }

    /// The manifest of the poll.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// What a ticket is good for, as the server says.
    pub fn look(&self, channel: Channel, ticket: &Ticket) -> Result<Value, Declined> {
        let body = json!({
            "fp": base32(self.fingerprint.as_ref()), "channel": channel.code(),
            "ticket": base32(ticket.as_ref()),
        });
        post(&self.agent, &self.base, "/api/ticket/look", &body)
    }

    /// Scans the poster and does the work it asks for.
    pub fn start_at_poster(&self) -> Result<Ticket, Declined> {
        let fp = base32(self.fingerprint.as_ref());
        let body = json!({ "fp": fp });
        let given = post(&self.agent, &self.base, "/api/poster/puzzle", &body)?;
        let puzzle = given.get("puzzle").and_then(Value::as_str);
        let puzzle = puzzle.ok_or(Declined::Nonsense)?;
        let body = json!({ "fp": fp, "puzzle": puzzle, "solution": solved(puzzle) });
        let answer = post(&self.agent, &self.base, "/api/poster/start", &body)?;
        let ticket = answer.get("ticket").and_then(Value::as_str);
        fixed(ticket.unwrap_or_default(), Ticket::LENGTH)
    }

    /// Seals encoded answers.
    pub fn seal(&self, answers: &[u8]) -> Result<Envelope, Declined> {
        sealed(&self.manifest, &self.fingerprint, answers)
    }

    /// Casts an envelope with a ticket.
    pub fn cast(
        &self,
        channel: Channel,
        ticket: &Ticket,
        envelope: &Envelope,
    ) -> Result<(), Declined> {
        let body = self.to_cast(channel, ticket, envelope);
        post(&self.agent, &self.base, "/api/cast-ticket", &body).map(|_| ())
    }

    /// What is posted to cast an envelope with a ticket.
    pub fn to_cast(&self, channel: Channel, ticket: &Ticket, envelope: &Envelope) -> Value {
        json!({
            "poll": hex(self.manifest.poll.0.as_ref()),
            "envelope": base64url::encode(envelope.bytes()),
            "ticket": base32(ticket.as_ref()), "channel": channel.code(), "hasty": false,
        })
    }

    /// Seals and casts.
    pub fn answer(
        &self,
        channel: Channel,
        ticket: &Ticket,
        answers: &[u8],
    ) -> Result<(), Declined> {
        self.cast(channel, ticket, &self.seal(answers)?)
    }
}

/// A solution of a puzzle: tried number by number, part by part.
pub fn solved(puzzle: &str) -> Vec<u32> {
    let mut solution = Vec::with_capacity(PARTS);
    for part in 0..PARTS {
        let number = (0..u32::MAX).find(|number| solves(puzzle, part, *number));
        solution.push(number.unwrap_or_default());
    }
    solution
}

fn fixed<T: for<'a> TryFrom<&'a [u8]>>(text: &str, length: usize) -> Result<T, Declined> {
    let bytes = from_base32(text, length).map_err(|_| Declined::Nonsense)?;
    T::try_from(&bytes).map_err(|_| Declined::Nonsense)
}
