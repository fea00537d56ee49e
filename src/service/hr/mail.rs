//! Mails to the people of the own agency: where they stand, sending, reminding, their texts.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::mail::MailKind;
use crate::domain::message::Message;
use crate::domain::round::{Round, RoundState};
use crate::locale::Locale;
use crate::mail::words::{InvitationFacts, invitation};
use crate::service::Refusal;
use crate::service::access::desks::HrDesk;
use crate::service::invite::{Queued, draw_invitations, queue, today};
use crate::service::remind::{
    Reminder, Reminders, preview_reminders, queue_reminders, withdraw_reminders,
};
use crate::service::send_mail::notice;
use crate::store::{Act, JobState, MailCounts};

/// A mail of the list.
#[derive(Debug, Clone)]
pub struct MailLine {
    /// Row, by which it is sent again.
    pub id: i64,
    /// Staff id of the person.
    pub staff_id: String,
    /// Full name.
    pub name: String,
    /// Address as it is now.
    pub email: String,
    /// What the mail is for.
    pub kind: MailKind,
    /// Where it stands: tail of `mail_state` keys.
    pub state: &'static str,
    /// Whether it may be sent again.
    pub may_go_again: bool,
    /// Day it is to go, or was last tried.
    pub day: Date,
    /// Moment for which it is planned.
    pub not_before: Option<Timestamp>,
    /// The server's last words.
    pub words: String,
}

/// States by which the list is narrowed.
const LISTED: [JobState; 6] = [
    JobState::Queued,
    JobState::Sending,
    JobState::Sent,
    JobState::Failed,
    JobState::Uncertain,
    JobState::Dropped,
];

/// States from which a mail may be sent again.
const AGAIN: [JobState; 2] = [JobState::Failed, JobState::Uncertain];

/// A text as its reader gets it, with no live link in it.
#[derive(Debug, Clone)]
pub struct SampleText {
    /// Subject.
    pub subject: String,
    /// Plain text.
    pub text: String,
}

/// Mails in this state, or all for another word.
pub fn how_many(counts: &MailCounts, state: &str) -> u64 {
    if LISTED.iter().any(|listed| listed.code() == state) {
        counts.get(state).copied().unwrap_or_default()
    } else {
        counts.values().sum()
    }
}

impl HrDesk {
    /// Whether mails that were planned for a later time wait because this node does not believe its clock.
    pub fn planned_mails_wait(&self) -> bool {
        self.office.clock.doubt().is_some()
    }

    /// Mails in this state (any for another word), the last first.
    pub async fn mails(
        &self,
        round: &Round,
        state: &str,
        page: u64,
        size: u64,
    ) -> Result<Vec<MailLine>, Refusal> {
        let states: Vec<JobState> = LISTED
            .into_iter()
            .filter(|listed| listed.code() == state)
            .collect();
        let offset = page.saturating_mul(size);
        let mails = self
            .office
            .registry
            .mail_page(round.id, self.agency().id, &states, offset, size)
            .await?;
        let lines = mails.into_iter().map(|(job, person)| MailLine {
            id: job.id,
            staff_id: person.member.staff_id.clone(),
            name: person.member.full_name(),
            email: person.member.email.unwrap_or_default(),
            kind: job.kind,
            state: job.state.code(),
            may_go_again: AGAIN.contains(&job.state),
            day: job.day,
            not_before: job.not_before,
            words: job.words.unwrap_or_default(),
        });
        Ok(lines.collect())
    }

    /// How many mails stand where, by tail of `mail_state` keys.
    pub async fn mail_counts(&self, round: &Round) -> Result<MailCounts, Refusal> {
        let counts = self.office.registry.mail_counts(round.id, self.agency().id);
        Ok(counts.await?)
    }

    /// How many people an invitation would go to now, and how many get a letter instead.
    pub async fn uninvited(&self, round: &Round) -> Result<Queued, Refusal> {
        let (registry, agency) = (&self.office.registry, self.agency().id);
        let mails = registry.never_mailed_count(round.id, agency).await?;
        let letters = registry.without_email(round.id, agency).await?;
        let whole = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
        Ok(Queued {
            mails: whole(mails),
            letters: whole(letters),
        })
    }

