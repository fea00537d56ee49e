//! Credentials issued against ballots cast, counted once a day just after midnight.
//!
//! Why never later in the day: a count at another time would be a live one, and somebody who can
//! have a server started anew could choose the time. A server that was down at midnight leaves the
//! day out.

use std::collections::HashMap;

use super::office::Office;
use super::refusal::Refusal;
use crate::domain::agency::AgencyId;
use crate::domain::arrival::{Arrival, AtMidnight};
use crate::domain::calendar::thai_zone;
use crate::domain::round::{Round, RoundState};
use crate::domain::wire::PollId;
use crate::store::Midnight;

use jiff::civil::Date;

/// Minutes after midnight in which the count is still one of midnight.
const WINDOW: i64 = 15;

/// Counts every round that runs, if it is just after midnight and today's count is not there;
/// returns how many rounds were counted.
pub async fn count_at_midnight(office: &Office) -> Result<usize, Refusal> {
    let now = office.world.now().to_zoned(thai_zone());
    if i64::from(now.hour()) * 60 + i64::from(now.minute()) >= WINDOW {
        return Ok(0);
    }
    let mut counted = 0;
    for round in office.registry.rounds().await? {
        if matches!(round.state, RoundState::Open | RoundState::Closed) {
            counted += usize::from(count_round(office, &round, now.date()).await?);
        }
    }
    Ok(counted)
}

/// Ballots are counted before credentials, so that one that comes meanwhile is not one too many.
async fn count_round(office: &Office, round: &Round, today: Date) -> Result<bool, Refusal> {
    let before: HashMap<PollId, Midnight> = office
        .results
        .midnights(&round.code)
        .await?
        .into_iter()
        .map(|midnight| (midnight.poll, midnight))
        .collect();
    if before.values().any(|midnight| midnight.day >= today) {
        return Ok(false);
    }
    let Some(urn) = office.urns.get(&round.code).await? else {
        return Ok(false);
    };
    let cast = urn.counts().await?;
    let issued: HashMap<AgencyId, u64> = office
        .registry
        .counts_by_agency(round.id, "")
        .await?
        .into_iter()
        .map(|line| (line.agency, line.issued))
        .collect();
    let midnights: Vec<Midnight> = office
        .registry
        .polls(round.id)
        .await?
        .into_iter()
        .map(|poll| Midnight {
            poll: poll.id,
            day: today,
            numbers: AtMidnight::after(
                before.get(&poll.id).map(|midnight| midnight.numbers),
                issued.get(&poll.agency).copied().unwrap_or_default(),
                cast.get(&poll.id).copied().unwrap_or_default(),
            ),
        })
        .collect();
    office
        .results
        .write_midnights(&round.code, &midnights)
        .await?;
    Ok(!midnights.is_empty())
}

/// What is told about an agency's ballots, and of which midnight.
pub async fn arrival(
    office: &Office,
    round: &Round,
    agency: AgencyId,
) -> Result<Option<(Date, Arrival)>, Refusal> {
    let Some(poll) = office.registry.poll_of_agency(round.id, agency).await? else {
        return Ok(None);
    };
    let midnight = office.results.midnight(&poll.id).await?;
    let k = u64::from(round.terms.k);
    Ok(midnight.map(|midnight| (midnight.day, midnight.numbers.told(k))))
}
