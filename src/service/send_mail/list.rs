//! Where mails stand, for HR, and sending some of them again.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::invite::{queue, today, waiting};
use super::super::office::Office;
use super::super::refusal::Refusal;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::mail::MailKind;
use crate::domain::round::RoundState;
use crate::store::{JobState, MailJob, Recipient, StaffId};

/// Where a mail stands.
#[derive(Debug, Clone)]
pub struct MailLine {
    /// Row of the mail, for [`resend_mail`].
    pub id: i64,
    /// Staff id of the person.
    pub staff_id: String,
    /// Full name.
    pub name: String,
    /// Code of the person's agency.
    pub agency: String,
    /// Address as it is now.
    pub email: String,
    /// What the mail was for.
    pub kind: MailKind,
    /// Where it stands.
    pub state: JobState,
    /// Day it is to go on while it waits, later the day it was last tried.
    pub day: Date,
    /// Moment before which a waiting mail does not go.
    pub not_before: Option<Timestamp>,
    /// The server's last words.
    pub words: String,
    /// Message-ID without its domain, to find it in the server's log.
    pub message_id: String,
}

/// All mails of a round and where they stand, in the order they were queued.
pub async fn mail_status(office: &Office, code: &str) -> Result<Vec<MailLine>, Refusal> {
    let round = office.round(code).await?;
    let agencies = office.agencies().await?;
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
        .filter_map(|job| people.get(&job.staff).map(|to| line(job, to, &agencies)))
        .collect())
}

fn line(job: MailJob, person: &Recipient, agencies: &HashMap<AgencyId, Agency>) -> MailLine {
    let member = &person.staff.member;
    let agency = agencies.get(&person.staff.agency);
    MailLine {
        id: job.id,
        staff_id: member.staff_id.clone(),
        name: member.full_name(),
        agency: agency.map(|agency| agency.code.clone()).unwrap_or_default(),
        email: member.email.clone().unwrap_or_default(),
        kind: job.kind,
        state: job.state,
        day: job.day,
        not_before: job.not_before,
        words: job.words.unwrap_or_default(),
        message_id: job.message_id,
    }
}

/// Puts all failed or all uncertain mails back into the queue because HR asked for it.
pub async fn retry_mail(office: &Office, code: &str, state: JobState) -> Result<u64, Refusal> {
    if !matches!(state, JobState::Failed | JobState::Uncertain) {
        return Err(Refusal::mend("errors.retry-state"));
    }
    let round = office.round_in(code, &[RoundState::Open]).await?;
    let jobs = office.registry.mail_jobs(round.id).await?;
    let ids: Vec<i64> = jobs
        .iter()
        .filter(|job| job.state == state)
        .map(|job| job.id)
        .collect();
    let act = office.act("mail.resend", code, "");
    Ok(act.requeue_mail(&ids, &[state]).await?)
}

/// Sends these mails of a round again because HR asked for it: what failed or may not have arrived
/// goes back into the queue, and who was sent a mail gets the invitation with the same link anew.
/// Returns how many mails wait by it.
pub async fn resend_mail(office: &Office, code: &str, ids: &[i64]) -> Result<u64, Refusal> {
    let round = office.round_in(code, &[RoundState::Open]).await?;
    let mut jobs = office.registry.mail_jobs(round.id).await?;
    jobs.retain(|job| ids.contains(&job.id));
    let unsure = [JobState::Failed, JobState::Uncertain];
    let back: Vec<i64> = jobs
        .iter()
        .filter(|job| unsure.contains(&job.state))
        .map(|job| job.id)
        .collect();
    let sent: BTreeSet<StaffId> = jobs
        .iter()
        .filter(|job| job.state == JobState::Sent)
        .map(|job| job.staff)
        .collect();
    let anew: Vec<StaffId> = waiting(office, &round)
        .await?
        .into_iter()
        .map(|person| person.staff.id)
        .filter(|staff| sent.contains(staff))
        .collect();
    let act = || office.act("mail.resend", code, "");
    queue(
        office,
        act(),
        &round,
        MailKind::Invite,
        &anew,
        today(office),
    )
    .await?;
    let requeued = act().requeue_mail(&back, &unsure).await?;
    Ok(requeued + anew.len() as u64)
}
