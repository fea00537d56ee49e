//! What HR does for the people that the agency serves; see [`outreach`](crate::service::outreach).

use jiff::civil::Date;

use crate::domain::round::{Poll, Round, RoundState};
use crate::domain::ticket::{Outreach, TicketDay};
use crate::service::access::desks::HrDesk;
use crate::service::outreach::{self, Enrolled, Slip};
use crate::service::{Refusal, public_part};
pub use crate::store::Kiosk;

/// How far the public's part has come in an agency. Counts of tickets alone.
#[derive(Debug, Clone)]
pub struct OutreachStanding {
    /// Today in Thailand.
    pub today: Date,
    /// The day on which the round opened.
    pub opened: Option<Date>,
    /// What the agency has settled.
    pub settled: Outreach,
    /// Fewest ballots that are sufficient; nothing where no population is settled.
    pub minimum: Option<u64>,
    /// The agency's poll; nothing before it opens.
    pub poll: Option<Poll>,
    /// Tickets by day and channel.
    pub days: Vec<TicketDay>,
}

impl HrDesk {
    /// How far the own agency has come with the people that it serves.
    pub async fn outreach_standing(&self, round: &Round) -> Result<OutreachStanding, Refusal> {
        let settled = self.outreach(round).await?;
        let opened = match round.state {
            RoundState::Draft => None,
            _ => self.office.registry.opened_on(&round.code).await?,
        };
        let least = |population| self.minimum_of(round, population);
        Ok(OutreachStanding {
            today: self.office.world.today(),
            opened,
            minimum: settled.population.map(least).transpose()?,
            poll: self.public_poll(round).await?,
            days: self.ticket_days(round).await?,
            settled,
        })
    }

    /// Fewest ballots that are sufficient for so many people, as the round's framework says.
    pub fn minimum_of(&self, round: &Round, population: u64) -> Result<u64, Refusal> {
        let terms = &round.terms;
        let found = self
            .office
            .find_instrument(&terms.framework, &terms.instrument)?;
        Ok(found.0.sample.minimum(population))
    }

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
