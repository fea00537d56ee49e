//! Working the mail queue off: one mail after the other, each settled before the next.

use std::collections::HashMap;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use super::office::Office;
use super::refusal::Refusal;
use crate::crypto::token::{TokenKey, fragment};
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::calendar::thai_zone;
use crate::domain::mail::MailKind;
use crate::domain::message::Message;
use crate::domain::notice::PollNotice;
use crate::domain::people::Standing;
use crate::domain::round::{Poll, Round, RoundState};
use crate::locale::Locale;
use crate::mail::envelope::{MessageId, OutgoingMail, Party, Sender};
use crate::mail::pace::{Limits, Pace, Turn};
use crate::mail::transport::{SendFailure, Transport};
use crate::mail::words::{InvitationFacts, invitation};
use crate::store::{JobState, MailJob, Recipient, StaffId};

/// Attempts after which a mail that the server keeps putting off counts as failed.
const MOST_ATTEMPTS: u32 = 6;

/// What mails are made with.
pub struct PostRoom<'a> {
    /// Way they take.
    pub transport: &'a Transport,
    /// Who writes.
    pub sender: &'a Sender,
    /// How fast they may go.
    pub limits: Limits,
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
    /// Why the run stopped before the queue was empty, in the server's words.
    pub stopped: Option<String>,
}

/// Everything that the mails of one round are made from.
struct RoundMail {
    round: Round,
    key: TokenKey,
    people: HashMap<StaffId, Recipient>,
    agencies: HashMap<AgencyId, Agency>,
    polls: HashMap<AgencyId, Poll>,
}

/// Sends what is due of a round's queue; `settled` is called after each mail. Mails that a killed
/// run was in the middle of are marked uncertain first: callers make sure that only one run goes
/// at a time.
pub async fn send_due(
    office: &Office,
    room: &PostRoom<'_>,
    code: &str,
    mut settled: impl FnMut(&Run),
) -> Result<Run, Refusal> {
    let round = office.round(code).await?;
    office.registry.settle_interrupted_mail(round.id).await?;
    let mail = RoundMail::of(office, round).await?;
    let mut pace = Pace::new(room.limits, office.sent_history().await?);
    let mut run = Run::default();
    loop {
        if let Turn::NotBefore(free) = pace.take(office.world.now()) {
            if !wait_for_turn(office, free).await {
                run.stopped = Some("daily limit".to_owned());
                return Ok(run);
            }
            continue;
        }
        let Some(job) = office
            .registry
            .take_mail(mail.round.id, office.world.now())
            .await?
        else {
            break;
        };
        one(office, room, &mail, &job, &mut run).await?;
        settled(&run);
        if run.stopped.is_some() {
            break;
        }
    }
    room.transport.close().await;
    Ok(run)
}

/// Waits until the pace allows another mail; not for longer than two minutes.
async fn wait_for_turn(office: &Office, free: Timestamp) -> bool {
    let wait = free.duration_since(office.world.now());
    let short = wait <= SignedDuration::from_mins(2);
    if short {
        tokio::time::sleep(wait.unsigned_abs()).await;
    }
    short
}

async fn one(
    office: &Office,
    room: &PostRoom<'_>,
    mail: &RoundMail,
    job: &MailJob,
    run: &mut Run,
) -> Result<(), Refusal> {
    let message = match mail.message(room, job, office.world.now()) {
        Ok(Some(message)) => message,
        Ok(None) => {
            run.dropped += 1;
            return settle(office, job, JobState::Dropped, None, None).await;
        }
        Err(words) => {
            run.failed += 1;
            return settle(office, job, JobState::Failed, Some(&words), None).await;
        }
    };
    match room.transport.send(&message).await {
        Ok(_) => {
            run.sent += 1;
            settle(office, job, JobState::Sent, None, None).await
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
            settle(office, job, JobState::Failed, Some(&words), None).await
        }
        SendFailure::Uncertain { words } => {
            run.uncertain += 1;
            settle(office, job, JobState::Uncertain, Some(&words), None).await
        }
        SendFailure::TryAgain { words } if job.attempts + 1 >= MOST_ATTEMPTS => {
            run.failed += 1;
            settle(office, job, JobState::Failed, Some(&words), None).await
        }
        SendFailure::TryAgain { words } => {
            run.put_off += 1;
            let later = office.world.now().checked_add(backoff(job.attempts)).ok();
            settle(office, job, JobState::Queued, Some(&words), later).await
        }
        SendFailure::Unavailable { words } => {
            run.put_off += 1;
            run.stopped = Some(words.clone());
            office.registry.put_mail_back(job, &words).await?;
            Ok(())
        }
    }
}

/// 2, 4, 8, 16, 32 minutes.
fn backoff(attempts: u32) -> SignedDuration {
    SignedDuration::from_mins(2 << attempts.min(5))
}

async fn settle(
    office: &Office,
    job: &MailJob,
    state: JobState,
    words: Option<&str>,
    not_before: Option<Timestamp>,
) -> Result<(), Refusal> {
    Ok(office
        .registry
        .settle_mail(
            job,
            state,
            words,
            not_before,
            office.world.now(),
            office.world.today(),
        )
        .await?)
}

