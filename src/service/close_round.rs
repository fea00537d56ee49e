//! Extending, closing early, and cancelling a round.

use jiff::Timestamp;

use super::invite::{named, today};
use super::office::Office;
use super::refusal::Refusal;
use crate::domain::calendar::thai_rfc3339;
use crate::domain::round::{Round, RoundState};
use crate::fault::{self, Step};

/// A round with a later close, and how many mails will tell of it.
#[derive(Debug, Clone)]
pub struct Extended {
    /// The round as it is now.
    pub round: Round,
    /// Mails that were queued with it.
    pub told: usize,
}

/// Moves the close of an open round later, logged, and queues word of it to those who wait. The
/// manifest does not change: it names the earliest close.
pub async fn extend_round(
    office: &Office,
    code: &str,
    closes_at: Timestamp,
) -> Result<Extended, Refusal> {
    let round = office
        .round_in(code, &[RoundState::Draft, RoundState::Open])
        .await?;
    if round.state == RoundState::Open && closes_at <= round.closes_at {
        return Err(Refusal::mend("errors.extend-earlier"));
    }
    if closes_at <= office.world.now() {
        return Err(Refusal::mend("errors.close-in-the-past"));
    }
    let told = match round.state {
        RoundState::Open => office.registry.mailed_and_waiting(round.id).await?,
        _ => Vec::new(),
    };
    let detail = format!(
        "{} -> {}",
        thai_rfc3339(round.closes_at),
        thai_rfc3339(closes_at)
    );
    office
        .act("round.extend", code, &detail)
        .set_close(&round, closes_at, named(office, &told), today(office))
        .await?;
    Ok(Extended {
        round: office.round(code).await?,
        told: told.len(),
    })
}

/// Closes an open round now. Ballots on their way are taken until the grace ends. May be repeated
/// after a crash; the grace runs from the first time.
pub async fn close_round(office: &Office, code: &str) -> Result<Round, Refusal> {
    let states = [RoundState::Open, RoundState::Closed];
    let round = office.round_in(code, &states).await?;
    if round.state == RoundState::Open {
        let now = office.world.now();
        office
            .act("round.close", code, "")
            .move_round(&round, RoundState::Closed, now)
            .await?;
    }
    let round = office.round(code).await?;
    end_casts(office, &round).await?;
    fault::at(Step::CloseTold);
    office.registry.rewrite().await?;
    fault::at(Step::CloseRewritten);
    Ok(round)
}

/// Tells the urn when the grace of a closed round ends: from then on it takes no ballot, whether or
/// not somebody has come to write the boards. May be repeated.
async fn end_casts(office: &Office, round: &Round) -> Result<(), Refusal> {
    let urn = office.urns.get(&round.code).await?;
    if let Some((urn, ends)) = urn.zip(round.grace_ends()) {
        urn.accept_until(ends).await?;
    }
    Ok(())
}

/// Closes every open round whose time has come; returns their codes. The grace runs from now on:
/// a server that was down over the close must not cost anybody a ballot on its way. A close that
/// was cut off is completed.
pub async fn close_due_rounds(office: &Office) -> Result<Vec<String>, Refusal> {
    let now = office.world.now();
    let mut closed = Vec::new();
    for round in office.registry.rounds().await? {
        if round.state == RoundState::Open && now >= round.closes_at {
            office
                .act("round.close", &round.code, "due")
                .move_round(&round, RoundState::Closed, now)
                .await?;
            end_casts(office, &office.round(&round.code).await?).await?;
            office.registry.rewrite().await?;
            closed.push(round.code);
        } else if round.state == RoundState::Closed {
            end_casts(office, &round).await?;
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
            .act("round.cancel", code, "")
            .move_round(&round, RoundState::Cancelled, office.world.now())
            .await?;
    }
    if let Some(urn) = office.urns.get(&round.code).await? {
        urn.stop_accepting().await?;
    }
    fault::at(Step::CancelStopped);
    destroy_secrets(office, &round).await?;
    office.registry.forget_blinded(round.id).await?;
    fault::at(Step::CancelForgotten);
    Ok(office.registry.rewrite().await?)
}

/// Destroys every secret of a round and its urn; may be repeated after a crash.
pub async fn destroy_secrets(office: &Office, round: &Round) -> Result<(), Refusal> {
    office.keys.destroy_round(&round.code)?;
    fault::at(Step::KeysDestroyed);
    office.urns.destroy(&round.code).await?;
    fault::at(Step::UrnDestroyed);
    Ok(())
}

/// Destroys what a killed run left of rounds that are over.
pub async fn sweep(office: &Office) -> Result<(), Refusal> {
    for round in office.registry.rounds().await? {
        let over = matches!(
            round.state,
            RoundState::Cancelled | RoundState::Tallied | RoundState::Published
        );
        if over && (office.keys.remains(&round.code) || office.urns.remains(&round.code).await?) {
            destroy_secrets(office, &round).await?;
        }
    }
    Ok(())
}
