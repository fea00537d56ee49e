//! Creating a round in draft.

use jiff::Timestamp;

use super::office::Office;
use super::refusal::Refusal;
use crate::domain::framework::Framework;
use crate::domain::message::Message;
use crate::domain::round::RoundTerms;
use crate::store::{DraftRound, StoreError};

/// Fewest valid ballots of which a figure may tell (design.md §5); a round may ask for more.
pub const LEAST_K: u32 = 5;

/// What is settled when a round is created.
#[derive(Debug, Clone)]
pub struct NewRound {
    /// The client's own code: letters, digits, `-`, `_` and `.`.
    pub code: String,
    /// Its settings.
    pub terms: RoundTerms,
    /// When it closes.
    pub closes_at: Timestamp,
    /// Names of the custodians.
    pub custodians: Vec<String>,
}

/// Refuses settings that a round cannot have.
pub(super) fn check(office: &Office, round: &NewRound) -> Result<(), Refusal> {
    let (framework, _) = office.find_instrument(&round.terms.framework, &round.terms.instrument)?;
    check_period(framework, round.terms.kpi_period.as_deref())?;
    check_code(&round.code)?;
    if round.terms.k < LEAST_K {
        return Err(Refusal::Mendable(
            Message::new("errors.k-too-low").with("least", LEAST_K),
        ));
    }
    check_custodians(round)?;
    if round.closes_at <= office.world.now() {
        return Err(Refusal::mend("errors.close-in-the-past"));
    }
    Ok(())
}

/// Checks the settings and adds the round in draft.
pub async fn create_round(office: &Office, round: NewRound) -> Result<(), Refusal> {
    create_rounds(office, &round, &[]).await
}

/// Checks the settings and adds a round in draft with those that belong together with it: all of them
/// or none.
pub(super) async fn create_rounds(
    office: &Office,
    round: &NewRound,
    beside: &[NewRound],
) -> Result<(), Refusal> {
    let mut act = office.act("round.create", &round.code, &round.terms.framework);
    for part in beside {
        act = act.and(office.line("round.create", &part.code, &part.terms.framework));
    }
    let mut drafts = Vec::new();
    for round in std::iter::once(round).chain(beside) {
        check(office, round)?;
        drafts.push(DraftRound {
            code: &round.code,
            terms: &round.terms,
            closes_at: round.closes_at,
            custodians: &round.custodians,
        });
    }
    match act.add_rounds(&drafts).await {
        Err(StoreError::Stale) => Err(taken(office, &drafts).await?),
        other => Ok(other?),
    }
}

/// Which of these codes another round has.
async fn taken(office: &Office, drafts: &[DraftRound<'_>]) -> Result<Refusal, Refusal> {
    for draft in drafts {
        if office.registry.round(draft.code).await?.is_some() {
            return Ok(Refusal::Mendable(
                Message::new("errors.round-taken").with("round", draft.code),
            ));
        }
    }
    Ok(Refusal::Store(StoreError::Stale))
}

/// A KPI period must be one of the framework's.
fn check_period(framework: &Framework, period: Option<&str>) -> Result<(), Refusal> {
    let periods = framework.kpi.iter().flat_map(|rule| &rule.periods);
    let known: Vec<&str> = periods.map(|period| period.code.as_str()).collect();
    match period {
        Some(period) if !known.contains(&period) => Err(Refusal::Mendable(
            Message::new("errors.kpi-period-unknown")
                .with("period", period)
                .with("known", known.join(", ")),
        )),
        _ => Ok(()),
    }
}

/// A round's code names files and links, so it is kept plain.
fn check_code(code: &str) -> Result<(), Refusal> {
    let plain = |symbol: char| symbol.is_ascii_alphanumeric() || "-_.".contains(symbol);
    let fits = (1..=40).contains(&code.len()) && code.chars().all(plain) && !code.starts_with('.');
    if fits {
        Ok(())
    } else {
        Err(Refusal::Mendable(
            Message::new("errors.round-code").with("round", code),
        ))
    }
}

fn check_custodians(round: &NewRound) -> Result<(), Refusal> {
    let wanted = round.terms.custody.custodians();
    let mut names: Vec<&str> = round
        .custodians
        .iter()
        .map(|name| name.trim())
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_unstable();
    names.dedup();
    if names.len() == wanted && round.custodians.len() == wanted {
        return Ok(());
    }
    Err(Refusal::Mendable(
        Message::new("errors.custodians").with("wanted", wanted),
    ))
}
