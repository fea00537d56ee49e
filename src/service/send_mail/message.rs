//! Making the mail of a job when its turn comes.

use std::collections::HashMap;
use std::str::FromStr;

use super::super::office::Office;
use super::super::refusal::Refusal;
use super::super::remind::may_go_today;
use super::run::PostRoom;
use crate::crypto::token::{TokenKey, fragment};
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::calendar::thai_zone;
use crate::domain::mail::MailKind;
use crate::domain::notice::PollNotice;
use crate::domain::people::Standing;
use crate::domain::round::{Poll, Round};
use crate::mail::envelope::{BadMail, MessageId, OutgoingMail, Party};
use crate::mail::words::{InvitationFacts, invitation};
use crate::store::{MailJob, Recipient};

/// What the mails of one round are made from and does not change while they are sent.
pub(super) struct RoundMail {
    code: String,
    key: TokenKey,
    agencies: HashMap<AgencyId, Agency>,
    polls: HashMap<AgencyId, Poll>,
}

/// What became of a job at its turn.
pub(super) enum Made {
    /// This is to be sent.
    Message(Box<OutgoingMail>),
    /// It is no longer needed.
    NotNeeded,
    /// It cannot be made, for this reason.
    Impossible(String),
}

impl RoundMail {
    pub(super) async fn of(office: &Office, round: &Round) -> Result<Self, Refusal> {
        let polls = office.registry.polls(round.id).await?;
        Ok(Self {
            key: office.keys.token_key(&round.code)?,
            code: round.code.clone(),
            agencies: office.agencies().await?,
            polls: polls.into_iter().map(|poll| (poll.agency, poll)).collect(),
        })
    }

    /// The message of a job, as round and person are at this moment.
    pub(super) async fn make(
        &self,
        office: &Office,
        room: &PostRoom<'_>,
        job: &MailJob,
    ) -> Result<Made, Refusal> {
        let round = office.round(&self.code).await?;
        let Some(person) = office.registry.recipient(job.staff).await? else {
            return Ok(Made::NotNeeded);
        };
        if !round.accepts(office.world.now()) || !waits(&person) {
            return Ok(Made::NotNeeded);
        }
        if job.kind == MailKind::Remind {
            let jobs = office.registry.mail_to(job.staff).await?;
            if !may_go_today(&round, job, &jobs, office.world.today()) {
                return Ok(Made::NotNeeded);
            }
        }
        Ok(match self.facts(&round, room, job, &person) {
            None => Made::NotNeeded,
            Some((address, facts)) => written(office, room, job, &address, &facts).map_or_else(
                |problem| Made::Impossible(problem.to_string()),
                |message| Made::Message(Box::new(message)),
            ),
        })
    }

    /// Address and contents; nothing for who has no address or no link.
    fn facts(
        &self,
        round: &Round,
        room: &PostRoom<'_>,
        job: &MailJob,
        person: &Recipient,
    ) -> Option<(String, InvitationFacts)> {
        let poll = self.polls.get(&person.staff.agency)?;
        let agency = self.agencies.get(&person.staff.agency)?;
        let invitation = person.invitation.as_ref()?;
        let token = self
            .key
            .token(&self.code, &invitation.nonce, invitation.generation);
        let facts = InvitationFacts {
            kind: job.kind,
            name: person.staff.member.full_name(),
            notice: notice(round, agency, poll)?,
            link: format!(
                "{}/i#{}",
                room.public_url,
                fragment(&token, &poll.fingerprint)
            ),
        };
        Some((person.staff.member.email.clone()?, facts))
    }
}

fn written(
    office: &Office,
    room: &PostRoom<'_>,
    job: &MailJob,
    address: &str,
    facts: &InvitationFacts,
) -> Result<OutgoingMail, BadMail> {
    let words = invitation(room.thai, Some(room.english), facts);
    let id = MessageId::from_str(&format!("{}@{}", job.message_id, room.sender.from.domain()))?;
    let to = Party::named(&facts.name, address)?;
    OutgoingMail::new(room.sender, &to, id, office.world.now(), &words)
}

/// Whether a person may still answer.
fn waits(person: &Recipient) -> bool {
    let invited = person
        .invitation
        .as_ref()
        .is_some_and(|invitation| invitation.acknowledged.is_none());
    invited && person.staff.standing == Standing::Eligible
}

/// What people are told of a poll.
pub fn notice(round: &Round, agency: &Agency, poll: &Poll) -> Option<PollNotice> {
    Some(PollNotice {
        agency: agency.name.clone(),
        round: round.terms.number,
        fiscal_year: i16::try_from(round.terms.fiscal_year).ok()?,
        closes: round.closes_at.to_zoned(thai_zone()).datetime(),
        fingerprint: poll.fingerprint,
        custody: round.terms.custody,
        contact: agency.contact.parts(),
    })
}
