//! Tickets beside the urn: made, spent with a ballot, and counted by channel and day. Each act and its
//! count are one transaction; nothing beside a ticket tells when or by which way it went out.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder,
};

use super::connection::{Results, StoreError, Urn};
use super::entity::{kept_ticket_day, ticket, ticket_ballot, ticket_day, urn_poll};
use super::lanes::Turn;
use super::text::{column, number, parse, parse_opt};
use super::ticket_casts::TicketBallot;
use crate::domain::encoding::hex;
use crate::domain::round::Poll;
use crate::domain::ticket::{Channel, Outreach, TicketCount, TicketDay};
use crate::domain::wire::{Digest, Envelope, Nullifier, PollId};
use crate::fault::{self, Step};

/// What came of tickets that were to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minted {
    /// They were made.
    Done,
    /// None was made: that day there is room for so many.
    Room(u64),
    /// None was made: the poll was closed. Nobody begins in the grace.
    Closed,
}

impl Urn {
    /// Adds tickets to a poll that is open and counts them, as far as the agency's caps let it.
    pub async fn mint(
        &self,
        poll: &PollId,
        digests: &[Digest],
        (channel, day): (Channel, Date),
        settled: &Outreach,
    ) -> Result<Minted, StoreError> {
        let transaction = self.begin_to_take().await?;
        let open = accepts(&transaction, poll).await?;
        if !open.is_some_and(|open| open.begins()) {
            return Ok(Minted::Closed);
        }
        let room = settled.room(channel, day, &days_of(&transaction, poll).await?);
        if room < digests.len() as u64 {
            return Ok(Minted::Room(room));
        }
        for chunk in digests.chunks(1_000) {
            let rows = chunk.iter().map(|digest| ticket::ActiveModel {
                poll: Set(poll.as_ref().to_vec()),
                digest: Set(digest.as_ref().to_vec()),
                spent: Set(false),
            });
            ticket::Entity::insert_many(rows)
                .exec_without_returning(&transaction)
                .await?;
        }
        let minted = TicketCount {
            minted: digests.len() as u64,
            ..TicketCount::default()
        };
        count(&transaction, poll, channel, day, minted).await?;
        fault::at(Step::TicketsMinted);
        transaction.commit().await?;
        Ok(Minted::Done)
    }

    /// Whether a poll takes ballots at this moment.
    pub async fn accepts_at(&self, poll: &PollId, now: Timestamp) -> Result<bool, StoreError> {
        let open = accepts(&self.db, poll).await?;
        Ok(open.is_some_and(|open| open.at(now)))
    }

    /// Whether people may begin: a poll in its grace takes only what was begun before.
    pub async fn begins(&self, poll: &PollId) -> Result<bool, StoreError> {
        let open = accepts(&self.db, poll).await?;
        Ok(open.is_some_and(|open| open.begins()))
    }

    /// Whether a ticket is spent; `None` if there is none of this digest in the poll.
    pub async fn ticket(&self, poll: &PollId, digest: &Digest) -> Result<Option<bool>, StoreError> {
        let key = (poll.as_ref().to_vec(), digest.as_ref().to_vec());
        let row = ticket::Entity::find_by_id(key).one(&self.db).await?;
        Ok(row.map(|row| row.spent))
    }

    /// The poll of the ticket with this digest.
    pub async fn poll_of_ticket(&self, digest: &Digest) -> Result<Option<PollId>, StoreError> {
        let row = ticket::Entity::find()
            .filter(ticket::COLUMN.digest.eq(digest.as_ref().to_vec()))
            .one(&self.db)
            .await?;
        row.map(|row| PollId::try_from(row.poll.as_slice()))
            .transpose()
            .map_err(|_| StoreError::Damaged("ticket"))
    }

    /// Tickets of a poll by day and channel.
    pub async fn ticket_days(&self, poll: &PollId) -> Result<Vec<TicketDay>, StoreError> {
        days_of(&self.db, poll).await
    }

