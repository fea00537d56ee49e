//! How far rounds are: three databases belong together only if no round took a step meanwhile.

use crate::domain::round::RoundState;
use crate::service::{Office, Refusal};

/// How far a round is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Code of the round.
    pub code: String,
    state: RoundState,
    has_urn: bool,
    polls: usize,
    boards: u64,
    totals: usize,
}

impl Step {
    /// Whether its ballots are still needed.
    pub fn keeps_urn(&self) -> bool {
        self.has_urn && matches!(self.state, RoundState::Open | RoundState::Closed)
    }
}

/// How far all rounds are.
pub async fn steps(office: &Office) -> Result<Vec<Step>, Refusal> {
    let mut steps = Vec::new();
    for round in office.registry.rounds().await? {
        steps.push(Step {
            has_urn: office.urns.remains(&round.code).await?,
            polls: office.registry.polls(round.id).await?.len(),
            boards: office.results.boards_written(&round.code).await?,
            totals: office.results.totals(&round.code).await?.len(),
            state: round.state,
            code: round.code,
        });
    }
    Ok(steps)
}
