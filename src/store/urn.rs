//! The urn (หีบ): sealed ballots under their nullifiers, and whether a poll accepts.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QueryResult, QuerySelect, Statement,
};

use super::connection::{StoreError, Urn};
use super::entity::{ballot, urn_poll};
use super::lanes::Turn;
use super::parts::divide_once;
use super::sqlite::checkpoint_again;
use super::text::number;
use super::tickets::doors;
use super::together::{Ask, places};
use crate::domain::wire::{Envelope, Nullifier, PollId, Random32, RsaBlock};
use crate::fault::{self, Step};

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
        if self.db.on_server() {
            divide_once(&self.db, polls.len()).await?;
        }
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
            let all_in = vec![Cast::InUrn; arrivals.len()];
            let on_server = self.db.on_server();
            if !on_server && all_new(&self.db, arrivals).await? {
                return Ok(all_in);
            }
            let transaction = self.begin_to_take().await?;
            if on_server && all_new(&transaction, arrivals).await? {
                transaction.commit().await?;
                return Ok(all_in);
            }
            let answers = put_all(&transaction, arrivals, &clock).await?;
            fault::at(Step::CastLate);
            transaction.commit().await?;
            Ok(answers)
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

impl Arrival {
    fn key(&self) -> (PollId, Nullifier) {
        (self.poll, self.ballot.nullifier)
    }
}

impl Ask for Arrival {
    fn name(&self) -> &[u8] {
        self.ballot.nullifier.as_ref()
    }
}

/// Of the polls that accept and have no end set yet.
const WHILE_OPEN: &str = " AND p.accepting AND p.until IS NULL";

/// Puts ballots into the urn; whether all are new ones of polls that are open.
async fn all_new(db: &impl ConnectionTrait, arrivals: &[Arrival]) -> Result<bool, StoreError> {
    let new = insert(db, arrivals.iter(), WHILE_OPEN).await?;
    Ok(new == arrivals.len() as u64)
}

/// What comes of each where not all are new ballots of polls that are open.
async fn put_all(
    transaction: &Turn,
    arrivals: &[Arrival],
    clock: impl Fn() -> Timestamp,
) -> Result<Vec<Cast>, StoreError> {
    let doors = doors(transaction, arrivals.iter().map(|arrival| arrival.poll)).await?;
    let now = clock();
    let open = |arrival: &Arrival| doors.get(&arrival.poll).map(|door| door.at(now));
    let taken = arrivals.iter().filter(|it| open(it) == Some(true));
    insert(transaction, taken, "").await?;
    let late = arrivals.iter().filter(|it| open(it) == Some(false));
    let there = there(transaction, "ballot", late.map(Arrival::key)).await?;
    let answer = |arrival: &Arrival| match open(arrival) {
        None => Cast::UnknownPoll,
        Some(false) if !there.contains(&arrival.key()) => Cast::NotAccepting,
        Some(_) => Cast::InUrn,
    };
    Ok(arrivals.iter().map(answer).collect())
}

/// Puts ballots into the urn, in one statement; how many are new. `only` says of which polls.
async fn insert(
    db: &impl ConnectionTrait,
    arrivals: impl Iterator<Item = &Arrival>,
    only: &str,
) -> Result<u64, StoreError> {
    let (places, values) = places(arrivals.map(|Arrival { poll, ballot }| {
        [
            poll.as_ref().into(),
            ballot.nullifier.as_ref().into(),
            ballot.envelope.bytes().into(),
            ballot.random32.as_ref().into(),
            ballot.signature.as_ref().into(),
        ]
    }));
    if values.is_empty() {
        return Ok(0);
    }
    let sql = format!(
        "INSERT INTO ballot (poll, nullifier, envelope, random32, signature) \
         SELECT v.column1, v.column2, v.column3, v.column4, v.column5 \
         FROM (VALUES {places}) AS v CROSS JOIN poll p WHERE p.poll = v.column1{only} \
         ON CONFLICT (poll, nullifier) DO NOTHING"
    );
    let insert = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.execute_raw(insert).await?.rows_affected())
}

/// Which of these ballots are in a table.
pub(super) async fn there(
    db: &impl ConnectionTrait,
    table: &str,
    keys: impl Iterator<Item = (PollId, Nullifier)>,
) -> Result<HashSet<(PollId, Nullifier)>, StoreError> {
    let (places, values) =
        places(keys.map(|(poll, name)| [poll.as_ref().into(), name.as_ref().into()]));
    if values.is_empty() {
        return Ok(HashSet::new());
    }
    let sql = format!(
        "SELECT b.poll, b.nullifier FROM (VALUES {places}) AS v \
         CROSS JOIN {table} b WHERE b.poll = v.column1 AND b.nullifier = v.column2"
    );
    let which = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    let rows = db.query_all_raw(which).await?;
    rows.iter().map(pair).collect()
}

/// The first two columns of a row.
pub(super) fn pair<A, B>(row: &QueryResult) -> Result<(A, B), StoreError>
where
    A: for<'a> TryFrom<&'a [u8]>,
    B: for<'a> TryFrom<&'a [u8]>,
{
    let [first, second]: [Vec<u8>; 2] = [row.try_get_by_index(0)?, row.try_get_by_index(1)?];
    let damaged = || StoreError::Damaged("name of a ballot or ticket");
    let first = A::try_from(&first).map_err(|_| damaged())?;
    Ok((first, B::try_from(&second).map_err(|_| damaged())?))
}

pub(super) fn stored_of(row: ballot::Model) -> Result<StoredBallot, StoreError> {
    let damaged = |_| StoreError::Damaged("ballot");
    Ok(StoredBallot {
        nullifier: Nullifier::try_from(row.nullifier.as_slice()).map_err(damaged)?,
        envelope: Envelope::new(row.envelope),
        random32: Random32::try_from(row.random32.as_slice()).map_err(damaged)?,
        signature: RsaBlock::try_from(row.signature.as_slice()).map_err(damaged)?,
    })
}
