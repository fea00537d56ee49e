//! Ballots that come with a ticket: the ticket is spent and the ballot put into the urn, both or neither.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement, Value};

use super::connection::{StoreError, Urn, begin};
use super::tickets::{count, doors};
use super::together::{Ask, places};
use super::urn::{pair, there};
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

impl TicketArrival {
    fn key(&self) -> (PollId, Nullifier) {
        (self.poll, self.ballot.nullifier)
    }

    fn ticket(&self) -> [Value; 2] {
        [self.poll.as_ref().into(), self.spend.digest.as_ref().into()]
    }
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
            let transaction = begin(&self.db).await?;
            let answers = put_all(&transaction, arrivals, &clock).await?;
            transaction.commit().await?;
            Ok(answers)
        };
        let arrival = TicketArrival {
            poll: *poll,
            ballot,
            spend,
        };
        self.arriving_with_tickets.ask(arrival, all).await
    }
}

async fn put_all(
    transaction: &DatabaseTransaction,
    arrivals: &[TicketArrival],
    clock: impl Fn() -> Timestamp,
) -> Result<Vec<TicketCast>, StoreError> {
    let doors = doors(transaction, arrivals.iter().map(|arrival| arrival.poll)).await?;
    let ballots = arrivals.iter().map(TicketArrival::key);
    let mut there = there(transaction, "ticket_ballot", ballots).await?;
    let mut unspent = unspent(transaction, arrivals).await?;
    let now = clock();
    let answers: Vec<_> = arrivals
        .iter()
        .map(|arrival| match doors.get(&arrival.poll) {
            None => (TicketCast::UnknownPoll, None),
            Some(_) if there.contains(&arrival.key()) => (TicketCast::InUrn, None),
            Some(door) if !door.at(now) => (TicketCast::NotAccepting, None),
            Some(_) if !unspent.remove(&(arrival.poll, arrival.spend.digest)) => {
                (TicketCast::NoTicket, None)
            }
            Some(_) => {
                there.insert(arrival.key());
                (TicketCast::InUrn, Some(arrival))
            }
        })
        .collect();
    let new: Vec<&TicketArrival> = answers.iter().filter_map(|(_, new)| *new).collect();
    if !new.is_empty() {
        spend_all(transaction, &new).await?;
        insert_all(transaction, &new).await?;
        count_all(transaction, &new).await?;
    }
    Ok(answers.into_iter().map(|(answer, _)| answer).collect())
}

/// Which of the tickets are there and not spent.
async fn unspent(
    transaction: &DatabaseTransaction,
    arrivals: &[TicketArrival],
) -> Result<HashSet<(PollId, Digest)>, StoreError> {
    let (places, values) = places(arrivals.iter().map(TicketArrival::ticket));
    let sql = format!(
        "SELECT t.poll, t.digest FROM (VALUES {places}) AS v \
         JOIN ticket t ON t.poll = v.column1 AND t.digest = v.column2 AND t.spent = FALSE"
    );
    let backend = transaction.get_database_backend();
    let which = Statement::from_sql_and_values(backend, sql, values);
    let rows = transaction.query_all_raw(which).await?;
    rows.iter().map(pair).collect()
}

/// Spends tickets; [`StoreError::Stale`] if somebody else spent one.
async fn spend_all(
    transaction: &DatabaseTransaction,
    new: &[&TicketArrival],
) -> Result<(), StoreError> {
    let (places, values) = places(new.iter().map(|arrival| arrival.ticket()));
    let sql = format!(
        "UPDATE ticket SET spent = TRUE FROM (VALUES {places}) AS v \
         WHERE poll = v.column1 AND digest = v.column2 AND spent = FALSE"
    );
    write_all(transaction, sql, values, new.len()).await
}

/// Puts ballots into the urn; [`StoreError::Stale`] if somebody else put one.
async fn insert_all(
    transaction: &DatabaseTransaction,
    new: &[&TicketArrival],
) -> Result<(), StoreError> {
    let (places, values) = places(new.iter().map(|TicketArrival { poll, ballot, .. }| {
        [
            poll.as_ref().into(),
            ballot.nullifier.as_ref().into(),
            ballot.envelope.bytes().into(),
        ]
    }));
    let sql = format!(
        "INSERT INTO ticket_ballot (poll, nullifier, envelope) VALUES {places} \
         ON CONFLICT (poll, nullifier) DO NOTHING"
    );
    write_all(transaction, sql, values, new.len()).await
}

async fn write_all(
    transaction: &DatabaseTransaction,
    sql: String,
    values: Vec<Value>,
    rows: usize,
) -> Result<(), StoreError> {
    let backend = transaction.get_database_backend();
    let write = Statement::from_sql_and_values(backend, sql, values);
    let done = transaction.execute_raw(write).await?;
    if done.rows_affected() == rows as u64 {
        Ok(())
    } else {
        Err(StoreError::Stale)
    }
}

/// Counts ballots by channel and day.
async fn count_all(
    transaction: &DatabaseTransaction,
    new: &[&TicketArrival],
) -> Result<(), StoreError> {
    let mut counts: BTreeMap<(PollId, Channel, Date), TicketCount> = BTreeMap::new();
    for TicketArrival { poll, spend, .. } in new {
        let sum = counts.entry((*poll, spend.channel, spend.day)).or_default();
        *sum = sum.with(TicketCount {
            minted: 0,
            spent: 1,
            hasty: u64::from(spend.hasty),
        });
    }
    for ((poll, channel, day), more) in counts {
        count(transaction, &poll, channel, day, more).await?;
    }
    Ok(())
}
