//! Personal links: drawing invitations, and queueing mails to those who should get one.

use super::office::Office;
use super::open_round::add_late_polls;
use super::refusal::Refusal;
use crate::crypto::token::token_digest;
use crate::domain::encoding::hex;
use crate::domain::mail::MailKind;
use crate::domain::round::{Round, RoundState};
use crate::domain::wire::Nonce;
use crate::store::{Act, DrawnInvitation, Due, StaffId};

/// Draws an invitation for every eligible person who has none. May be repeated. Who came into an agency that
/// has no poll yet gets one first, also where the run that brought them ended before it.
pub async fn draw_invitations(office: &Office, round: &Round) -> Result<(), Refusal> {
    let drawn = draw(office, round).await?;
    if drawn.is_empty() {
        return Ok(());
    }
    add_late_polls(office, round).await?;
    Ok(office.registry.add_invitations(&drawn).await?)
}

/// Invitations for every eligible person who has none, not saved yet.
pub async fn draw(office: &Office, round: &Round) -> Result<Vec<DrawnInvitation>, Refusal> {
    let key = office.keys.token_key(&round.code)?;
    let mut drawn = Vec::new();
    for person in office.registry.without_invitation(round.id).await? {
        let nonce = Nonce::new(office.world.random()?);
        let digest = token_digest(&key.token(&round.code, &nonce, 1));
        drawn.push((person, nonce, digest));
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
    super::public_part::staff_are_asked(office, &round)?;
    draw_invitations(office, &round).await?;
    let registry = &office.registry;
    let people = registry.never_mailed(round.id, None).await?;
    let letters = registry.without_address(round.id).await?;
    let letters = usize::try_from(letters).unwrap_or(usize::MAX);
    let act = office.act("mail.invite", code, "");
    queue(
        office,
        act,
        &round,
        MailKind::Invite,
        &people,
        today(office),
    )
    .await?;
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
    let people = office.registry.mailed_and_waiting(round.id).await?;
    named(office, &people)
}

/// Queues one mail a person, each with a Message-ID that stays the same over all attempts.
pub(super) async fn queue(
    office: &Office,
    act: Act,
    round: &Round,
    kind: MailKind,
    people: &[StaffId],
    due: Due,
) -> Result<(), Refusal> {
    let jobs = named(office, people)?;
    Ok(act.queue_mail(round.id, kind, &jobs, due).await?)
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

/// At once.
pub(super) fn today(office: &Office) -> Due {
    Due {
        day: office.world.today(),
        not_before: None,
    }
}
