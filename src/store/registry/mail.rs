//! The mail queue: ids only, never a rendered link.

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder,
    Select,
};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{mail_day, mail_job};
use super::super::lanes::{Turn, begin};
use super::super::text::{number, parse, parse_opt, portion};
use super::act::Act;
use super::staff::StaffId;
use crate::domain::mail::MailKind;
use crate::domain::round::RoundId;

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JobState {
    /// Waits for its turn.
    Queued,
    /// Being sent; found after a crash, it is uncertain.
    Sending,
    /// Taken by the server.
    Sent,
    /// Refused for good, with the server's words.
    Failed,
    /// Cut off in the middle: may have arrived, is not sent again by itself.
    Uncertain,
    /// No longer needed when its turn came.
    Dropped,
}

/// A mail of the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailJob {
    /// Row in the registry.
    pub id: i64,
    /// Round it belongs to.
    pub round: RoundId,
    /// Whom it goes to.
    pub staff: StaffId,
    /// What it is for.
    pub kind: MailKind,
    /// Where it stands.
    pub state: JobState,
    /// Times it was tried.
    pub attempts: u32,
    /// Stable Message-ID, the same at every attempt.
    pub message_id: String,
    /// The server's last words.
    pub words: Option<String>,
    /// Day it is to go on while it waits, later the day it was last tried.
    pub day: Date,
    /// Moment before which it does not go: one that was planned, or the next attempt.
    pub not_before: Option<Timestamp>,
}

/// When new mails are to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    /// Day in Thailand.
    pub day: Date,
    /// Moment of that day, if one was planned.
    pub not_before: Option<Timestamp>,
}

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome<'a> {
    /// Where the mail stands now.
    pub state: JobState,
    /// The server's words.
    pub words: Option<&'a str>,
    /// Moment of the next attempt, if there is to be one.
    pub not_before: Option<Timestamp>,
}

const STATES: [(JobState, &str); 6] = [
    (JobState::Queued, "queued"),
    (JobState::Sending, "sending"),
    (JobState::Sent, "sent"),
    (JobState::Failed, "failed"),
    (JobState::Uncertain, "uncertain"),
    (JobState::Dropped, "dropped"),
];

impl JobState {
    /// Name in the store and tail of locale keys.
    pub fn code(self) -> &'static str {
        STATES
            .iter()
            .find(|(state, _)| *state == self)
            .map_or("", |(_, code)| code)
    }
}

pub(super) fn state_of(code: &str) -> Result<JobState, StoreError> {
    STATES
        .iter()
        .find(|(_, known)| *known == code)
        .map(|(state, _)| *state)
        .ok_or(StoreError::Damaged("mail job"))
}

fn kind_of(code: &str) -> Result<MailKind, StoreError> {
    MailKind::ALL
        .into_iter()
        .find(|kind| kind.code() == code)
        .ok_or(StoreError::Damaged("mail job"))
}

/// A person and the Message-ID of a mail to them, as it is made.
pub type Named = Result<(StaffId, String), StoreError>;

impl Registry {
    /// Queues one mail a person whom nobody of the office wrote to, all or none.
    pub async fn queue_mail(
        &self,
        round: RoundId,
        kind: MailKind,
        mails: impl Iterator<Item = Named>,
        due: Due,
    ) -> Result<(), StoreError> {
        let transaction = begin(&self.db).await?;
        insert_mail(&transaction, round, kind, mails, due).await?;
        transaction.commit().await?;
        Ok(())
    }

    /// All mails to one person.
    pub async fn mail_to(&self, staff: StaffId) -> Result<Vec<MailJob>, StoreError> {
        let rows = mail_job::Entity::find()
            .filter(mail_job::COLUMN.staff_id.eq(staff.0))
            .order_by_asc(mail_job::COLUMN.id)
            .all(&self.db)
            .await?;
        rows.into_iter().map(job_of).collect()
    }

