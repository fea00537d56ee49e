//! Reminders, at once or planned: who gets one, and the rule that nobody is pressed.
//!
//! The rule: at most one mail a day to a person, two on the day of the close; the invitation
//! counts as much as a reminder. It is asked when reminders are queued, and again when each is
//! sent, since a planned one meets a day that nobody knew.

use jiff::Timestamp;
use jiff::civil::Date;

use super::invite::{draw_invitations, queue};
use super::office::Office;
use super::refusal::Refusal;
use crate::domain::agency::AgencyId;
use crate::domain::calendar::thai_zone;
use crate::domain::mail::MailKind;
use crate::domain::round::{Round, RoundState};
use crate::store::{Due, JobState, MailJob, Mailed, StaffId};

/// Whom to remind, and when.
#[derive(Debug, Clone, Copy)]
pub struct Reminder<'a> {
    /// Code of the round.
    pub round: &'a str,
    /// Code of the one agency whose people are meant; all if not given.
    pub agency: Option<&'a str>,
    /// Moment to wait for; at once if not given.
    pub at: Option<Timestamp>,
}

/// How many are reminded, and why others are not. Only people who may still answer are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reminders {
    /// Get a mail.
    pub mails: usize,
    /// Had their mail of that day, or are about to.
    pub had_one: usize,
    /// Were not sent an invitation yet.
    pub not_invited: usize,
    /// Have no e-mail, and a letter instead.
    pub letters: usize,
}

/// What [`queue_reminders`] would do now; queues nothing.
pub async fn preview_reminders(
    office: &Office,
    reminder: &Reminder<'_>,
) -> Result<Reminders, Refusal> {
    let (round, due, agency) = occasion(office, reminder).await?;
    let registry = &office.registry;
    let today = office.world.today();
    let mut counts = Reminders::default();
    for (mailed, people) in registry
        .unanswered_counts(round.id, agency, due, today)
        .await?
    {
        counts.add(&mailed, people, mails_a_day(&round, due.day));
    }
    Ok(counts)
}

/// Queues a reminder to everybody who was mailed, has not taken part and may be mailed that day.
pub async fn queue_reminders(
    office: &Office,
    reminder: &Reminder<'_>,
) -> Result<Reminders, Refusal> {
    let plan = plan(office, reminder).await?;
    // A reminder leads nobody to an agency that has no poll.
    draw_invitations(office, &plan.round).await?;
    let of = reminder.agency.unwrap_or_default();
    let act = office.act("mail.remind", reminder.round, of);
    let (round, people) = (&plan.round, &plan.people);
    queue(office, act, round, MailKind::Remind, people, plan.due).await?;
    Ok(plan.counts)
}

/// Takes reminders back that still wait; returns how many.
pub async fn withdraw_reminders(
    office: &Office,
    code: &str,
    agency: Option<&str>,
) -> Result<u64, Refusal> {
    let round = office.round(code).await?;
    let of = only(office, agency).await?;
    let ids = office.registry.waiting_reminders(round.id, of).await?;
    let act = office.act("mail.withdraw", code, agency.unwrap_or_default());
    Ok(act.drop_mail(&ids, office.world.today()).await?)
}

/// Whether a reminder may go to its person today, beside the other mails to them.
pub(super) fn may_go_today(round: &Round, job: &MailJob, jobs: &[MailJob], today: Date) -> bool {
    let went = |other: &&MailJob| {
        let arrived = matches!(other.state, JobState::Sent | JobState::Uncertain);
        other.id != job.id && other.day == today && counts(other.kind) && arrived
    };
    jobs.iter().filter(went).count() < mails_a_day(round, today)
}

struct Plan {
    round: Round,
    due: Due,
    people: Vec<StaffId>,
    counts: Reminders,
}

/// The round, when, and of which agency alone.
async fn occasion(
    office: &Office,
    reminder: &Reminder<'_>,
) -> Result<(Round, Due, Option<AgencyId>), Refusal> {
    let round = office.round_in(reminder.round, &[RoundState::Open]).await?;
    super::public_part::staff_are_asked(office, &round)?;
    let due = due(office, &round, reminder.at)?;
    let agency = only(office, reminder.agency).await?;
    Ok((round, due, agency))
}

async fn only(office: &Office, agency: Option<&str>) -> Result<Option<AgencyId>, Refusal> {
    match agency {
        Some(code) => Ok(Some(office.agency(code).await?.id)),
        None => Ok(None),
    }
}

async fn plan(office: &Office, reminder: &Reminder<'_>) -> Result<Plan, Refusal> {
    let (round, due, agency) = occasion(office, reminder).await?;
    let (mut people, mut counts) = (Vec::new(), Reminders::default());
    let registry = &office.registry;
    let today = office.world.today();
    for person in registry.unanswered(round.id, agency, due, today).await? {
        let before = counts.mails;
        counts.add(&person.mailed, 1, mails_a_day(&round, due.day));
        if counts.mails > before {
            people.push(person.staff);
        }
    }
    Ok(Plan {
        round,
        due,
        people,
        counts,
    })
}

impl Reminders {
    /// So many people more, alike in the mails they had.
    fn add(&mut self, mailed: &Mailed, people: usize, mails_a_day: usize) {
        let count = if !mailed.has_email {
            &mut self.letters
        } else if !mailed.introduced {
            &mut self.not_invited
        } else if mailed.planned >= mails_a_day {
            &mut self.had_one
        } else {
            &mut self.mails
        };
        *count += people;
    }
}

/// Day and moment of a reminder: to come, and before the close.
fn due(office: &Office, round: &Round, at: Option<Timestamp>) -> Result<Due, Refusal> {
    match at {
        Some(at) if at <= office.world.now() => Err(Refusal::mend("errors.remind-in-the-past")),
        Some(at) if at >= round.closes_at => Err(Refusal::mend("errors.remind-after-close")),
        at => Ok(Due {
            day: at
                .unwrap_or_else(|| office.world.now())
                .to_zoned(thai_zone())
                .date(),
            not_before: at,
        }),
    }
}

/// Whether mails of this kind press; word of a later close does not.
fn counts(kind: MailKind) -> bool {
    matches!(kind, MailKind::Invite | MailKind::Remind)
}

fn mails_a_day(round: &Round, day: Date) -> usize {
    if day == round.closes_at.to_zoned(thai_zone()).date() {
        2
    } else {
        1
    }
}
