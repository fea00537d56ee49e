//! What the people whom an agency serves come to: tickets are made here, one visit after the other,
//! and spent with a ballot. None of these handles has a person in it: they are given the urn and the
//! part of the registry that holds caps and devices ([`OutreachBook`](crate::store::OutreachBook)).

pub mod kiosk;
pub mod plain;
pub mod poster;
mod puzzle;
pub mod slot;

use crate::crypto::ticket::ticket_digest;
use crate::domain::ticket::{Channel, Outreach};
use crate::domain::wire::{PollId, Ticket};
use crate::service::Refusal;
use crate::store::{Minted, Urn};
use crate::world::World;

/// Tickets that were made, or why none was.
pub(in crate::service) enum Made {
    /// Each once.
    Tickets(Vec<Ticket>),
    /// The agency's caps leave room for so many today.
    Room(u64),
    /// The poll was closed.
    Closed,
}

/// Makes tickets of a poll, all of them or none.
pub(in crate::service) async fn mint(
    urn: &Urn,
    world: &World,
    poll: &PollId,
    (channel, settled): (Channel, &Outreach),
    number: usize,
) -> Result<Made, Refusal> {
    let mut tickets = Vec::with_capacity(number);
    for _ in 0..number {
        tickets.push(Ticket::new(world.random()?));
    }
    let mut digests: Vec<_> = tickets
        .iter()
        .map(|ticket| ticket_digest(channel, ticket))
        .collect();
    // In the order of the digests, so that no page of the file tells which slip came first.
    digests.sort_unstable();
    let today = (channel, world.today());
    Ok(match urn.mint(poll, &digests, today, settled).await? {
        Minted::Done => Made::Tickets(tickets),
        Minted::Room(room) => Made::Room(room),
        Minted::Closed => Made::Closed,
    })
}
