//! Reading what was published.

use super::office::Office;
use super::publish::PublishedAgency;
use super::refusal::Refusal;
use crate::domain::message::Message;
use crate::domain::round::{Round, RoundState};
use crate::store::StoreError;

/// Published figures of a round in the order of the agencies' codes; of one agency if asked.
/// Refused before publication: nobody sees a figure then.
pub async fn results(
    office: &Office,
    round: &Round,
    agency: Option<&str>,
) -> Result<Vec<PublishedAgency>, Refusal> {
    if round.state != RoundState::Published {
        return Err(Refusal::Mendable(
            Message::new("errors.not-published")
                .with("round", &round.code)
                .worded("state", format!("state.{}", round.state)),
        ));
    }
    if let Some(code) = agency {
        office.agency(code).await?;
    }
    read_published(office, &round.code, agency).await
}

/// Published figures of a round, none if it is not published.
pub async fn read_published(
    office: &Office,
    code: &str,
    agency: Option<&str>,
) -> Result<Vec<PublishedAgency>, Refusal> {
    let mut sheets = Vec::new();
    for (name, text) in office.results.published(code).await? {
        if agency.is_none_or(|agency| agency == name) {
            let sheet = serde_json::from_str(&text).map_err(|_| StoreError::Damaged("figures"))?;
            sheets.push(sheet);
        }
    }
    sheets.sort_by(|a: &PublishedAgency, b| a.agency.cmp(&b.agency));
    Ok(sheets)
}
