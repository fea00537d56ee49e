//! Changing and discarding a round in draft: nobody was asked yet, so nothing is fixed yet.

use super::close_round::destroy_secrets;
use super::create_round::{NewRound, check};
use super::office::Office;
use super::refusal::Refusal;
use crate::domain::calendar::thai_rfc3339;
use crate::domain::round::RoundState;

/// Checks the new settings as those of a new round and puts them in place of the old; logged.
pub async fn edit_round(office: &Office, change: NewRound) -> Result<(), Refusal> {
    let before = office.round_in(&change.code, &[RoundState::Draft]).await?;
    check(office, &change)?;
    let detail = format!(
        "closes {} -> {}, k {} -> {}",
        thai_rfc3339(before.closes_at),
        thai_rfc3339(change.closes_at),
        before.terms.k,
        change.terms.k,
    );
    Ok(office
        .act("round.edit", &change.code, &detail)
        .change_draft(&before, &change.terms, change.closes_at, &change.custodians)
        .await?)
}

/// Removes a round in draft with its roster; its code is free again. Logged.
///
/// The round goes first: one that opened meanwhile keeps its keys and its urn. What an opening that
/// was cut off has left of them goes after that.
pub async fn discard_round(office: &Office, code: &str) -> Result<(), Refusal> {
    let round = office.round_in(code, &[RoundState::Draft]).await?;
    let act = office.act("round.discard", code, "");
    act.discard_draft(&round).await?;
    destroy_secrets(office, &round).await?;
    Ok(office.registry.rewrite().await?)
}
