//! Letters for staff without e-mail; printing is logged.

use std::collections::BTreeSet;

use futures_util::stream::{Stream, TryStreamExt as _, try_unfold};

use super::office::Office;
use super::refusal::Refusal;
use super::send_mail::notice;
use crate::crypto::token::{TokenKey, fragment, short_code};
use crate::domain::agency::Agency;
use crate::domain::notice::PollNotice;
use crate::domain::people::{PeopleFilter, Show};
use crate::domain::round::{Poll, Round, RoundState};
use crate::store::Recipient;

use super::invite::draw_invitations;

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

/// Letters of a round, agency by agency, drawn and logged as each is asked for, since a printed letter is a live
/// link: those of a country are not in memory at once.
pub async fn letter_batches<'a>(
    office: &'a Office,
    code: &str,
    agency: Option<&str>,
    chosen: &'a Chosen<'a>,
) -> Result<impl Stream<Item = Result<LetterBatch, Refusal>> + use<'a>, Refusal> {
    let round = office.round_in(code, &[RoundState::Open]).await?;
    super::public_part::staff_are_asked(office, &round)?;
    let only = match agency {
        Some(code) => Some(office.agency(code).await?.id),
        None => None,
    };
    draw_invitations(office, &round).await?;
    let agencies = office.agencies().await?;
    let polls = office.registry.polls(round.id).await?.into_iter();
    let mut asked: Vec<Agency> = polls
        .filter(|poll| only.is_none_or(|id| id == poll.agency))
        .filter_map(|poll| agencies.get(&poll.agency).cloned())
        .collect();
    asked.reverse();
    Ok(try_unfold(
        (round, asked),
        async move |(round, mut asked)| {
            while let Some(agency) = asked.pop() {
                if let Some(batch) = letters_of(office, &round, &agency, chosen).await? {
                    return Ok(Some((batch, (round, asked))));
                }
            }
            Ok(None)
        },
    ))
}

/// The same of a round whose letters fit into memory, all at once.
pub async fn letters(
    office: &Office,
    code: &str,
    agency: Option<&str>,
    chosen: &Chosen<'_>,
) -> Result<Vec<LetterBatch>, Refusal> {
    let batches = letter_batches(office, code, agency, chosen).await?;
    batches.try_collect().await
}

/// Of whom in one agency letters are printed.
pub enum Chosen<'a> {
    /// People without an e-mail.
    WithoutEmail,
    /// Everybody who has not taken part.
    Everybody,
    /// Those of these staff ids who have not taken part.
    These(&'a BTreeSet<&'a str>),
}

impl Chosen<'_> {
    fn includes(&self, person: &Recipient) -> bool {
        match self {
            Chosen::WithoutEmail => person.staff.member.email.is_none(),
            Chosen::Everybody => true,
            Chosen::These(ids) => ids.contains(person.staff.member.staff_id.as_str()),
        }
    }
}

/// Letters of an open round for chosen people of one agency, by work group and id; logged. Nothing
/// where nobody of them is waited for.
pub async fn letters_of(
    office: &Office,
    round: &Round,
    agency: &Agency,
    chosen: &Chosen<'_>,
) -> Result<Option<LetterBatch>, Refusal> {
    let Some(poll) = office.registry.poll_of_agency(round.id, agency.id).await? else {
        return Ok(None);
    };
    let Some(notice) = notice(round, agency, &poll) else {
        return Ok(None);
    };
    let key = office.keys.token_key(&round.code)?;
    let waiting = PeopleFilter {
        show: Show::Waiting,
        ..PeopleFilter::default()
    };
    let (people, _) = office
        .registry
        .people_page(round.id, agency.id, &waiting, 0, u64::from(u32::MAX))
        .await?;
    let letters: Vec<LetterFacts> = people
        .iter()
        .filter(|person| chosen.includes(person))
        .filter_map(|person| letter(&key, round, &poll, person))
        .collect();
    if letters.is_empty() {
        return Ok(None);
    }
    let detail = format!("{}: {}", agency.code, letters.len());
    office.log("letters.print", &round.code, &detail).await?;
    Ok(Some(LetterBatch {
        agency: agency.code.clone(),
        notice,
        letters,
    }))
}

fn letter(key: &TokenKey, round: &Round, poll: &Poll, person: &Recipient) -> Option<LetterFacts> {
    let invitation = person.invitation.as_ref()?;
    let member = &person.staff.member;
    let token = key.token(&round.code, &invitation.nonce, invitation.generation);
    Some(LetterFacts {
        name: member.full_name(),
        position: member.position.clone(),
        work_group: member.work_group.clone(),
        fragment: fragment(&token, &poll.fingerprint),
        short_code: short_code(&token, &poll.fingerprint),
    })
}
