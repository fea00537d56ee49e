//! Ballots that come with a ticket: the ticket is spent and the ballot put into the urn, both or neither.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::{ConnectionTrait, Statement};

use super::connection::{StoreError, Urn};
use super::lanes::Turn;
use super::tickets::{count, doors};
use super::together::{Ask, places};
use super::urn::{pair, there};
use crate::domain::ticket::{Channel, TicketCount};
use crate::domain::wire::{Digest, Envelope, Nullifier, PollId};
use crate::fault::{self, Step};

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
            let transaction = self.begin_to_take().await?;
            if put_new(&transaction, arrivals).await? {
                fault::at(Step::TicketSpent);
                transaction.commit().await?;
                return Ok(vec![TicketCast::InUrn; arrivals.len()]);
            }
            transaction.rollback().await?;
            let transaction = self.begin_to_take().await?;
            let answers = put_all(&transaction, arrivals, &clock).await?;
            fault::at(Step::TicketLate);
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
    transaction: &Turn,
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
    if !new.is_empty() && !write_all(transaction, &new, "").await? {
        return Err(StoreError::Stale);
    }
    Ok(answers.into_iter().map(|(answer, _)| answer).collect())
}

/// Of the polls that accept and have no end set yet.
const WHILE_OPEN: &str = " AND EXISTS (SELECT 1 FROM poll p WHERE p.poll = ticket.poll \
     AND p.accepting AND p.until IS NULL)";

/// Whether all are new ballots with tickets of polls that are open, and so written. If not, what was
/// written has to be taken back.
async fn put_new(transaction: &Turn, arrivals: &[TicketArrival]) -> Result<bool, StoreError> {
    let all: Vec<&TicketArrival> = arrivals.iter().collect();
    write_all(transaction, &all, WHILE_OPEN).await
}

/// Which of the tickets are there and not spent.
async fn unspent(
    transaction: &Turn,
    arrivals: &[TicketArrival],
) -> Result<HashSet<(PollId, Digest)>, StoreError> {
    let (places, values) = places(arrivals.iter().map(|it| [it.spend.digest.as_ref().into()]));
    let sql = format!(
        "SELECT poll, digest FROM ticket WHERE digest IN (VALUES {places}) AND spent = FALSE"
    );
    let backend = transaction.get_database_backend();
    let which = Statement::from_sql_and_values(backend, sql, values);
    let rows = transaction.query_all_raw(which).await?;
    rows.iter().map(pair).collect()
}

/// Spends tickets, puts their ballots into the urn and counts them; whether each was there to be spent
/// and each ballot new. `only` says of which polls.
async fn write_all(
    transaction: &Turn,
    new: &[&TicketArrival],
    only: &str,
) -> Result<bool, StoreError> {
    let mut digests: BTreeMap<PollId, Vec<Digest>> = BTreeMap::new();
    for TicketArrival { poll, spend, .. } in new {
        digests.entry(*poll).or_default().push(spend.digest);
    }
    for (poll, digests) in &digests {
        if spend(transaction, poll, digests, only).await? != digests.len() as u64 {
            return Ok(false);
        }
    }
    if insert(transaction, new).await? != new.len() as u64 {
        return Ok(false);
    }
    count_all(transaction, new).await?;
    Ok(true)
}

/// Spends tickets of one poll; how many there were to be spent.
async fn spend(
    transaction: &Turn,
    poll: &PollId,
    digests: &[Digest],
    only: &str,
) -> Result<u64, StoreError> {
    let (places, mut values) = places(digests.iter().map(|digest| [digest.as_ref().into()]));
    values.push(poll.as_ref().into());
    let of_poll = values.len();
    let sql = format!(
        "UPDATE ticket SET spent = TRUE WHERE poll = ${of_poll} \
         AND digest IN (VALUES {places}) AND spent = FALSE{only}"
    );
    let backend = transaction.get_database_backend();
    let update = Statement::from_sql_and_values(backend, sql, values);
    Ok(transaction.execute_raw(update).await?.rows_affected())
}

/// Puts ballots into the urn; how many are new.
async fn insert(transaction: &Turn, new: &[&TicketArrival]) -> Result<u64, StoreError> {
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
    let backend = transaction.get_database_backend();
    let insert = Statement::from_sql_and_values(backend, sql, values);
    Ok(transaction.execute_raw(insert).await?.rows_affected())
}

/// Counts ballots by channel and day.
async fn count_all(transaction: &Turn, new: &[&TicketArrival]) -> Result<(), StoreError> {
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
