use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{custodian, poll, round};
use super::super::lanes::Turn;
use super::super::text::{fixed, number, parse, parse_opt, second};
use super::act::Act;
use super::invitations::{DrawnInvitation, insert_invitations};
use super::mail::{Due, Named, insert_mail};
use crate::domain::agency::AgencyId;
use crate::domain::encoding::hex;
use crate::domain::mail::MailKind;
use crate::domain::round::{Custody, Poll, Round, RoundId, RoundState, RoundTerms};
use crate::domain::wire::{Digest, PollId};

impl Registry {
    /// All rounds, the newest first.
    pub async fn rounds(&self) -> Result<Vec<Round>, StoreError> {
        let rows = round::Entity::find()
            .order_by_desc(round::COLUMN.id)
            .all(&self.db)
            .await?;
        rows.into_iter().map(round_of).collect()
    }

    /// The round with this code.
    pub async fn round(&self, code: &str) -> Result<Option<Round>, StoreError> {
        let row = round::Entity::find()
            .filter(round::COLUMN.code.eq(code))
            .one(&self.db)
            .await?;
        row.map(round_of).transpose()
    }

    /// The round in this row.
    pub async fn round_by_id(&self, id: RoundId) -> Result<Option<Round>, StoreError> {
        round::Entity::find_by_id(id.0)
            .one(&self.db)
            .await?
            .map(round_of)
            .transpose()
    }

    /// Names of the custodians in the order of their numbers.
    pub async fn custodians(&self, id: RoundId) -> Result<Vec<String>, StoreError> {
        let rows = custodian::Entity::find()
            .filter(custodian::COLUMN.round_id.eq(id.0))
            .order_by_asc(custodian::COLUMN.number)
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(|row| row.name).collect())
    }

    /// Polls of a round.
    pub async fn polls(&self, id: RoundId) -> Result<Vec<Poll>, StoreError> {
        let rows = poll::Entity::find()
            .filter(poll::COLUMN.round_id.eq(id.0))
            .all(&self.db)
            .await?;
        rows.iter().map(poll_of).collect()
    }

    /// Any poll of a round, if it has one.
    pub async fn first_poll(&self, id: RoundId) -> Result<Option<Poll>, StoreError> {
        let row = poll::Entity::find()
            .filter(poll::COLUMN.round_id.eq(id.0))
            .one(&self.db)
            .await?;
        row.as_ref().map(poll_of).transpose()
    }

    /// The poll of an agency in a round.
    pub async fn poll_of_agency(
        &self,
        round: RoundId,
        agency: AgencyId,
    ) -> Result<Option<Poll>, StoreError> {
        let row = poll::Entity::find()
            .filter(poll::COLUMN.round_id.eq(round.0))
            .filter(poll::COLUMN.agency_id.eq(agency.0))
            .one(&self.db)
            .await?;
        row.as_ref().map(poll_of).transpose()
    }

    /// Polls with these names; few of them.
    pub async fn polls_named(&self, names: &[PollId]) -> Result<Vec<Poll>, StoreError> {
        let names = names.iter().map(|name| hex(name.as_ref()));
        let rows = poll::Entity::find()
            .filter(poll::COLUMN.poll.is_in(names))
            .all(&self.db)
            .await?;
        rows.iter().map(poll_of).collect()
    }
}

/// A round that is to be added in draft.
#[derive(Debug, Clone, Copy)]
pub struct DraftRound<'a> {
    /// Code.
    pub code: &'a str,
    /// Settings.
    pub terms: &'a RoundTerms,
    /// When it closes.
    pub closes_at: Timestamp,
    /// Names of its custodians.
    pub custodians: &'a [String],
}

