//! Working the mail queue off: one mail after the other, each settled before the next.

use std::ops::ControlFlow;
use std::sync::{Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::super::office::Office;
use super::super::refusal::Refusal;
use super::message::{Made, RoundMail};
use super::right::QueueRight;
use crate::domain::round::{Round, RoundState};
use crate::fault::{self, Step};
use crate::locale::Locale;
use crate::mail::envelope::Sender;
use crate::mail::pace::{Pace, Turn};
use crate::mail::transport::{SendFailure, Transport};
use crate::store::{JobState, MailJob, Outcome};

/// Attempts after which a mail that the server keeps putting off counts as failed.
const MOST_ATTEMPTS: u32 = 6;

/// Seconds between the moments at which another attempt may be made. A grid, so that the moment
/// does not tell when the last attempt was.
const GRID: i64 = 300;

/// What mails are made with.
pub struct PostRoom<'a> {
    /// Way they take.
    pub transport: &'a Transport,
    /// Who writes.
    pub sender: &'a Sender,
    /// How fast they may go; remembers the last minute over several runs.
    pub pace: Mutex<Pace>,
    /// Address of the service, without a slash at the end.
    pub public_url: &'a str,
    /// Thai words.
    pub thai: &'a Locale,
    /// English words.
    pub english: &'a Locale,
}

/// How a run ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Run {
    /// Taken by the server.
    pub sent: usize,
    /// Refused for good.
    pub failed: usize,
    /// Put off to a later run.
    pub put_off: usize,
    /// Cut off in the middle.
    pub uncertain: usize,
    /// No longer needed.
    pub dropped: usize,
    /// Why the run stopped before the queue was empty.
    pub stopped: Option<Stop>,
}

/// Why a run stopped early.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// As many mails went today as may.
    DailyLimit,
    /// The mail server cannot be reached or takes nothing from us, in its words.
    Server(String),
    /// The caller wished it.
    Asked,
}

/// Sends what is due of a round's queue; `settled` is called after each mail and may end the run.
/// Mails that a killed run was in the middle of are marked uncertain first: the right makes sure
/// that no other run goes at this time.
pub async fn send_due(
    office: &Office,
    room: &PostRoom<'_>,
    right: &QueueRight,
    code: &str,
    settled: impl FnMut(&Run) -> ControlFlow<()>,
) -> Result<Run, Refusal> {
    let mut run = Run::default();
    let round = office.round(code).await?;
    let outcome = work_off(office, room, right, &round, &mut run, settled).await;
    room.transport.close().await;
    outcome.map(|()| run)
}

/// Sends what is due of all open rounds.
pub async fn send_due_of_all(
    office: &Office,
    room: &PostRoom<'_>,
    right: &QueueRight,
    mut settled: impl FnMut(&Run) -> ControlFlow<()>,
) -> Result<Run, Refusal> {
    let mut run = Run::default();
    let mut rounds = office.registry.rounds().await?;
    rounds.retain(|round| round.state == RoundState::Open);
    for round in rounds {
        work_off(office, room, right, &round, &mut run, &mut settled).await?;
        if run.stopped.is_some() {
            break;
        }
    }
    room.transport.close().await;
    Ok(run)
}

async fn work_off(
    office: &Office,
    room: &PostRoom<'_>,
    right: &QueueRight,
    round: &Round,
    run: &mut Run,
    mut settled: impl FnMut(&Run) -> ControlFlow<()>,
) -> Result<(), Refusal> {
    let registry = &office.registry;
    registry.settle_interrupted_mail(round.id).await?;
    if !registry.mail_is_due(round.id, moment(office)).await? {
        return Ok(());
    }
    let mail = RoundMail::of(office, round).await?;
    while registry.mail_is_due(round.id, moment(office)).await? {
        if !wait_for_turn(office, room).await? {
            run.stopped = Some(Stop::DailyLimit);
            return Ok(());
        }
        right.stands().await?;
        let Some(job) = registry.take_mail(round.id, moment(office)).await? else {
            return Ok(());
        };
        fault::at(Step::MailTaken);
        one(office, room, &mail, &job, run).await?;
        fault::at(Step::MailSettled);
        if settled(run).is_break() {
            run.stopped.get_or_insert(Stop::Asked);
        }
        if run.stopped.is_some() {
            return Ok(());
        }
    }
    Ok(())
}

