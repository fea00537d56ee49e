//! What HR does for the people that the agency serves; see [`outreach`](crate::service::outreach).

use crate::domain::round::{Poll, Round};
use crate::domain::ticket::{Outreach, TicketDay};
use crate::service::access::desks::HrDesk;
use crate::service::outreach::{self, Enrolled, Slip};
use crate::service::{Refusal, public_part};
use crate::store::Kiosk;

impl HrDesk {
    /// Whether the public answers in this round.
    pub fn is_public(&self, round: &Round) -> Result<bool, Refusal> {
        public_part::is_public(&self.office, round)
    }

    /// What the agency has settled.
    pub async fn outreach(&self, round: &Round) -> Result<Outreach, Refusal> {
        let book = self.office.registry.outreach_book();
        Ok(book.outreach(round.id, self.agency().id).await?)
    }

    /// Settles how many people are served, and the poster's caps.
    pub async fn settle_outreach(&self, round: &Round, settled: &Outreach) -> Result<(), Refusal> {
        outreach::settle(&self.office, &round.code, self.agency(), settled).await
    }

    /// The agency's poll in this round; nothing before it opens.
    pub async fn public_poll(&self, round: &Round) -> Result<Option<Poll>, Refusal> {
        let registry = &self.office.registry;
        Ok(registry.poll_of_agency(round.id, self.agency().id).await?)
    }

    /// Makes slips; they exist once, in the answer.
    pub async fn mint_slips(&self, round: &Round, number: u32) -> Result<Vec<Slip>, Refusal> {
        outreach::mint_slips(&self.office, &round.code, self.agency(), number).await
    }

    /// Tickets by day and channel: live while the urn is there, as of the close after that.
    pub async fn ticket_days(&self, round: &Round) -> Result<Vec<TicketDay>, Refusal> {
        match self.public_poll(round).await? {
            Some(poll) => outreach::ticket_days(&self.office, round, &poll).await,
            None => Ok(Vec::new()),
        }
    }

    /// Devices of the own agency in this round.
    pub async fn kiosks(&self, round: &Round) -> Result<Vec<Kiosk>, Refusal> {
        let book = self.office.registry.outreach_book();
        Ok(book.kiosks(round.id, self.agency().id).await?)
    }

    /// Enrols a device; what it keeps is shown once.
    pub async fn enrol_kiosk(&self, round: &Round, name: &str) -> Result<Enrolled, Refusal> {
        outreach::enrol_kiosk(&self.office, &round.code, self.agency(), name).await
    }

    /// Revokes a device: it gets no ticket any more.
    pub async fn revoke_kiosk(&self, round: &Round, id: &str) -> Result<(), Refusal> {
        outreach::revoke_kiosk(&self.office, &round.code, self.agency(), id).await
    }
}
