//! The part of a round that the public answers: the EIT beside the staff's IIT.
//!
//! Rounds of one framework with the same year and number belong together. The custodians hold one
//! ceremony for all of them: the public's part is sealed to the same round key and opened with the same
//! key sheets, but it has a close, a grace and an urn of its own.
//!
//! What follows from one key: counting a part puts it into the counting server's memory, where an
//! operator who holds the poll keys could open any part sealed to it. So no part is opened for the
//! count before all of them are shut ([`nothing_else_is_open`]), and none is opened for answers under
//! a key that may have been used ([`opened_beside`]).

use std::collections::BTreeSet;

use super::office::Office;
use super::readiness::{AgencyReadiness, Readiness};
use super::refusal::Refusal;
use crate::crypto::board::BoardCounts;
use crate::crypto::manifest::Manifest;
use crate::domain::agency::AgencyId;
use crate::domain::framework::Respondents;
use crate::domain::message::Message;
use crate::domain::round::{Poll, Round, RoundState};
use crate::domain::ticket::TicketCount;
use crate::store::Urn;

/// Whether the public answers in this round.
pub fn is_public(office: &Office, round: &Round) -> Result<bool, Refusal> {
    let terms = &round.terms;
    let (_, instrument) = office.find_instrument(&terms.framework, &terms.instrument)?;
    Ok(instrument.respondents == Respondents::Public)
}

/// Code of the instrument of a framework that the public answers, if it has one.
pub fn public_instrument(office: &Office, framework: &str) -> Option<String> {
    let framework = office.catalogue.get(framework)?;
    let mut asked = framework.instruments.iter();
    let found = asked.find(|instrument| instrument.respondents == Respondents::Public);
    found.map(|instrument| instrument.code.clone())
}

/// That staff are asked in this round: mails, letters, register and KPI are about them.
pub fn staff_are_asked(office: &Office, round: &Round) -> Result<(), Refusal> {
    if is_public(office, round)? {
        return Err(Refusal::Mendable(
            Message::new("errors.public-round").with("round", &round.code),
        ));
    }
    Ok(())
}

/// Rounds that belong together with this one, without itself, the earliest first; none that was
/// cancelled.
pub async fn beside(office: &Office, round: &Round) -> Result<Vec<Round>, Refusal> {
    let mut rounds = office.registry.rounds().await?;
    rounds.retain(|other| {
        let same = |round: &Round| {
            let terms = &round.terms;
            (
                terms.framework.clone(),
                terms.fiscal_year,
                terms.number,
                terms.custody,
            )
        };
        other.id != round.id && other.state != RoundState::Cancelled && same(other) == same(round)
    });
    rounds.sort_by_key(|round| round.id);
    Ok(rounds)
}

/// A round beside this one under whose key this one can be opened, with a manifest of it: open, so
/// that its key was never put together again.
pub async fn opened_beside(
    office: &Office,
    round: &Round,
) -> Result<Option<(Round, Manifest)>, Refusal> {
    for other in beside(office, round).await? {
        if other.state == RoundState::Open
            && let Some(manifest) = any_manifest(office, &other).await?
        {
            return Ok(Some((other, manifest)));
        }
    }
    Ok(None)
}

/// Rounds beside this one that the same key sheets open. One that takes answers and whose manifest
/// cannot be read counts as such: nobody can tell that it is not.
pub async fn under_same_key(office: &Office, round: &Round) -> Result<Vec<Round>, Refusal> {
    let Some(own) = any_manifest(office, round).await? else {
        return Ok(Vec::new());
    };
    let mut sharing = Vec::new();
    for other in beside(office, round).await? {
        let shares = match any_manifest(office, &other).await? {
            Some(manifest) => manifest.round_key == own.round_key,
            None => matches!(other.state, RoundState::Open | RoundState::Closed),
        };
        if shares {
            sharing.push(other);
        }
    }
    Ok(sharing)
}

/// That no other part under this round's key takes answers any more. Refused with its code, and with
/// the end of its grace.
pub async fn nothing_else_is_open(office: &Office, round: &Round) -> Result<(), Refusal> {
    let taking = still_taking(office, round).await?;
    match taking.into_iter().next() {
        Some((_, why)) => Err(Refusal::Mendable(why)),
        None => Ok(()),
    }
}

/// Other parts under this round's key that take answers, or ballots on their way; each with a sentence
/// on why nothing can be counted, and until when.
pub async fn still_taking(
    office: &Office,
    round: &Round,
) -> Result<Vec<(Round, Message)>, Refusal> {
    let now = office.world.now();
    let mut taking = Vec::new();
    for other in under_same_key(office, round).await? {
        let ends = other.shut_from();
        let said = match other.state {
            RoundState::Open => Message::new("errors.part-is-open").at("closes", other.closes_at),
            RoundState::Closed if now < ends => Message::new("errors.part-grace-runs"),
            _ => continue,
        };
        let said = said.with("round", &other.code).until("ends", ends);
        taking.push((other, said));
    }
    Ok(taking)
}

/// A manifest of a round: what it says of keys and custodians all of them say.
pub async fn any_manifest(office: &Office, round: &Round) -> Result<Option<Manifest>, Refusal> {
    let polls = office.registry.polls(round.id).await?;
    let bytes = polls
        .first()
        .and_then(|poll| office.content.manifest_of_poll(&poll.id));
    Ok(bytes.and_then(|bytes| Manifest::parse(&bytes).ok()))
}

/// Looks at everything that opening the public's part rests on; changes nothing. Its agencies are
/// those that settled something for it, and those of the rounds beside it.
pub async fn readiness(office: &Office, round: &Round) -> Result<Readiness, Refusal> {
    let mut ids: BTreeSet<AgencyId> = BTreeSet::new();
    let outreaches = office.registry.outreach_book().all(round.id).await?;
    ids.extend(outreaches.iter().map(|(agency, _)| *agency));
    for other in beside(office, round).await? {
        let staff = office.registry.staffed_agencies(other.id).await?;
        ids.extend(staff);
    }
    let known = office.agencies().await?;
    let mut agencies: Vec<AgencyReadiness> = ids
        .iter()
        .filter_map(|id| known.get(id))
        .map(|agency| {
            let settled = outreaches.iter().find(|(of, _)| *of == agency.id);
            let population = settled.and_then(|(_, settled)| settled.population);
            let mut warnings = Vec::new();
            if agency.contact.line().is_empty() {
                warnings.push(Message::new("readiness.no-contact"));
            }
            if population.is_none() {
                warnings.push(Message::new("readiness.no-population"));
            }
            AgencyReadiness {
                agency: agency.clone(),
                eligible: population.unwrap_or(0),
                exempt: 0,
                without_email: 0,
                warnings,
            }
        })
        .collect();
    agencies.sort_by(|a, b| a.agency.code.cmp(&b.agency.code));
    let mut blockers = super::readiness::common_blockers(office, round);
    if agencies.is_empty() {
        blockers.insert(0, Message::new("readiness.no-agency"));
    }
    Ok(Readiness { agencies, blockers })
}

/// Counts that stand on the board of a poll of the public's part.
pub async fn board_counts(
    office: &Office,
    round: &Round,
    urn: &Urn,
    poll: &Poll,
) -> Result<BoardCounts, Refusal> {
    let book = office.registry.outreach_book();
    let settled = book.outreach(round.id, poll.agency).await?;
    let days = urn.ticket_days(&poll.id).await?;
    Ok(BoardCounts {
        eligible: settled.population.unwrap_or(0),
        tickets_spent: TicketCount::of(&days).spent,
        ..BoardCounts::default()
    })
}
