//! Letters for staff without e-mail; printing is logged.

use super::office::Office;
use super::refusal::Refusal;
use super::send_mail::notice;
use crate::crypto::token::{fragment, short_code};
use crate::domain::notice::PollNotice;
use crate::domain::round::RoundState;

use super::invite::{draw_invitations, waiting};

/// What one person's letter says. Holds a live link, so there is no `Debug`.
#[derive(Clone)]
pub struct LetterFacts {
    /// Full name.
    pub name: String,
    /// Position.
    pub position: String,
    /// Work group.
    pub work_group: String,
    /// The part of the link behind `/i#`.
    pub fragment: String,
    /// What is typed instead of the link.
    pub short_code: String,
}

/// Letters of one agency.
pub struct LetterBatch {
    /// Code of the agency.
    pub agency: String,
    /// What all letters say alike.
    pub notice: PollNotice,
    /// The letters, by work group and staff id.
    pub letters: Vec<LetterFacts>,
}

/// Whose letters are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// People without an e-mail.
    WithoutEmail,
    /// Everybody who has not taken part.
    Everybody,
}

/// Letters of a round by agency; logged, since a printed letter is a live link.
pub async fn letters(
    office: &Office,
    code: &str,
    agency: Option<&str>,
    whose: Whose,
) -> Result<Vec<LetterBatch>, Refusal> {
    let round = office.round_in(code, &[RoundState::Open]).await?;
    let only = match agency {
        Some(code) => Some(office.agency(code).await?.id),
        None => None,
    };
    draw_invitations(office, &round).await?;
    let key = office.keys.token_key(code)?;
    let agencies = office.agencies().await?;
    let people = waiting(office, &round).await?;
    let mut batches = Vec::new();
    for poll in office.registry.polls(round.id).await? {
        let Some(agency) = agencies
            .get(&poll.agency)
            .filter(|agency| only.is_none_or(|id| id == agency.id))
        else {
            continue;
        };
        let Some(notice) = notice(&round, agency, &poll) else {
            continue;
        };
        let mut letters = Vec::new();
        for person in people
            .iter()
            .filter(|person| person.staff.agency == poll.agency)
        {
            let member = &person.staff.member;
            let Some(invitation) = &person.invitation else {
                continue;
            };
            if whose == Whose::WithoutEmail && member.email.is_some() {
                continue;
            }
            let token = key.token(code, &invitation.nonce, invitation.generation);
            letters.push(LetterFacts {
                name: member.full_name(),
                position: member.position.clone(),
                work_group: member.work_group.clone(),
                fragment: fragment(&token, &poll.fingerprint),
                short_code: short_code(&token, &poll.fingerprint),
            });
        }
        if !letters.is_empty() {
            office
                .log(
                    "letters.print",
                    code,
                    &format!("{}: {}", agency.code, letters.len()),
                )
                .await?;
            batches.push(LetterBatch {
                agency: agency.code.clone(),
                notice,
                letters,
            });
        }
    }
    Ok(batches)
}
