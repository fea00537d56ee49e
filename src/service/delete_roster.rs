//! Deleting a roster when it has served: from then on nothing here says who was asked in a round and who took part.
//! How many did stays, and with it what was published and the level of every agency.

use super::access::front_desk::sweep_uploads;
use super::office::Office;
use super::public_part::staff_are_asked;
use super::refusal::Refusal;
use super::sheet_reminder::entries;
use crate::domain::calendar::thai_zone;
use crate::domain::message::Message;
use crate::domain::round::{Round, RoundState};
use crate::store::RosterSize;

/// The act in the log.
const DELETED: &str = "roster.delete";

/// Rounds whose people are asked for nothing more.
const OVER: [RoundState; 2] = [RoundState::Published, RoundState::Cancelled];

/// What deleting the roster of a round would take away. Refused before the round is published or cancelled, and
/// where nobody is.
pub async fn roster_to_delete(office: &Office, code: &str) -> Result<RosterSize, Refusal> {
    let round = office.round_in(code, &OVER).await?;
    staff_are_asked(office, &round)?;
    let size = office.registry.roster_size(round.id).await?;
    if size.people == 0 && size.mails == 0 && !is_deleted(office, &round).await? {
        return Err(Refusal::mend("errors.no-roster"));
    }
    Ok(size)
}

/// Deletes it, logged by numbers. May be repeated after a crash: what is left is done.
pub async fn delete_roster(office: &Office, code: &str) -> Result<RosterSize, Refusal> {
    let size = roster_to_delete(office, code).await?;
    let round = office.round(code).await?;
    if size.people > 0 || size.mails > 0 {
        let day = round.closing().to_zoned(thai_zone()).date();
        let detail = format!("people: {}, mails: {}", size.people, size.mails);
        let act = office.act(DELETED, code, &detail);
        act.delete_roster(&round, day).await?;
    }
    // Files that were sent and never taken lie there until they expire.
    sweep_uploads(office).await?;
    office.registry.rewrite_people().await?;
    Ok(size)
}

/// Whether the roster of a round was deleted.
pub(super) async fn is_deleted(office: &Office, round: &Round) -> Result<bool, Refusal> {
    if !OVER.contains(&round.state) {
        return Ok(false);
    }
    Ok(!entries(office, DELETED, &round.code).await?.is_empty())
}

/// That people of a round can still be looked at. Refused in words that say what happened to them.
pub(super) async fn not_deleted(office: &Office, round: &Round) -> Result<(), Refusal> {
    if is_deleted(office, round).await? {
        let message = Message::new("errors.roster-deleted").with("round", &round.code);
        return Err(Refusal::Mendable(message));
    }
    Ok(())
}
