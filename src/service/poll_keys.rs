//! The keys of polls, drawn and kept sealed.
//!
//! Issuing keys take a fraction of a second each, and a country has 8,300 agencies: they are drawn on
//! all cores, and can be drawn before the round opens. Until then they lie in the key folder under the
//! names of polls that are still to be, and are no agency's; a run that is killed goes on with those it finds.

use std::cell::RefCell;

use super::office::Office;
use super::public_part::is_public;
use super::readiness::readiness;
use super::refusal::Refusal;
use super::side_by_side::{aside, side_by_side};
use crate::crypto::blind_rsa::IssuingKey;
use crate::crypto::hpke::SealKey;
use crate::crypto::manifest::{AgencyName, Base64Url, Hex, Manifest, fingerprint};
use crate::domain::agency::Agency;
use crate::domain::framework::Respondents;
use crate::domain::round::{Poll, Round, RoundState};
use crate::domain::wire::PollId;
use crate::fault::{self, Step};
use crate::store::{KeyName, KeysHeld};

/// Draws the issuing keys of a round in draft, as far as they are missing, so that its opening need not
/// wait for them; returns how many there are (none where the public answers). `progress` is told how many of how many.
pub async fn draw_ahead(
    office: &Office,
    code: &str,
    progress: impl FnMut(usize, usize),
) -> Result<usize, Refusal> {
    let held = office.keys.hold().await?;
    let round = office.round_in(code, &[RoundState::Draft]).await?;
    if is_public(office, &round)? {
        return Ok(0);
    }
    let agencies = readiness(office, &round).await?.agencies.len();
    let polls = polls_to_be(office, &round, agencies, &held, progress).await?;
    Ok(polls.len())
}

/// Names for the polls of a round in draft. Where staff answer, each has an issuing key: those that were
/// drawn before, and new ones.
pub(super) async fn polls_to_be(
    office: &Office,
    round: &Round,
    many: usize,
    held: &KeysHeld,
    progress: impl FnMut(usize, usize),
) -> Result<Vec<PollId>, Refusal> {
    let mut polls = office.keys.issuing_polls(&round.code, held)?;
    polls.truncate(many);
    let told = RefCell::new((polls.len(), progress));
    let tell = |more: usize| {
        let (done, progress) = &mut *told.borrow_mut();
        *done += more;
        progress(*done, many);
    };
    tell(0);
    let missing = (polls.len()..many).map(async |_| {
        let id = poll_to_be(office, round, held).await?;
        tell(1);
        Ok(id)
    });
    polls.extend(side_by_side(missing).await?);
    Ok(polls)
}

/// Name for a new poll. Where staff answer, its issuing key is drawn and kept.
pub(super) async fn poll_to_be(
    office: &Office,
    round: &Round,
    _held: &KeysHeld,
) -> Result<PollId, Refusal> {
    let (_, instrument) = office.instrument(round)?;
    let id = PollId::new(office.world.random()?);
    if instrument.respondents == Respondents::Staff {
        let (keys, code) = (office.keys.clone(), round.code.clone());
        let draw = move || {
            let key = IssuingKey::generate()?;
            keys.keep(KeyName::Issuing(&code, &id), &key.to_der()?)
        };
        aside(draw).await?;
    }
    Ok(id)
}

/// Makes the poll of an agency: its private poll key is drawn and kept, and its manifest. Where staff
/// answer, its issuing key was drawn before. Only while the keys are held: another ceremony would sweep
/// them away.
pub(super) fn make_poll(
    office: &Office,
    round: &Round,
    agency: &Agency,
    id: PollId,
    mut manifest: Manifest,
    _held: &KeysHeld,
) -> Result<Poll, Refusal> {
    let (_, instrument) = office.instrument(round)?;
    let poll_key = SealKey::generate()?;
    office.keys.keep(
        KeyName::Poll(&round.code, &id),
        poll_key.to_bytes()?.as_slice(),
    )?;
    manifest.issuing_key = match instrument.respondents {
        Respondents::Public => None,
        Respondents::Staff => {
            let kept = office.keys.take(KeyName::Issuing(&round.code, &id))?;
            Some(Base64Url(IssuingKey::from_der(&kept)?.public()?.spki()?))
        }
    };
    manifest.poll = Hex(id);
    manifest.agency = AgencyName {
        code: agency.code.clone(),
        name: agency.name.clone(),
    };
    manifest.poll_key = Base64Url(*poll_key.public().bytes());
    let bytes = manifest.to_bytes().map_err(|_| Refusal::Crypto)?;
    let fingerprint = fingerprint(&bytes);
    office.content.keep_manifest(&id, &fingerprint, &bytes)?;
    fault::at(Step::OpenPoll);
    Ok(Poll {
        id,
        agency: agency.id,
        fingerprint,
    })
}
