//! What HR does for the people that the agency serves: how many they are, slips, poster, devices, and
//! how many tickets went out and came back. Never an answer, never a person.

use crate::crypto::ticket::{KIOSK_SECRET, kiosk_digest, kiosk_exit, ticket_code, ticket_fragment};
use crate::domain::encoding::{base32, hex};
use crate::domain::message::Message;
use crate::domain::round::{Poll, Round, RoundState};
use crate::domain::ticket::{Channel, LARGEST_BATCH, LEAST_BATCH, Outreach, TicketDay};
use crate::service::access::desks::HrDesk;
use crate::service::{Office, Refusal, public_part, tickets};
use crate::store::Kiosk;

/// A slip to print. Holds a ticket, so there is no `Debug`.
pub struct Slip {
    /// The code to type.
    pub code: String,
    /// What stands behind the `#` of its link.
    pub fragment: String,
}

/// A device that was enrolled just now; its secret is shown once. No `Debug`.
pub struct Enrolled {
    /// Its name.
    pub name: String,
    /// What stands behind the `#` of the link that makes a device this one.
    pub secret: String,
    /// The code by which staff leave the kiosk's pages.
    pub exit: String,
}

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

    /// Settles how many people are served, and the poster's caps. In an open round an agency that was
    /// not in it gets its poll by this.
    pub async fn settle_outreach(&self, round: &Round, settled: &Outreach) -> Result<(), Refusal> {
        let states = [RoundState::Draft, RoundState::Open];
        let round = self.office.round_in(&round.code, &states).await?;
        let book = self.office.registry.outreach_book();
        book.settle_outreach(round.id, self.agency().id, settled)
            .await?;
        let population = settled
            .population
            .map_or_else(|| "-".to_owned(), |population| population.to_string());
        let detail = format!(
            "{}: N {population}, caps {}/{}/{}",
            self.agency().code,
            settled.hour_cap,
            settled.day_cap,
            settled.plain_day_cap
        );
        self.office
            .log("eit.settle", &round.code, &detail)
            .await?;
        if round.state == RoundState::Open {
            crate::service::open_round::add_late_polls(&self.office, &round).await?;
        }
        Ok(())
    }

    /// The agency's poll and what the public's pages are addressed with; nothing before it opens.
    pub async fn public_poll(&self, round: &Round) -> Result<Option<Poll>, Refusal> {
        let registry = &self.office.registry;
        Ok(registry.poll_of_agency(round.id, self.agency().id).await?)
    }

    /// Makes slips: at least ten, so that none of them is somebody's. They exist once, in the answer.
    pub async fn mint_slips(&self, round: &Round, number: u32) -> Result<Vec<Slip>, Refusal> {
        if !(LEAST_BATCH..=LARGEST_BATCH).contains(&number) {
            return Err(Refusal::Mendable(
                Message::new("errors.slip-batch")
                    .with("least", LEAST_BATCH)
                    .with("most", LARGEST_BATCH),
            ));
        }
        let round = self.open(round).await?;
        let (Some(poll), true) = (self.public_poll(&round).await?, self.is_public(&round)?) else {
            return Err(Refusal::mend("errors.no-public-poll"));
        };
        let urn = self.office.urns.get(&round.code).await?;
        let urn = urn.ok_or_else(|| Refusal::mend("errors.urn-missing"))?;
        let number = usize::try_from(number).unwrap_or(0);
        let world = &self.office.world;
        let made = tickets::mint(&urn, world, &poll.id, Channel::Slip, number).await?;
        let made = made.ok_or_else(|| Refusal::wrong_state(&round.code, RoundState::Closed))?;
        let detail = format!("{}: {number}", self.agency().code);
        self.office.log("eit.slips", &round.code, &detail).await?;
        let slip = |ticket| Slip {
            code: ticket_code(&ticket),
            fragment: ticket_fragment(&ticket, &poll.fingerprint),
        };
        Ok(made.into_iter().map(slip).collect())
    }

    /// Tickets by day and channel: live while the urn is there, as of the close after that.
    pub async fn ticket_days(&self, round: &Round) -> Result<Vec<TicketDay>, Refusal> {
        match self.public_poll(round).await? {
            Some(poll) => ticket_days(&self.office, round, &poll).await,
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
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 60 {
            return Err(Refusal::mend("errors.kiosk-name"));
        }
        let round = self.open(round).await?;
        if self.public_poll(&round).await?.is_none() || !self.is_public(&round)? {
            return Err(Refusal::mend("errors.no-public-poll"));
        }
        let world = &self.office.world;
        let secret: [u8; KIOSK_SECRET] = world.random()?;
        let exit = six_digits(world.random()?);
        let device = Kiosk {
            id: hex(&world.random::<16>()?),
            round: round.id,
            agency: self.agency().id,
            name: name.to_owned(),
            secret: kiosk_digest(&secret),
            exit: kiosk_exit(&exit, &world.random()?)?,
            enrolled: world.today(),
        };
        let book = self.office.registry.outreach_book();
        book.add_kiosk(&device).await?;
        let detail = format!("{}: {name}", self.agency().code);
        self.office.log("eit.kiosk", &round.code, &detail).await?;
        Ok(Enrolled {
            name: device.name,
            secret: base32(&secret),
            exit,
        })
    }

    /// Revokes a device: it gets no ticket any more. What it has sealed still arrives.
    pub async fn revoke_kiosk(&self, round: &Round, id: &str) -> Result<(), Refusal> {
        let book = self.office.registry.outreach_book();
        if !book.revoke_kiosk(self.agency().id, id).await? {
            return Err(Refusal::mend("errors.kiosk-gone"));
        }
        let detail = self.agency().code.clone();
        self.office
            .log("eit.kiosk-revoke", &round.code, &detail)
            .await
    }
}

/// Tickets of a poll by day and channel: live while the urn is there, as of the close after that.
pub(in crate::service) async fn ticket_days(
    office: &Office,
    round: &Round,
    poll: &Poll,
) -> Result<Vec<TicketDay>, Refusal> {
    let kept = office.results.kept_ticket_days(&poll.id).await?;
    if !kept.is_empty() {
        return Ok(kept);
    }
    match office.urns.get(&round.code).await? {
        Some(urn) => Ok(urn.ticket_days(&poll.id).await?),
        None => Ok(Vec::new()),
    }
}

fn six_digits(random: [u8; 8]) -> String {
    format!("{:06}", u64::from_be_bytes(random) % 1_000_000)
}