impl RoundMail {
    async fn of(office: &Office, round: Round) -> Result<Self, Refusal> {
        let people = office.registry.recipients(round.id).await?;
        let polls = office.registry.polls(round.id).await?;
        Ok(Self {
            key: office.keys.token_key(&round.code)?,
            people: people
                .into_iter()
                .map(|person| (person.staff.id, person))
                .collect(),
            agencies: office.agencies().await?,
            polls: polls.into_iter().map(|poll| (poll.agency, poll)).collect(),
            round,
        })
    }

    /// The message of a job; nothing if it is no longer needed, words if it cannot be made.
    fn message(
        &self,
        room: &PostRoom<'_>,
        job: &MailJob,
        now: Timestamp,
    ) -> Result<Option<OutgoingMail>, String> {
        let Some(person) = self
            .people
            .get(&job.staff)
            .filter(|person| self.needs(person, now))
        else {
            return Ok(None);
        };
        let (Some(address), Some(link)) = (&person.staff.member.email, link(self, room, person))
        else {
            return Ok(None);
        };
        let Some(notice) = self.notice(person) else {
            return Ok(None);
        };
        let name = person.staff.member.full_name();
        let facts = InvitationFacts {
            kind: job.kind,
            name: name.clone(),
            notice,
            link,
        };
        let words = invitation(room.thai, Some(room.english), &facts);
        let build = || {
            let id =
                MessageId::from_str(&format!("{}@{}", job.message_id, room.sender.from.domain()))?;
            OutgoingMail::new(room.sender, &Party::named(&name, address)?, id, now, &words)
        };
        build().map(Some).map_err(|problem| problem.to_string())
    }

    /// Only people who may still answer are mailed.
    fn needs(&self, person: &Recipient, now: Timestamp) -> bool {
        let waits = person
            .invitation
            .as_ref()
            .is_some_and(|invitation| invitation.acknowledged.is_none());
        waits
            && person.staff.standing == Standing::Eligible
            && self.round.state == RoundState::Open
            && self.round.accepts(now)
    }

    fn notice(&self, person: &Recipient) -> Option<PollNotice> {
        notice(
            &self.round,
            self.agencies.get(&person.staff.agency)?,
            self.polls.get(&person.staff.agency)?,
        )
    }
}

fn link(mail: &RoundMail, room: &PostRoom<'_>, person: &Recipient) -> Option<String> {
    let invitation = person.invitation.as_ref()?;
    let poll = mail.polls.get(&person.staff.agency)?;
    let token = mail
        .key
        .token(&mail.round.code, &invitation.nonce, invitation.generation);
    Some(format!(
        "{}/i#{}",
        room.public_url,
        fragment(&token, &poll.fingerprint)
    ))
}

/// What people are told of a poll.
pub fn notice(round: &Round, agency: &Agency, poll: &Poll) -> Option<PollNotice> {
    let contact = &agency.contact;
    Some(PollNotice {
        agency: agency.name.clone(),
        round: round.terms.number,
        fiscal_year: i16::try_from(round.terms.fiscal_year).ok()?,
        closes: round.closes_at.to_zoned(thai_zone()).datetime(),
        fingerprint: poll.fingerprint,
        custody: round.terms.custody,
        contact: [&contact.name, &contact.phone, &contact.email]
            .into_iter()
            .flatten()
            .cloned()
            .collect(),
    })
}

/// Where the mails of a round stand, for HR.
#[derive(Debug, Clone)]
pub struct MailLine {
    /// Staff id of the person.
    pub staff_id: String,
    /// Full name.
    pub name: String,
    /// Address as it is now.
    pub email: String,
    /// What the mail was for.
    pub kind: MailKind,
    /// Where it stands.
    pub state: JobState,
    /// The server's last words.
    pub words: String,
    /// Message-ID without its domain, to find it in the server's log.
    pub message_id: String,
}

/// All mails of a round and where they stand.
pub async fn mail_status(office: &Office, code: &str) -> Result<Vec<MailLine>, Refusal> {
    let round = office.round(code).await?;
    let people: HashMap<StaffId, Recipient> = office
        .registry
        .recipients(round.id)
        .await?
        .into_iter()
        .map(|person| (person.staff.id, person))
        .collect();
    let jobs = office.registry.mail_jobs(round.id).await?;
    Ok(jobs
        .into_iter()
        .filter_map(|job| people.get(&job.staff).map(|person| line(job, person)))
        .collect())
}

fn line(job: MailJob, person: &Recipient) -> MailLine {
    let member = &person.staff.member;
    MailLine {
        staff_id: member.staff_id.clone(),
        name: member.full_name(),
        email: member.email.clone().unwrap_or_default(),
        kind: job.kind,
        state: job.state,
        words: job.words.unwrap_or_default(),
        message_id: job.message_id,
    }
}

/// Puts failed or uncertain mails back into the queue because HR asked for it.
pub async fn retry_mail(office: &Office, code: &str, state: JobState) -> Result<u64, Refusal> {
    if !matches!(state, JobState::Failed | JobState::Uncertain) {
        return Err(Refusal::Mendable(Message::new("errors.retry-state")));
    }
    let round = office.round_in(code, &[RoundState::Open]).await?;
    Ok(office.registry.requeue_mail(round.id, state).await?)
}
