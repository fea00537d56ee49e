//! Personal links: drawing invitations, and queueing mails to those who should get one.

use std::io;

use super::office::Office;
use super::open_round::add_late_polls;
use super::refusal::Refusal;
use crate::crypto::token::token_digest;
use crate::domain::encoding::hex;
use crate::domain::mail::MailKind;
use crate::domain::round::{Round, RoundState};
use crate::domain::wire::Nonce;
use crate::store::{Act, DrawnInvitation, Due, Named, StaffId, StoreError};
use crate::world::NoChance;

/// Draws an invitation for every eligible person who has none. May be repeated. Who came into an agency that
/// has no poll yet gets one first, also who was moved there with a link, and where the run that brought them
/// ended before it.
pub async fn draw_invitations(office: &Office, round: &Round) -> Result<(), Refusal> {
    if office.registry.lacks_a_poll(round.id).await? {
        add_late_polls(office, round).await?;
    }
    let people = office.registry.without_invitation(round.id).await?;
    if people.is_empty() {
        return Ok(());
    }
    let drawn = draw(office, round, &people)?;
    Ok(office.registry.add_invitations(drawn).await?)
}

/// Invitations for these people, each drawn as it is asked for: those of a country are never all there at once.
pub fn draw(
    office: &Office,
    round: &Round,
    people: &[StaffId],
) -> Result<impl Iterator<Item = Result<DrawnInvitation, StoreError>>, Refusal> {
    let key = office.keys.token_key(&round.code)?;
    let of = move |person: &StaffId| {
        let nonce = Nonce::new(office.world.random().map_err(no_chance)?);
        let digest = token_digest(&key.token(&round.code, &nonce, 1));
        Ok((*person, nonce, digest))
    };
    Ok(people.iter().map(of))
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

/// Queues one mail a person, each with a Message-ID that stays the same over all attempts.
pub(super) async fn queue(
    office: &Office,
    act: Act,
    round: &Round,
    kind: MailKind,
    people: &[StaffId],
    due: Due,
) -> Result<(), Refusal> {
    let mails = named(office, people);
    Ok(act.queue_mail(round.id, kind, mails, due).await?)
}

/// Each person with the Message-ID of their mail, which is drawn as it is asked for.
pub(super) fn named(office: &Office, people: &[StaffId]) -> impl Iterator<Item = Named> {
    people.iter().map(|person| {
        let name: [u8; 16] = office.world.random().map_err(no_chance)?;
        Ok((*person, hex(&name)))
    })
}

fn no_chance(problem: NoChance) -> StoreError {
    StoreError::File(io::Error::other(problem))
}

/// At once.
pub(super) fn today(office: &Office) -> Due {
    Due {
        day: office.world.today(),
        not_before: None,
    }
}