impl Act {
    /// Adds the poll of an agency that joins a running round.
    pub async fn add_poll(self, round: &Round, poll: &Poll) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        poll_row(round.id, poll).insert(&transaction).await?;
        self.done(transaction).await
    }

    /// Adds rounds in draft with their custodians, all or none: [`StoreError::Stale`] if a code is
    /// taken.
    pub async fn add_rounds(self, drafts: &[DraftRound<'_>]) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        for draft in drafts {
            let taken = round::Entity::find().filter(round::COLUMN.code.eq(draft.code));
            if taken.one(&transaction).await?.is_some() {
                return Err(StoreError::Stale);
            }
            let row = draft_row(draft.code, draft.terms, draft.closes_at)
                .insert(&transaction)
                .await?;
            insert_custodians(&transaction, RoundId(row.id), draft.custodians).await?;
        }
        self.done(transaction).await
    }

    /// Moves a round forward; [`StoreError::Stale`] unless it is in the state it was read in and
    /// may become `next`.
    pub async fn move_round(
        self,
        round: &Round,
        next: RoundState,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        if !round.state.may_become(next) {
            return Err(StoreError::Stale);
        }
        let mut update =
            round::Entity::update_many().col_expr(round::Column::State, Expr::value(next.code()));
        if next == RoundState::Closed {
            update = update.col_expr(round::Column::ClosedAt, Expr::value(now.to_string()));
        }
        of_round(&transaction, round, update).await?;
        self.done(transaction).await
    }

    /// Opens a round: polls, invitations, the instrument's hash and the announced close, in one step.
    /// Under the key of another round only while that one is open: [`StoreError::Stale`] otherwise.
    pub async fn open_round(
        self,
        round: &Round,
        lender: Option<RoundId>,
        hash: &Digest,
        polls: &[Poll],
        invitations: impl Iterator<Item = Result<DrawnInvitation, StoreError>>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        unchanged(&transaction, round).await?;
        if let Some(lender) = lender {
            let lender = round::Entity::find_by_id(lender.0)
                .one(&transaction)
                .await?;
            if lender.is_none_or(|it| it.state != RoundState::Open.code()) {
                return Err(StoreError::Stale);
            }
        }
        let opened = round::Entity::update_many()
            .col_expr(round::Column::State, Expr::value(RoundState::Open.code()))
            .col_expr(
                round::Column::InstrumentHash,
                Expr::value(hex(hash.as_ref())),
            )
            .col_expr(
                round::Column::EarliestClose,
                Expr::value(round.closes_at.to_string()),
            )
            .filter(round::COLUMN.id.eq(round.id.0))
            .filter(round::COLUMN.state.eq(RoundState::Draft.code()))
            .exec(&transaction)
            .await?;
        if opened.rows_affected != 1 {
            return Err(StoreError::Stale);
        }
        for chunk in polls.chunks(1_000) {
            poll::Entity::insert_many(chunk.iter().map(|poll| poll_row(round.id, poll)))
                .exec_without_returning(&transaction)
                .await?;
        }
        insert_invitations(&transaction, invitations).await?;
        self.done(transaction).await
    }

    /// Sets another close of an open round and queues word of it, in one step;
    /// [`StoreError::Stale`] if the round is not as it was read any more.
    pub async fn set_close(
        self,
        round: &Round,
        closes_at: Timestamp,
        told: impl Iterator<Item = Named>,
        due: Due,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let update = round::Entity::update_many()
            .col_expr(round::Column::ClosesAt, Expr::value(second(closes_at)));
        of_round(&transaction, round, update).await?;
        insert_mail(&transaction, round.id, MailKind::Extended, told, due).await?;
        self.done(transaction).await
    }
}

/// Updates a round if it is as it was read; [`StoreError::Stale`] if not.
async fn of_round(
    db: &impl ConnectionTrait,
    round: &Round,
    update: sea_orm::UpdateMany<round::Entity>,
) -> Result<(), StoreError> {
    let done = update
        .filter(round::COLUMN.id.eq(round.id.0))
        .filter(round::COLUMN.state.eq(round.state.code()))
        .filter(round::COLUMN.closes_at.eq(round.closes_at.to_string()))
        .exec(db)
        .await?;
    if done.rows_affected == 1 {
        Ok(())
    } else {
        Err(StoreError::Stale)
    }
}

