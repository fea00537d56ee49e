//! Ballots that come with a ticket: the ticket is spent and the ballot put into the urn, both or neither.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::sea_query::Expr;
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait, QueryFilter};

use super::connection::{StoreError, Urn};
use super::entity::{ticket, ticket_ballot};
use super::tickets::{accepts, count};
use super::together::{Ask, in_one};
use crate::domain::ticket::{Channel, TicketCount};
use crate::domain::wire::{Digest, Envelope, Nullifier, PollId};

/// A ballot that came with a ticket.
#[derive(Debug, Clone)]
pub struct TicketBallot {
    /// Hash under which it is stored.
    pub nullifier: Nullifier,
    /// Answers, sealed twice.
    pub envelope: Envelope,
}

/// A ticket that is to be spent.
#[derive(Debug, Clone, Copy)]
pub struct Spend {
    /// Its digest.
    pub digest: Digest,
    /// The channel that is in the digest.
    pub channel: Channel,
    /// The day it is counted on.
    pub day: Date,
    /// Whether it followed the ballot before it faster than people answer.
    pub hasty: bool,
}

/// What came of a cast with a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketCast {
    /// It is in the urn, whether now or since an earlier cast of the same envelope.
    InUrn,
    /// There is no such ticket, or a ballot was cast with it.
    NoTicket,
    /// The poll does not accept ballots.
    NotAccepting,
    /// The urn knows no such poll.
    UnknownPoll,
}

/// A ballot, its ticket, and the poll they are for.
#[derive(Debug, Clone)]
pub(super) struct TicketArrival {
    poll: PollId,
    ballot: TicketBallot,
    spend: Spend,
}

impl Ask for TicketArrival {
    fn name(&self) -> &[u8] {
        self.ballot.nullifier.as_ref()
    }
}

impl Urn {
    /// Spends a ticket and puts the ballot into the urn, both or neither, once. A ballot that is in
    /// the urn already takes no ticket.
    pub async fn cast_with_ticket(
        &self,
        poll: &PollId,
        ballot: TicketBallot,
        spend: Spend,
        clock: impl Fn() -> Timestamp,
    ) -> Result<TicketCast, StoreError> {
        let all = async |arrivals: &[TicketArrival]| {
            let one = async |transaction: &DatabaseTransaction, arrival: &TicketArrival| {
                put(transaction, arrival, &clock).await
            };
            in_one(&self.db, arrivals, one).await
        };
        let arrival = TicketArrival {
            poll: *poll,
            ballot,
            spend,
        };
        self.arriving_with_tickets.ask(arrival, all).await
    }
}

async fn put(
    transaction: &DatabaseTransaction,
    TicketArrival {
        poll,
        ballot,
        spend,
    }: &TicketArrival,
    clock: impl Fn() -> Timestamp,
) -> Result<TicketCast, StoreError> {
    let Some(open) = accepts(transaction, poll).await? else {
        return Ok(TicketCast::UnknownPoll);
    };
    let key = (poll.as_ref().to_vec(), ballot.nullifier.as_ref().to_vec());
    let there = ticket_ballot::Entity::find_by_id(key);
    if there.one(transaction).await?.is_some() {
        return Ok(TicketCast::InUrn);
    }
    if !open.at(clock()) {
        return Ok(TicketCast::NotAccepting);
    }
    let taken = ticket::Entity::update_many()
        .col_expr(ticket::Column::Spent, Expr::value(true))
        .filter(ticket::COLUMN.poll.eq(poll.as_ref().to_vec()))
        .filter(ticket::COLUMN.digest.eq(spend.digest.as_ref().to_vec()))
        .filter(ticket::COLUMN.spent.eq(false))
        .exec(transaction)
        .await?;
    if taken.rows_affected != 1 {
        return Ok(TicketCast::NoTicket);
    }
    let row = ticket_ballot::ActiveModel {
        poll: Set(poll.as_ref().to_vec()),
        nullifier: Set(ballot.nullifier.as_ref().to_vec()),
        envelope: Set(ballot.envelope.bytes().to_vec()),
    };
    ticket_ballot::Entity::insert(row)
        .exec_without_returning(transaction)
        .await?;
    let one = TicketCount {
        minted: 0,
        spent: 1,
        hasty: u64::from(spend.hasty),
    };
    count(transaction, poll, spend.channel, spend.day, one).await?;
    Ok(TicketCast::InUrn)
}
