//! The urn (หีบ): sealed ballots under their nullifiers, and whether a poll accepts.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, DatabaseTransaction, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::connection::{StoreError, Urn};
use super::entity::{ballot, urn_poll};
use super::sqlite::checkpoint_again;
use super::text::{number, parse_opt};
use super::together::{Ask, in_one};
use crate::domain::wire::{Envelope, Nullifier, PollId, Random32, RsaBlock};

/// A ballot as the urn holds it.
#[derive(Debug, Clone)]
pub struct StoredBallot {
    /// Hash under which it is stored.
    pub nullifier: Nullifier,
    /// Answers, sealed twice.
    pub envelope: Envelope,
    /// Randomising prefix of the signed message.
    pub random32: Random32,
    /// The unblinded signature: the right to cast it.
    pub signature: RsaBlock,
}

/// What came of a cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// It is in the urn, whether now or since an earlier cast of the same envelope.
    InUrn,
    /// The poll does not accept ballots.
    NotAccepting,
    /// The urn knows no such poll.
    UnknownPoll,
}

impl Urn {
    /// Adds polls that accept ballots.
    pub async fn add_polls(&self, polls: &[PollId]) -> Result<(), StoreError> {
        for chunk in polls.chunks(1_000) {
            let rows = chunk.iter().map(|poll| urn_poll::ActiveModel {
                poll: Set(poll.as_ref().to_vec()),
                accepting: Set(true),
                until: Set(None),
            });
            urn_poll::Entity::insert_many(rows)
                .on_conflict(
                    OnConflict::column(urn_poll::Column::Poll)
                        .do_nothing()
                        .to_owned(),
                )
                .exec_without_returning(&self.db)
                .await?;
        }
        Ok(())
    }

    /// Puts a verified ballot into the urn, once: its nullifier is the primary key. Whether the
    /// poll accepts is read inside the same transaction, and the clock after it has begun: one that
    /// waited over the end of the grace is too late.
    pub async fn cast(
        &self,
        poll: &PollId,
        ballot: StoredBallot,
        clock: impl Fn() -> Timestamp,
    ) -> Result<Cast, StoreError> {
        let all = async |arrivals: &[Arrival]| {
            let one = async |transaction: &DatabaseTransaction, arrival: &Arrival| {
                put(transaction, arrival, &clock).await
            };
            in_one(&self.db, arrivals, one).await
        };
        let arrival = Arrival {
            poll: *poll,
            ballot,
        };
        self.arriving.ask(arrival, all).await
    }

    /// All polls accept until this moment and not at it.
    pub async fn accept_until(&self, until: Timestamp) -> Result<(), StoreError> {
        let until = until.to_string();
        urn_poll::Entity::update_many()
            .col_expr(urn_poll::Column::Until, Expr::value(until.clone()))
            .filter(
                Condition::any()
                    .add(urn_poll::COLUMN.until.is_null())
                    .add(urn_poll::COLUMN.until.ne(until)),
            )
            .exec(&self.db)
            .await?;
        Ok(())
    }

    /// Stops all polls from accepting.
    pub async fn stop_accepting(&self) -> Result<(), StoreError> {
        urn_poll::Entity::update_many()
            .col_expr(urn_poll::Column::Accepting, Expr::value(false))
            .exec(&self.db)
            .await?;
        if self.db.on_server() {
            return Ok(());
        }
        checkpoint_again(&self.db.writer).await
    }

    /// Number of ballots of a poll.
    pub async fn count(&self, poll: &PollId) -> Result<u64, StoreError> {
        Ok(ballot::Entity::find()
            .filter(ballot::COLUMN.poll.eq(poll.as_ref().to_vec()))
            .count(&self.db)
            .await?)
    }

