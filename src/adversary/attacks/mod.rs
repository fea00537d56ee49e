//! Who tries what.

mod backups;
mod ballots;
mod log;
mod pages;
mod thief;
mod watching;

use std::path::Path;

use super::{Finding, Plan, Played, Spoilt};

/// What adversaries make of one played round: those who want to know who answered what.
pub fn all(played: &Played) -> Result<Vec<Finding>, Spoilt> {
    Ok(vec![
        thief::in_the_open_round(played)?,
        thief::after_the_count(played)?,
        thief::with_key_sheets(played)?,
        backups::keeper(played)?,
        log::proxy(played)?,
        pages::order(played)?,
    ])
}

/// What adversaries make of one agency's round while it runs: those who would count twice, tell people
/// apart, or sign for them.
pub async fn of_office(below: &Path, plan: Plan) -> Result<Vec<Finding>, Spoilt> {
    ballots::of_round(below, plan).await
}

/// What somebody says who knows nothing: ballots dealt out by chance.
fn guess(played: &Played) -> Result<Vec<Option<usize>>, Spoilt> {
    let mut dealt: Vec<usize> = (0..played.people()).collect();
    for last in (1..dealt.len()).rev() {
        let drawn: [u8; 8] = played
            .scratch
            .world
            .random()
            .map_err(crate::service::Refusal::from)?;
        let bound = u64::try_from(last + 1).unwrap_or(1);
        let other = usize::try_from(u64::from_be_bytes(drawn) % bound).unwrap_or(0);
        dealt.swap(last, other);
    }
    Ok(dealt.into_iter().map(Some).collect())
}

/// Runs something that waits for the server on a thread of its own.
async fn apart<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, Spoilt> + Send + 'static,
) -> Result<T, Spoilt> {
    let done = actix_web::rt::task::spawn_blocking(act).await;
    done.map_err(|_| Spoilt::Setup("thread"))?
}
