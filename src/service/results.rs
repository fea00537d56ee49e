//! Reading what was published.

use std::collections::HashMap;

use super::office::Office;
use super::publish::PublishedAgency;
use super::refusal::Refusal;
use crate::domain::message::Message;
use crate::domain::round::{Round, RoundState};
use crate::store::StoreError;

/// Agencies that are read at a time.
const AT_A_TIME: u64 = 100;

/// Published figures of one agency, if anything hangs of it. Refused before publication: nobody sees a
/// figure then.
pub async fn result_of(
    office: &Office,
    round: &Round,
    agency: &str,
) -> Result<Option<PublishedAgency>, Refusal> {
    refuse_unpublished(round)?;
    office.agency(agency).await?;
    published_of(office, round, agency).await
}

/// Published figures of the next agencies behind this code, in the order of codes; none behind the last.
/// Refused before publication.
pub async fn results_after(
    office: &Office,
    round: &Round,
    agency: &str,
) -> Result<Vec<PublishedAgency>, Refusal> {
    refuse_unpublished(round)?;
    let texts = office
        .results
        .published_after(&round.code, agency, AT_A_TIME);
    let texts = texts.await?.into_iter();
    texts.map(|(_, text)| sheet_of(&text)).collect()
}

fn refuse_unpublished(round: &Round) -> Result<(), Refusal> {
    if round.state == RoundState::Published {
        return Ok(());
    }
    Err(Refusal::Mendable(
        Message::new("errors.not-published")
            .with("round", &round.code)
            .worded("state", format!("state.{}", round.state)),
    ))
}

/// What is published of an agency in a round; nothing before.
pub(super) async fn published_of(
    office: &Office,
    round: &Round,
    code: &str,
) -> Result<Option<PublishedAgency>, Refusal> {
    if round.state != RoundState::Published {
        return Ok(None);
    }
    let text = office.results.published_of(&round.code, code).await?;
    text.map(|text| sheet_of(&text)).transpose()
}

fn sheet_of(text: &str) -> Result<PublishedAgency, Refusal> {
    let sheet = serde_json::from_str(text);
    Ok(sheet.map_err(|_| StoreError::Damaged("figures"))?)
}

/// Published figures of a round by the codes of agencies, none if it is not published.
pub async fn read_published(
    office: &Office,
    code: &str,
) -> Result<HashMap<String, PublishedAgency>, Refusal> {
    let sheets = office.results.published(code).await?.into_iter();
    sheets
        .map(|(agency, text)| Ok((agency, sheet_of(&text)?)))
        .collect()
}
