//! Who tries what.

mod backups;
mod ballots;
mod browser;
mod log;
mod operator;
mod pages;
mod process;
mod stuffer;
mod tampering;
mod thief;
mod watching;

pub use browser::{Browser, crawl};
pub use operator::of_process;
pub use stuffer::of_boards;

use std::path::Path;

use super::{Finding, Plan, Played, Spoilt, Tool};

/// What adversaries make of one played round: those who want to know who answered what.
pub fn all(played: &Played) -> Result<Vec<Finding>, Spoilt> {
    Ok(vec![
        thief::in_the_open_round(played)?,
        thief::after_the_count(played)?,
        thief::with_key_sheets(played),
        backups::answers("backups", played, &played.hours),
        backups::sealed("backups-sealed", played, &played.hours),
        log::proxy(played),
        backups::answers("sql-log", played, &played.statements),
        backups::sealed("sql-sealed", played, &played.statements),
        pages::order(played)?,
    ])
}

/// What adversaries make of one agency's round while it runs: those who would count twice, tell people
/// apart, or sign for them.
pub async fn of_office(below: &Path, plan: Plan, tool: Tool) -> Result<Vec<Finding>, Spoilt> {
    Box::pin(ballots::of_round(below, plan, tool)).await
}

/// Ballots dealt out in the order in which people came.
fn in_order<'a>(played: &Played, ballots: impl Iterator<Item = &'a usize>) -> Vec<Option<usize>> {
    let mut claims = vec![None; played.people()];
    for ((_, person), ballot) in played.arrivals.iter().zip(ballots) {
        if let Some(claim) = claims.get_mut(*person) {
            *claim = Some(*ballot);
        }
    }
    claims
}
