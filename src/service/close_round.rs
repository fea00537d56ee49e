//! Extending, closing early, and cancelling a round.

use jiff::Timestamp;

use super::office::Office;
use super::refusal::Refusal;
use crate::domain::calendar::thai_rfc3339;
use crate::domain::round::{Round, RoundState};

/// Moves the close of an open round later; logged. The manifest does not change: it names the
/// earliest close.
pub async fn extend_round(
    office: &Office,
    code: &str,
    closes_at: Timestamp,
) -> Result<Round, Refusal> {
    let round = office
        .round_in(code, &[RoundState::Draft, RoundState::Open])
        .await?;
    if round.state == RoundState::Open && closes_at <= round.closes_at {
        return Err(Refusal::mend("errors.extend-earlier"));
    }
    if closes_at <= office.world.now() {
        return Err(Refusal::mend("errors.close-in-the-past"));
    }
    office.registry.set_close(&round, closes_at).await?;
    let detail = format!(
        "{} -> {}",
        thai_rfc3339(round.closes_at),
        thai_rfc3339(closes_at)
    );
    office.log("round.extend", code, &detail).await?;
    office.round(code).await
}

/// Closes an open round now. Ballots on their way are taken until the grace ends.
pub async fn close_round(office: &Office, code: &str) -> Result<Round, Refusal> {
    let round = office.round_in(code, &[RoundState::Open]).await?;
    office
        .registry
        .move_round(&round, RoundState::Closed, office.world.now())
        .await?;
    office.log("round.close", code, "").await?;
    office.registry.rewrite().await?;
    office.round(code).await
}

/// Closes every open round whose time has come; returns their codes. The grace runs from now on:
/// a server that was down over the close must not cost anybody a ballot on its way.
pub async fn close_due_rounds(office: &Office) -> Result<Vec<String>, Refusal> {
    let now = office.world.now();
    let mut closed = Vec::new();
    for round in office.registry.rounds().await? {
        if round.state == RoundState::Open && now >= round.closes_at {
            office
                .registry
                .move_round(&round, RoundState::Closed, now)
                .await?;
            office.log("round.close", &round.code, "due").await?;
            office.registry.rewrite().await?;
            closed.push(round.code);
        }
    }
    Ok(closed)
}

/// Cancels a round: keys first, then the urn, unopened. May be repeated after a crash.
pub async fn cancel_round(office: &Office, code: &str) -> Result<(), Refusal> {
    let states = [
        RoundState::Draft,
        RoundState::Open,
        RoundState::Closed,
        RoundState::Cancelled,
    ];
    let round = office.round_in(code, &states).await?;
    if round.state != RoundState::Cancelled {
        office
            .registry
            .move_round(&round, RoundState::Cancelled, office.world.now())
            .await?;
    }
    if let Some(urn) = office.urns.get(&round.code).await? {
        urn.stop_accepting().await?;
    }
    destroy_secrets(office, &round).await?;
    office.registry.forget_blinded(round.id).await?;
    office.log("round.cancel", code, "").await?;
    Ok(office.registry.rewrite().await?)
}

/// Destroys every secret of a round and its urn; may be repeated after a crash.
pub async fn destroy_secrets(office: &Office, round: &Round) -> Result<(), Refusal> {
    office.keys.destroy_round(&round.code)?;
    Ok(office.urns.destroy(&round.code).await?)
}

/// Destroys what a killed run left of rounds that are over.
pub async fn sweep(office: &Office) -> Result<(), Refusal> {
    for round in office.registry.rounds().await? {
        let over = matches!(
            round.state,
            RoundState::Cancelled | RoundState::Tallied | RoundState::Published
        );
        if over && (office.keys.remains(&round.code) || office.urns.remains(&round.code)) {
            destroy_secrets(office, &round).await?;
        }
    }
    Ok(())
}
