//! Personal links: drawing invitations, and queueing mails to those who should get one.

use std::collections::HashMap;

use jiff::civil::Date;

use super::office::Office;
use super::refusal::Refusal;
use crate::crypto::token::token_digest;
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::hex;
use crate::domain::mail::MailKind;
use crate::domain::people::Standing;
use crate::domain::round::{Round, RoundState};
use crate::domain::wire::Nonce;
use crate::store::{DrawnInvitation, JobState, MailJob, Recipient, StaffId};

/// Draws an invitation for every eligible person who has none. May be repeated.
pub async fn draw_invitations(office: &Office, round: &Round) -> Result<(), Refusal> {
    let drawn = draw(office, round).await?;
    Ok(office.registry.add_invitations(&drawn).await?)
}

/// Invitations for every eligible person who has none, not saved yet.
pub async fn draw(office: &Office, round: &Round) -> Result<Vec<DrawnInvitation>, Refusal> {
    let key = office.keys.token_key(&round.code)?;
    let mut drawn = Vec::new();
    for person in office.registry.recipients(round.id).await? {
        if person.invitation.is_none() && person.staff.standing == Standing::Eligible {
            let nonce = Nonce::new(office.world.random()?);
            drawn.push((
                person.staff.id,
                nonce,
                token_digest(&key.token(&round.code, &nonce, 1)),
            ));
        }
    }
    Ok(drawn)
}

/// How many mails were queued, and who gets a letter instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Queued {
    /// Mails put into the queue.
    pub mails: usize,
    /// Eligible people without an e-mail.
    pub letters: usize,
}

/// Queues the first mail to everybody eligible who was not sent one yet.
pub async fn queue_invitations(office: &Office, code: &str) -> Result<Queued, Refusal> {
    let round = office.round_in(code, &[RoundState::Open]).await?;
    draw_invitations(office, &round).await?;
    let mailed = Mailed::of(office, &round).await?;
    let mut people = Vec::new();
    let mut letters = 0;
    for person in waiting(office, &round).await? {
        match person.staff.member.email {
            None => letters += 1,
            Some(_) if !mailed.has_any(person.staff.id) => people.push(person.staff.id),
            Some(_) => {}
        }
    }
    queue(office, &round, MailKind::Invite, &people).await?;
    Ok(Queued {
        mails: people.len(),
        letters,
    })
}

/// Queues a reminder to everybody who was mailed and has not taken part: once a day, twice on the
/// day of the close.
pub async fn queue_reminders(office: &Office, code: &str) -> Result<Queued, Refusal> {
    let round = office.round_in(code, &[RoundState::Open]).await?;
    let today = office.world.today();
    let often = if today == round.closes_at.to_zoned(thai_zone()).date() {
        2
    } else {
        1
    };
    let mailed = Mailed::of(office, &round).await?;
    let mut people = Vec::new();
    let mut letters = 0;
    for person in waiting(office, &round).await? {
        if person.staff.member.email.is_none() {
            letters += 1;
        } else if mailed.may_remind(person.staff.id, today, often) {
            people.push(person.staff.id);
        }
    }
    queue(office, &round, MailKind::Remind, &people).await?;
    Ok(Queued {
        mails: people.len(),
        letters,
    })
}

/// Word of a later close to everybody who was mailed and has not taken part, to be queued with it.
pub async fn word_of_extension(
    office: &Office,
    round: &Round,
) -> Result<Vec<(StaffId, String)>, Refusal> {
    let mailed = Mailed::of(office, round).await?;
    let mut people = waiting(office, round).await?;
    people.retain(|person| person.staff.member.email.is_some() && mailed.has_any(person.staff.id));
    let people: Vec<StaffId> = people.iter().map(|person| person.staff.id).collect();
    named(office, &people)
}

/// Queues one mail a person, each with a Message-ID that stays the same over all attempts.
pub async fn queue(
    office: &Office,
    round: &Round,
    kind: MailKind,
    people: &[StaffId],
) -> Result<(), Refusal> {
    let jobs = named(office, people)?;
    Ok(office
        .registry
        .queue_mail(round.id, kind, &jobs, office.world.today())
        .await?)
}

/// Each person with the Message-ID of their mail.
fn named(office: &Office, people: &[StaffId]) -> Result<Vec<(StaffId, String)>, Refusal> {
    let mut jobs = Vec::with_capacity(people.len());
    for person in people {
        let name: [u8; 16] = office.world.random()?;
        jobs.push((*person, hex(&name)));
    }
    Ok(jobs)
}

/// Eligible people who have an invitation and have not taken part.
pub async fn waiting(office: &Office, round: &Round) -> Result<Vec<Recipient>, Refusal> {
    let mut people = office.registry.recipients(round.id).await?;
    people.retain(|person| {
        let waits = person
            .invitation
            .as_ref()
            .is_some_and(|invitation| invitation.acknowledged.is_none());
        waits && person.staff.standing == Standing::Eligible
    });
    Ok(people)
}

/// All mails of a round by the person they go to.
struct Mailed(HashMap<StaffId, Vec<MailJob>>);

impl Mailed {
    async fn of(office: &Office, round: &Round) -> Result<Self, Refusal> {
        let mut by_person: HashMap<StaffId, Vec<MailJob>> = HashMap::new();
        for job in office.registry.mail_jobs(round.id).await? {
            by_person.entry(job.staff).or_default().push(job);
        }
        Ok(Self(by_person))
    }

    fn has_any(&self, staff: StaffId) -> bool {
        self.0.contains_key(&staff)
    }

    fn may_remind(&self, staff: StaffId, today: Date, often: usize) -> bool {
        let Some(jobs) = self.0.get(&staff) else {
            return false;
        };
        let reminded = jobs
            .iter()
            .filter(|job| job.kind == MailKind::Remind && job.day == today)
            .count();
        jobs.iter().any(|job| job.state == JobState::Sent) && reminded < often
    }
}
