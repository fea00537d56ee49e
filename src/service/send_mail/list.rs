//! Where all mails of a round stand, and sending again those that failed.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::super::office::Office;
use super::super::refusal::Refusal;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::mail::MailKind;
use crate::domain::round::RoundState;
use crate::store::{JobState, MailJob, StaffRecord};

/// Where a mail stands.
#[derive(Debug, Clone)]
pub struct MailLine {
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
    let mails = office.registry.mails(round.id).await?;
    Ok(mails
        .into_iter()
        .map(|(job, to)| line(job, &to, &agencies))
        .collect())
}

/// How many mails of a round wait, and for no moment.
pub async fn mails_at_once(office: &Office, code: &str) -> Result<u64, Refusal> {
    let round = office.round(code).await?;
    Ok(office.registry.mails_at_once(round.id).await?)
}

fn line(job: MailJob, person: &StaffRecord, agencies: &HashMap<AgencyId, Agency>) -> MailLine {
    let member = &person.member;
    let agency = agencies.get(&person.agency);
    MailLine {
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
    let ids = office
        .registry
        .mail_ids(round.id, None, &[state], None)
        .await?;
    let act = office.act("mail.resend", code, "");
    Ok(act.requeue_mail(&ids, &[state]).await?)
}