    /// Tickets of every poll, over all days and channels.
    pub async fn ticket_sums(&self) -> Result<HashMap<PollId, TicketCount>, StoreError> {
        let mut sums: HashMap<PollId, TicketCount> = HashMap::new();
        for row in ticket_day::Entity::find().all(&self.db).await? {
            let poll = PollId::try_from(row.poll.as_slice());
            let poll = poll.map_err(|_| StoreError::Damaged("ticket"))?;
            let line = day_of(&row.channel, &row.day, [row.minted, row.spent, row.hasty])?;
            let sum = sums.entry(poll).or_default();
            *sum = sum.with(line.count);
        }
        Ok(sums)
    }

    /// Ballots of a poll that came with a ticket, in the order of their nullifiers.
    pub async fn ticket_ballots(&self, poll: &PollId) -> Result<Vec<TicketBallot>, StoreError> {
        let rows = ticket_ballot::Entity::find()
            .filter(ticket_ballot::COLUMN.poll.eq(poll.as_ref().to_vec()))
            .order_by_asc(ticket_ballot::COLUMN.nullifier)
            .all(&self.db)
            .await?;
        rows.into_iter().map(unsigned_of).collect()
    }

    /// Number of ballots of a poll that came with a ticket.
    pub async fn ticket_ballot_count(&self, poll: &PollId) -> Result<u64, StoreError> {
        let of_poll = ticket_ballot::COLUMN.poll.eq(poll.as_ref().to_vec());
        let ballots = ticket_ballot::Entity::find().filter(of_poll);
        Ok(ballots.count(&self.db).await?)
    }
}

/// A ballot from its row.
pub(super) fn unsigned_of(row: ticket_ballot::Model) -> Result<TicketBallot, StoreError> {
    let nullifier = Nullifier::try_from(row.nullifier.as_slice());
    Ok(TicketBallot {
        nullifier: nullifier.map_err(|_| StoreError::Damaged("ballot"))?,
        envelope: Envelope::new(row.envelope),
    })
}

impl Results {
    /// Keeps the tickets of a poll by day and channel, as they stood at close; what stands stays.
    pub async fn keep_ticket_days(
        &self,
        poll: &PollId,
        days: &[TicketDay],
    ) -> Result<(), StoreError> {
        if days.is_empty() {
            return Ok(());
        }
        let rows = days.iter().map(|line| kept_ticket_day::ActiveModel {
            poll: Set(hex(poll.as_ref())),
            channel: Set(line.channel.code().to_owned()),
            day: Set(line.day.to_string()),
            minted: Set(column(line.count.minted)),
            spent: Set(column(line.count.spent)),
            hasty: Set(column(line.count.hasty)),
        });
        let stays = OnConflict::columns([
            kept_ticket_day::Column::Poll,
            kept_ticket_day::Column::Channel,
            kept_ticket_day::Column::Day,
        ])
        .do_nothing()
        .to_owned();
        kept_ticket_day::Entity::insert_many(rows)
            .on_conflict(stays)
            .exec_without_returning(&self.db)
            .await?;
        Ok(())
    }

    /// Tickets of these polls, over all days and channels, as they stood at close.
    pub async fn kept_ticket_sums(
        &self,
        polls: &[Poll],
    ) -> Result<HashMap<PollId, TicketCount>, StoreError> {
        let mut sums = HashMap::new();
        for poll in polls {
            let days = self.kept_ticket_days(&poll.id).await?;
            sums.insert(poll.id, TicketCount::of(&days));
        }
        Ok(sums)
    }

    /// Tickets of a poll by day and channel, as they stood at close.
    pub async fn kept_ticket_days(&self, poll: &PollId) -> Result<Vec<TicketDay>, StoreError> {
        let rows = kept_ticket_day::Entity::find()
            .filter(kept_ticket_day::COLUMN.poll.eq(hex(poll.as_ref())))
            .order_by_asc(kept_ticket_day::COLUMN.day)
            .all(&self.db)
            .await?;
        let of = |row: kept_ticket_day::Model| {
            day_of(&row.channel, &row.day, [row.minted, row.spent, row.hasty])
        };
        rows.into_iter().map(of).collect()
    }
}