    /// Queues the first mail to everybody of the own agency who was not sent one yet.
    pub async fn send_invitations(&self, round: &Round) -> Result<usize, Refusal> {
        let round = self.open(round).await?;
        draw_invitations(&self.office, &round).await?;
        let people = self.to_invite(&round).await?;
        let at_once = today(&self.office);
        let act = self.act("mail.invite", &round);
        queue(
            &self.office,
            act,
            &round,
            MailKind::Invite,
            &people,
            at_once,
        )
        .await?;
        Ok(people.len())
    }

    /// Sends failed and uncertain mails again: one of them, or all in this state.
    pub async fn resend(
        &self,
        round: &Round,
        state: &str,
        only: Option<i64>,
    ) -> Result<u64, Refusal> {
        let round = self.open(round).await?;
        let states: Vec<JobState> = AGAIN
            .into_iter()
            .filter(|again| only.is_some() || again.code() == state)
            .collect();
        if states.is_empty() {
            return Err(Refusal::mend("errors.retry-state"));
        }
        let registry = &self.office.registry;
        let ids = registry.mail_ids(round.id, Some(self.agency().id), &states, only);
        let act = self.act("mail.resend", &round);
        Ok(act.requeue_mail(&ids.await?, &states).await?)
    }

    /// Whom reminders would go to.
    pub async fn preview_reminders(
        &self,
        round: &Round,
        at: Option<Timestamp>,
    ) -> Result<Reminders, Refusal> {
        preview_reminders(&self.office, &self.reminder(round, at)).await
    }

    /// Queues reminders, if they would still go to so many people.
    pub async fn remind(
        &self,
        round: &Round,
        at: Option<Timestamp>,
        expected: usize,
    ) -> Result<usize, Refusal> {
        let now = self.preview_reminders(round, at).await?;
        if now.mails != expected {
            let moved = Message::new("hr_mail.count_moved").with("count", now.mails);
            return Err(Refusal::Mendable(moved));
        }
        let done = queue_reminders(&self.office, &self.reminder(round, at)).await?;
        Ok(done.mails)
    }

    /// Takes back reminders that still wait.
    pub async fn withdraw_reminders(&self, round: &Round) -> Result<u64, Refusal> {
        withdraw_reminders(&self.office, &round.code, Some(&self.agency().code)).await
    }

    /// The text of a mail as its reader gets it, in Thai and English; nothing while the agency has no
    /// poll. `name` and `link` stand where a person's would.
    pub async fn sample_mail(
        &self,
        round: &Round,
        kind: MailKind,
        name: &str,
        link: &str,
        [thai, english]: [&Locale; 2],
    ) -> Result<Option<SampleText>, Refusal> {
        let poll = self
            .office
            .registry
            .poll_of_agency(round.id, self.agency().id);
        let Some(notice) = poll
            .await?
            .and_then(|poll| notice(round, self.agency(), &poll))
        else {
            return Ok(None);
        };
        let facts = InvitationFacts {
            kind,
            name: name.to_owned(),
            notice,
            link: link.to_owned(),
        };
        let mail = invitation(thai, Some(english), &facts);
        Ok(Some(SampleText {
            subject: mail.subject,
            text: mail.text,
        }))
    }

    fn reminder<'a>(&'a self, round: &'a Round, at: Option<Timestamp>) -> Reminder<'a> {
        Reminder {
            round: &round.code,
            agency: Some(&self.agency().code),
            at,
        }
    }

    async fn to_invite(&self, round: &Round) -> Result<Vec<crate::store::StaffId>, Refusal> {
        let registry = &self.office.registry;
        Ok(registry
            .never_mailed(round.id, Some(self.agency().id))
            .await?)
    }

    pub(super) async fn open(&self, round: &Round) -> Result<Round, Refusal> {
        self.office.round_in(&round.code, &[RoundState::Open]).await
    }

    fn act(&self, act: &str, round: &Round) -> Act {
        self.office.act(act, &round.code, &self.agency().code)
    }
}