/// [`StoreError::Stale`] unless the round stands as it was read.
pub(super) async fn unchanged(transaction: &Turn, round: &Round) -> Result<(), StoreError> {
    let row = round::Entity::find_by_id(round.id.0)
        .one(transaction)
        .await?;
    if row.map(round_of).transpose()?.as_ref() == Some(round) {
        Ok(())
    } else {
        Err(StoreError::Stale)
    }
}

pub(super) async fn insert_custodians(
    transaction: &Turn,
    round: RoundId,
    names: &[String],
) -> Result<(), StoreError> {
    for (number, name) in (1..).zip(names) {
        let custodian = custodian::ActiveModel {
            round_id: Set(round.0),
            number: Set(number),
            name: Set(name.clone()),
        };
        custodian.insert(transaction).await?;
    }
    Ok(())
}

fn poll_row(round: RoundId, poll: &Poll) -> poll::ActiveModel {
    poll::ActiveModel {
        poll: Set(hex(poll.id.as_ref())),
        round_id: Set(round.0),
        agency_id: Set(poll.agency.0),
        fingerprint: Set(hex(poll.fingerprint.as_ref())),
    }
}

pub(super) fn poll_of(row: &poll::Model) -> Result<Poll, StoreError> {
    Ok(Poll {
        id: fixed(&row.poll, "poll id")?,
        agency: AgencyId(row.agency_id),
        fingerprint: fixed(&row.fingerprint, "fingerprint")?,
    })
}

pub(super) fn draft_row(
    code: &str,
    terms: &RoundTerms,
    closes_at: Timestamp,
) -> round::ActiveModel {
    round::ActiveModel {
        code: Set(code.to_owned()),
        framework: Set(terms.framework.clone()),
        instrument: Set(terms.instrument.clone()),
        fiscal_year: Set(i32::from(terms.fiscal_year)),
        number: Set(i32::from(terms.number)),
        kpi_period: Set(terms.kpi_period.clone()),
        state: Set(RoundState::Draft.code().to_owned()),
        closes_at: Set(second(closes_at)),
        grace_minutes: Set(i32::try_from(terms.grace_minutes).unwrap_or(i32::MAX)),
        k: Set(i32::try_from(terms.k).unwrap_or(i32::MAX)),
        min_service_years: Set(i32::try_from(terms.min_service_years).unwrap_or(i32::MAX)),
        head_count_day: Set(terms.head_count_day.map(|day| day.to_string())),
        required_percent: Set(terms.required_percent.to_string()),
        single_custodian: Set(terms.custody == Custody::Single),
        ..Default::default()
    }
}

pub(super) fn round_of(row: round::Model) -> Result<Round, StoreError> {
    Ok(Round {
        id: RoundId(row.id),
        state: parse(&row.state, "round state")?,
        closes_at: parse(&row.closes_at, "close")?,
        earliest_close: parse_opt(row.earliest_close.as_ref(), "close")?,
        closed_at: parse_opt(row.closed_at.as_ref(), "close")?,
        instrument_hash: row
            .instrument_hash
            .as_deref()
            .map(|hash| fixed(hash, "instrument hash"))
            .transpose()?,
        terms: RoundTerms {
            fiscal_year: number(row.fiscal_year, "fiscal year")?,
            number: number(row.number, "round number")?,
            grace_minutes: number(row.grace_minutes, "grace")?,
            k: number(row.k, "k")?,
            min_service_years: number(row.min_service_years, "service")?,
            head_count_day: parse_opt(row.head_count_day.as_ref(), "head-count day")?,
            required_percent: parse(&row.required_percent, "required percent")?,
            custody: if row.single_custodian {
                Custody::Single
            } else {
                Custody::TwoOfThree
            },
            framework: row.framework,
            instrument: row.instrument,
            kpi_period: row.kpi_period,
        },
        code: row.code,
    })
}