    /// Number of ballots of each poll that has any.
    pub async fn counts(&self) -> Result<HashMap<PollId, u64>, StoreError> {
        let rows: Vec<(Vec<u8>, i64)> = ballot::Entity::find()
            .select_only()
            .column(ballot::Column::Poll)
            .column_as(ballot::Column::Nullifier.count(), "n")
            .group_by(ballot::Column::Poll)
            .into_tuple()
            .all(&self.db)
            .await?;
        rows.into_iter()
            .map(|(poll, n)| {
                let poll = PollId::try_from(poll.as_slice());
                let poll = poll.map_err(|_| StoreError::Damaged("poll id"))?;
                Ok((poll, number(n, "count")?))
            })
            .collect()
    }

    /// Ballots of a poll in the order of their nullifiers.
    pub async fn ballots(&self, poll: &PollId) -> Result<Vec<StoredBallot>, StoreError> {
        let rows = ballot::Entity::find()
            .filter(ballot::COLUMN.poll.eq(poll.as_ref().to_vec()))
            .order_by_asc(ballot::COLUMN.nullifier)
            .all(&self.db)
            .await?;
        rows.into_iter().map(stored_of).collect()
    }

    /// Envelopes of a poll, whatever right they came with, in the order of their nullifiers.
    pub async fn envelopes(&self, poll: &PollId) -> Result<Vec<Envelope>, StoreError> {
        let signed = self.ballots(poll).await?.into_iter();
        let unsigned = self.ticket_ballots(poll).await?.into_iter();
        Ok(signed
            .map(|ballot| ballot.envelope)
            .chain(unsigned.map(|ballot| ballot.envelope))
            .collect())
    }

    /// Whether any poll accepts ballots.
    pub async fn accepts_any(&self) -> Result<bool, StoreError> {
        let accepting = urn_poll::Entity::find().filter(urn_poll::COLUMN.accepting.eq(true));
        Ok(accepting.one(&self.db).await?.is_some())
    }
}

/// A ballot and the poll it is for.
#[derive(Debug, Clone)]
pub(super) struct Arrival {
    poll: PollId,
    ballot: StoredBallot,
}

impl Ask for Arrival {
    fn name(&self) -> &[u8] {
        self.ballot.nullifier.as_ref()
    }
}

async fn put(
    transaction: &DatabaseTransaction,
    Arrival { poll, ballot }: &Arrival,
    clock: impl Fn() -> Timestamp,
) -> Result<Cast, StoreError> {
    let accepting = urn_poll::Entity::find_by_id(poll.as_ref().to_vec())
        .one(transaction)
        .await?;
    let Some(accepting) = accepting else {
        return Ok(Cast::UnknownPoll);
    };
    let until: Option<Timestamp> = parse_opt(accepting.until.as_ref(), "end of the grace")?;
    if !accepting.accepting || until.is_some_and(|until| clock() >= until) {
        let key = (poll.as_ref().to_vec(), ballot.nullifier.as_ref().to_vec());
        let there = ballot::Entity::find_by_id(key).one(transaction).await?;
        return Ok(match there {
            Some(_) => Cast::InUrn,
            None => Cast::NotAccepting,
        });
    }
    let row = ballot::ActiveModel {
        poll: Set(poll.as_ref().to_vec()),
        nullifier: Set(ballot.nullifier.as_ref().to_vec()),
        envelope: Set(ballot.envelope.bytes().to_vec()),
        random32: Set(ballot.random32.as_ref().to_vec()),
        signature: Set(ballot.signature.as_ref().to_vec()),
    };
    ballot::Entity::insert(row)
        .on_conflict(
            OnConflict::columns([ballot::Column::Poll, ballot::Column::Nullifier])
                .do_nothing()
                .to_owned(),
        )
        .exec_without_returning(transaction)
        .await?;
    Ok(Cast::InUrn)
}

fn stored_of(row: ballot::Model) -> Result<StoredBallot, StoreError> {
    let damaged = |_| StoreError::Damaged("ballot");
    Ok(StoredBallot {
        nullifier: Nullifier::try_from(row.nullifier.as_slice()).map_err(damaged)?,
        envelope: Envelope::new(row.envelope),
        random32: Random32::try_from(row.random32.as_slice()).map_err(damaged)?,
        signature: RsaBlock::try_from(row.signature.as_slice()).map_err(damaged)?,
    })
}