/// The moment up to which mails that wait for one are due; none while the clock is in doubt.
fn moment(office: &Office) -> Option<Timestamp> {
    let believed = office.clock.doubt().is_none();
    believed.then(|| office.world.now())
}

/// Waits until the pace allows another mail, which takes a minute at most; `false` if none may go
/// today.
async fn wait_for_turn(office: &Office, room: &PostRoom<'_>) -> Result<bool, Refusal> {
    loop {
        let sent_today = office.registry.mails_on(office.world.today()).await?;
        let now = office.world.now();
        let turn = room
            .pace
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take(now, sent_today);
        match turn {
            Turn::Now => return Ok(true),
            Turn::AnotherDay => return Ok(false),
            Turn::NotBefore(free) => {
                tokio::time::sleep(free.duration_since(now).unsigned_abs()).await;
            }
        }
    }
}

async fn one(
    office: &Office,
    room: &PostRoom<'_>,
    mail: &RoundMail,
    job: &MailJob,
    run: &mut Run,
) -> Result<(), Refusal> {
    let message = match mail.make(office, room, job).await? {
        Made::Message(message) => message,
        Made::NotNeeded => {
            run.dropped += 1;
            return settle(office, job, JobState::Dropped, None).await;
        }
        Made::Impossible(words) => {
            run.failed += 1;
            return settle(office, job, JobState::Failed, Some(&words)).await;
        }
    };
    match room.transport.send(&message).await {
        Ok(_) => {
            fault::at(Step::MailSent);
            run.sent += 1;
            settle(office, job, JobState::Sent, None).await
        }
        Err(failure) => failed(office, job, failure, run).await,
    }
}

async fn failed(
    office: &Office,
    job: &MailJob,
    failure: SendFailure,
    run: &mut Run,
) -> Result<(), Refusal> {
    match failure {
        SendFailure::Refused { words } => {
            run.failed += 1;
            settle(office, job, JobState::Failed, Some(&words)).await
        }
        SendFailure::Uncertain { words } => {
            run.uncertain += 1;
            settle(office, job, JobState::Uncertain, Some(&words)).await
        }
        SendFailure::TryAgain { words } if job.attempts + 1 >= MOST_ATTEMPTS => {
            run.failed += 1;
            settle(office, job, JobState::Failed, Some(&words)).await
        }
        SendFailure::TryAgain { words } => {
            run.put_off += 1;
            settle(office, job, JobState::Queued, Some(&words)).await
        }
        SendFailure::Unavailable { words } => {
            run.put_off += 1;
            office.registry.put_mail_back(job, &words).await?;
            run.stopped = Some(Stop::Server(words));
            Ok(())
        }
    }
}

/// Moment of the next attempt: 2, 4, 8, 16, 32 minutes from now or little later.
fn next_attempt(now: Timestamp, attempts: u32) -> Option<Timestamp> {
    let wait = SignedDuration::from_mins(2 << attempts.min(5));
    let second = now.checked_add(wait).ok()?.as_second();
    Timestamp::from_second((second / GRID + 1) * GRID).ok()
}

async fn settle(
    office: &Office,
    job: &MailJob,
    state: JobState,
    words: Option<&str>,
) -> Result<(), Refusal> {
    let waits = state == JobState::Queued;
    let outcome = Outcome {
        state,
        words,
        not_before: waits
            .then(|| next_attempt(office.world.now(), job.attempts))
            .flatten(),
    };
    Ok(office
        .registry
        .settle_mail(job, outcome, office.world.today())
        .await?)
}