    /// Mails of any round that servers took on a day, for the daily limit.
    pub async fn mails_on(&self, day: Date) -> Result<u32, StoreError> {
        let row = mail_day::Entity::find_by_id(day.to_string())
            .one(&self.db)
            .await?;
        row.map_or(Ok(0), |row| number(row.mails, "mail day"))
    }

    /// Whether a mail of a round may go now; without a moment only such as wait for none.
    pub async fn mail_is_due(
        &self,
        round: RoundId,
        now: Option<Timestamp>,
    ) -> Result<bool, StoreError> {
        Ok(next_due(round, now).one(&self.db).await?.is_some())
    }

    /// Takes the next mail that is due and marks it as being sent, so that nobody else does.
    pub async fn take_mail(
        &self,
        round: RoundId,
        now: Option<Timestamp>,
    ) -> Result<Option<MailJob>, StoreError> {
        let transaction = begin(&self.db).await?;
        let Some(row) = next_due(round, now).one(&transaction).await? else {
            return Ok(None);
        };
        let mut job: mail_job::ActiveModel = row.into();
        job.state = Set(JobState::Sending.code().to_owned());
        let row = job.update(&transaction).await?;
        transaction.commit().await?;
        job_of(row).map(Some)
    }

    /// Writes down how an attempt ended; a mail that was sent counts for its day at the same time.
    pub async fn settle_mail(
        &self,
        job: &MailJob,
        outcome: Outcome<'_>,
        today: Date,
    ) -> Result<(), StoreError> {
        let transaction = begin(&self.db).await?;
        let row = mail_job::ActiveModel {
            id: Set(job.id),
            state: Set(outcome.state.code().to_owned()),
            attempts: Set(i32::try_from(job.attempts)
                .unwrap_or(i32::MAX)
                .saturating_add(1)),
            words: Set(outcome.words.map(str::to_owned)),
            not_before: Set(outcome.not_before.map(|moment| moment.to_string())),
            day: Set(today.to_string()),
            ..Default::default()
        };
        row.update(&transaction).await?;
        if outcome.state == JobState::Sent {
            count_mail(&transaction, today).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// Marks mails that a killed run was in the middle of as uncertain; returns how many.
    pub async fn settle_interrupted_mail(&self, round: RoundId) -> Result<u64, StoreError> {
        let done = mail_job::Entity::update_many()
            .col_expr(
                mail_job::Column::State,
                Expr::value(JobState::Uncertain.code()),
            )
            .filter(mail_job::COLUMN.round_id.eq(round.0))
            .filter(mail_job::COLUMN.state.eq(JobState::Sending.code()))
            .exec(&self.db)
            .await?;
        Ok(done.rows_affected)
    }

    /// Puts a mail back as it was, because the server could not be reached at all.
    pub async fn put_mail_back(&self, job: &MailJob, words: &str) -> Result<(), StoreError> {
        let row = mail_job::ActiveModel {
            id: Set(job.id),
            state: Set(JobState::Queued.code().to_owned()),
            words: Set(Some(words.to_owned())),
            ..Default::default()
        };
        row.update(&self.db).await?;
        Ok(())
    }
}

impl Act {
    /// Queues one mail a person, all or none; its line tells how many.
    pub async fn queue_mail(
        mut self,
        round: RoundId,
        kind: MailKind,
        mails: impl Iterator<Item = Named>,
        due: Due,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let queued = insert_mail(&transaction, round, kind, mails, due).await?;
        self.counted(queued);
        self.done(transaction).await
    }

    /// Puts those of these mails that are in one of these states back into the queue, because
    /// somebody asked for it; returns how many.
    pub async fn requeue_mail(
        mut self,
        jobs: &[i64],
        states: &[JobState],
    ) -> Result<u64, StoreError> {
        let transaction = self.begin().await?;
        let mut requeued = 0;
        for chunk in jobs.chunks(1_000) {
            let done = mail_job::Entity::update_many()
                .col_expr(
                    mail_job::Column::State,
                    Expr::value(JobState::Queued.code()),
                )
                .col_expr(
                    mail_job::Column::NotBefore,
                    Expr::value(Option::<String>::None),
                )
                .filter(mail_job::COLUMN.id.is_in(chunk.to_vec()))
                .filter(
                    mail_job::COLUMN
                        .state
                        .is_in(states.iter().map(|state| state.code())),
                )
                .exec(&transaction)
                .await?;
            requeued += done.rows_affected;
        }
        self.counted(requeued);
        self.done(transaction).await?;
        Ok(requeued)
    }

    /// Takes back those of these mails that still wait; returns how many.
    pub async fn drop_mail(mut self, jobs: &[i64], today: Date) -> Result<u64, StoreError> {
        let transaction = self.begin().await?;
        let mut dropped = 0;
        for chunk in jobs.chunks(1_000) {
            let done = mail_job::Entity::update_many()
                .col_expr(
                    mail_job::Column::State,
                    Expr::value(JobState::Dropped.code()),
                )
                .col_expr(
                    mail_job::Column::NotBefore,
                    Expr::value(Option::<String>::None),
                )
                .col_expr(mail_job::Column::Day, Expr::value(today.to_string()))
                .filter(mail_job::COLUMN.id.is_in(chunk.to_vec()))
                .filter(mail_job::COLUMN.state.eq(JobState::Queued.code()))
                .exec(&transaction)
                .await?;
            dropped += done.rows_affected;
        }
        self.counted(dropped);
        self.done(transaction).await?;
        Ok(dropped)
    }
}

/// Waiting mails of a round whose moment has come, the first queued first.
fn next_due(round: RoundId, now: Option<Timestamp>) -> Select<mail_job::Entity> {
    let come = now.map(|now| mail_job::COLUMN.not_before.lte(now.to_string()));
    let due = Condition::any()
        .add(mail_job::COLUMN.not_before.is_null())
        .add_option(come);
    mail_job::Entity::find()
        .filter(mail_job::COLUMN.round_id.eq(round.0))
        .filter(mail_job::COLUMN.state.eq(JobState::Queued.code()))
        .filter(due)
        .order_by_asc(mail_job::COLUMN.id)
}

/// One mail more on a day.
async fn count_mail(transaction: &Turn, day: Date) -> Result<(), StoreError> {
    let more = Expr::col((mail_day::Entity, mail_day::Column::Mails)).add(1);
    let row = mail_day::ActiveModel {
        day: Set(day.to_string()),
        mails: Set(1),
    };
    mail_day::Entity::insert(row)
        .on_conflict(
            OnConflict::column(mail_day::Column::Day)
                .value(mail_day::Column::Mails, more)
                .to_owned(),
        )
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Queues one mail a person inside a transaction.
pub(super) async fn insert_mail(
    transaction: &Turn,
    round: RoundId,
    kind: MailKind,
    mut mails: impl Iterator<Item = Named>,
    due: Due,
) -> Result<u64, StoreError> {
    let mut queued = 0;
    while let Some(some) = portion(&mut mails)? {
        queued += some.len() as u64;
        let rows = some
            .into_iter()
            .map(|(staff, message_id)| mail_job::ActiveModel {
                round_id: Set(round.0),
                staff_id: Set(staff.0),
                kind: Set(kind.code().to_owned()),
                state: Set(JobState::Queued.code().to_owned()),
                attempts: Set(0),
                message_id: Set(message_id),
                day: Set(due.day.to_string()),
                not_before: Set(due.not_before.map(|moment| moment.to_string())),
                ..Default::default()
            });
        mail_job::Entity::insert_many(rows)
            .exec_without_returning(transaction)
            .await?;
    }
    Ok(queued)
}

pub(super) fn job_of(row: mail_job::Model) -> Result<MailJob, StoreError> {
    Ok(MailJob {
        id: row.id,
        round: RoundId(row.round_id),
        staff: StaffId(row.staff_id),
        kind: kind_of(&row.kind)?,
        state: state_of(&row.state)?,
        attempts: number(row.attempts, "mail job")?,
        message_id: row.message_id,
        words: row.words,
        day: parse(&row.day, "mail job")?,
        not_before: parse_opt(row.not_before.as_ref(), "mail job")?,
    })
}
