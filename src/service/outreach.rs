//! What an agency does for the people that it serves: how many they are, slips, poster, devices, and
//! how many tickets went out and came back. Never an answer, never a person.

use super::{Office, Refusal, public_part, tickets};
use crate::crypto::ticket::{KIOSK_SECRET, kiosk_digest, kiosk_exit, ticket_code, ticket_fragment};
use crate::domain::agency::Agency;
use crate::domain::encoding::{base32, hex};
use crate::domain::message::Message;
use crate::domain::round::{Poll, Round, RoundState};
use crate::domain::ticket::{Channel, LARGEST_BATCH, LEAST_BATCH, Outreach, TicketDay};
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

/// Settles how many people are served, and the poster's caps. In an open round an agency that was not
/// in it gets its poll by this.
pub async fn settle(
    office: &Office,
    code: &str,
    agency: &Agency,
    settled: &Outreach,
) -> Result<(), Refusal> {
    let states = [RoundState::Draft, RoundState::Open];
    let round = office.round_in(code, &states).await?;
    if !public_part::is_public(office, &round)? {
        return Err(Refusal::mend("errors.no-public-poll"));
    }
    let population = settled
        .population
        .map_or_else(|| "-".to_owned(), |population| population.to_string());
    let detail = format!(
        "{}: N {population}, caps {}/{}/{}/{}",
        agency.code,
        settled.hour_cap,
        settled.day_cap,
        settled.plain_day_cap,
        settled.kiosk_day_cap
    );
    let act = office.act("eit.settle", code, &detail);
    act.settle_outreach(round.id, agency.id, settled).await?;
    if round.state == RoundState::Open {
        super::open_round::add_late_polls(office, &round).await?;
    }
    Ok(())
}

/// Makes slips: at least ten, so that none of them is somebody's. They exist once, in the answer.
pub async fn mint_slips(
    office: &Office,
    code: &str,
    agency: &Agency,
    number: u32,
) -> Result<Vec<Slip>, Refusal> {
    if !(LEAST_BATCH..=LARGEST_BATCH).contains(&number) {
        return Err(Refusal::Mendable(
            Message::new("errors.slip-batch")
                .with("least", LEAST_BATCH)
                .with("most", LARGEST_BATCH),
        ));
    }
    let (round, poll) = open_poll(office, code, agency).await?;
    let urn = office.urns.get(code).await?;
    let urn = urn.ok_or_else(|| Refusal::mend("errors.urn-missing"))?;
    let number = usize::try_from(number).unwrap_or(0);
    let slips = (Channel::Slip, &Outreach::default());
    let made = tickets::mint(&urn, &office.world, &poll.id, slips, number).await?;
    let tickets::Made::Tickets(made) = made else {
        return Err(Refusal::wrong_state(&round.code, RoundState::Closed));
    };
    let detail = format!("{}: {number}", agency.code);
    office.log("eit.slips", code, &detail).await?;
    let slip = |ticket| Slip {
        code: ticket_code(&ticket),
        fragment: ticket_fragment(&ticket, &poll.fingerprint),
    };
    Ok(made.into_iter().map(slip).collect())
}

/// Enrols a device; what it keeps is shown once.
pub async fn enrol_kiosk(
    office: &Office,
    code: &str,
    agency: &Agency,
    name: &str,
) -> Result<Enrolled, Refusal> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 60 {
        return Err(Refusal::mend("errors.kiosk-name"));
    }
    let (round, _) = open_poll(office, code, agency).await?;
    let world = &office.world;
    let secret: [u8; KIOSK_SECRET] = world.random()?;
    let exit = six_digits(world.random()?);
    let device = Kiosk {
        id: hex(&world.random::<16>()?),
        round: round.id,
        agency: agency.id,
        name: name.to_owned(),
        secret: kiosk_digest(&secret),
        exit: kiosk_exit(&exit, &world.random()?)?,
        enrolled: world.today(),
    };
    let detail = format!("{}: {name}", agency.code);
    let act = office.act("eit.kiosk", code, &detail);
    act.add_kiosk(&device).await?;
    Ok(Enrolled {
        name: device.name,
        secret: base32(&secret),
        exit,
    })
}

/// Revokes a device: it gets no ticket any more. What it has sealed still arrives.
pub async fn revoke_kiosk(
    office: &Office,
    code: &str,
    agency: &Agency,
    id: &str,
) -> Result<(), Refusal> {
    let act = office.act("eit.kiosk-revoke", code, &agency.code);
    if !act.revoke_kiosk(agency.id, id).await? {
        return Err(Refusal::mend("errors.kiosk-gone"));
    }
    Ok(())
}

/// Tickets of a poll by day and channel: live while the urn is there, as of the close after that.
pub async fn ticket_days(
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

async fn open_poll(office: &Office, code: &str, agency: &Agency) -> Result<(Round, Poll), Refusal> {
    let round = office.round_in(code, &[RoundState::Open]).await?;
    let poll = office.registry.poll_of_agency(round.id, agency.id).await?;
    match poll {
        Some(poll) if public_part::is_public(office, &round)? => Ok((round, poll)),
        _ => Err(Refusal::mend("errors.no-public-poll")),
    }
}

fn six_digits(random: [u8; 8]) -> String {
    format!("{:06}", u64::from_be_bytes(random) % 1_000_000)
}