async fn days_of(db: &impl ConnectionTrait, poll: &PollId) -> Result<Vec<TicketDay>, StoreError> {
    let rows = ticket_day::Entity::find()
        .filter(ticket_day::COLUMN.poll.eq(poll.as_ref().to_vec()))
        .order_by_asc(ticket_day::COLUMN.day)
        .order_by_asc(ticket_day::COLUMN.channel)
        .all(db)
        .await?;
    let of =
        |row: ticket_day::Model| day_of(&row.channel, &row.day, [row.minted, row.spent, row.hasty]);
    rows.into_iter().map(of).collect()
}

/// Whether a poll takes ballots.
pub(super) struct Accepting {
    now: bool,
    until: Option<Timestamp>,
}

impl Accepting {
    fn begins(&self) -> bool {
        self.now && self.until.is_none()
    }

    pub(super) fn at(&self, now: Timestamp) -> bool {
        self.now && self.until.is_none_or(|until| now < until)
    }
}

pub(super) async fn accepts(
    db: &impl ConnectionTrait,
    poll: &PollId,
) -> Result<Option<Accepting>, StoreError> {
    let row = urn_poll::Entity::find_by_id(poll.as_ref().to_vec())
        .one(db)
        .await?;
    row.as_ref().map(accepting_of).transpose()
}

/// Which of these polls take ballots; those that the urn does not know are not among them.
pub(super) async fn doors(
    db: &impl ConnectionTrait,
    polls: impl IntoIterator<Item = PollId>,
) -> Result<HashMap<PollId, Accepting>, StoreError> {
    let polls: BTreeSet<PollId> = polls.into_iter().collect();
    let names = polls.iter().map(|poll| poll.as_ref().to_vec());
    let rows = urn_poll::Entity::find()
        .filter(urn_poll::Column::Poll.is_in(names))
        .all(db)
        .await?;
    let door = |row: &urn_poll::Model| {
        let poll = PollId::try_from(row.poll.as_slice());
        let poll = poll.map_err(|_| StoreError::Damaged("poll id"))?;
        Ok((poll, accepting_of(row)?))
    };
    rows.iter().map(door).collect()
}

fn accepting_of(row: &urn_poll::Model) -> Result<Accepting, StoreError> {
    Ok(Accepting {
        now: row.accepting,
        until: parse_opt(row.until.as_ref(), "end of the grace")?,
    })
}

pub(super) async fn count(
    transaction: &Turn,
    poll: &PollId,
    channel: Channel,
    day: Date,
    more: TicketCount,
) -> Result<(), StoreError> {
    let row = ticket_day::ActiveModel {
        poll: Set(poll.as_ref().to_vec()),
        channel: Set(channel.code().to_owned()),
        day: Set(day.to_string()),
        minted: Set(column(more.minted)),
        spent: Set(column(more.spent)),
        hasty: Set(column(more.hasty)),
    };
    let sum = |at: ticket_day::Column, more: u64| {
        let before = Expr::col((ticket_day::Entity, at));
        (at, before.add(column(more)))
    };
    let added = OnConflict::columns([
        ticket_day::Column::Poll,
        ticket_day::Column::Channel,
        ticket_day::Column::Day,
    ])
    .values([
        sum(ticket_day::Column::Minted, more.minted),
        sum(ticket_day::Column::Spent, more.spent),
        sum(ticket_day::Column::Hasty, more.hasty),
    ])
    .to_owned();
    ticket_day::Entity::insert(row)
        .on_conflict(added)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

fn day_of(channel: &str, day: &str, counts: [i64; 3]) -> Result<TicketDay, StoreError> {
    let [minted, spent, hasty] = counts;
    Ok(TicketDay {
        channel: parse(channel, "channel")?,
        day: parse(day, "day")?,
        count: TicketCount {
            minted: number(minted, "count")?,
            spent: number(spent, "count")?,
            hasty: number(hasty, "count")?,
        },
    })
}
