//! What the people whom an agency serves come to: tickets are made here, one visit after the other,
//! and spent with a ballot. None of these handles has a person in it: they are given the urn and the
//! part of the registry that holds caps and devices ([`OutreachBook`](crate::store::OutreachBook)).

pub mod kiosk;
pub mod plain;
pub mod poster;
mod puzzle;
pub mod slot;

use crate::crypto::ticket::ticket_digest;
use crate::domain::ticket::Channel;
use crate::domain::wire::{PollId, Ticket};
use crate::service::Refusal;
use crate::store::Urn;
use crate::world::World;

/// Makes tickets of a poll; nothing once it was closed.
pub(in crate::service) async fn mint(
    urn: &Urn,
    world: &World,
    poll: &PollId,
    channel: Channel,
    number: usize,
) -> Result<Option<Vec<Ticket>>, Refusal> {
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
    let minted = urn.mint(poll, &digests, channel, world.today()).await?;
    Ok(minted.then_some(tickets))
}
