//! Whoever keeps the hourly copies of the databases, and finds two key sheets afterwards.

use crate::adversary::{Finding, Played, Spoilt};

/// What came into the urn in an hour belongs to those who signed in that hour. Envelopes that can be
/// opened are dealt out among them; the rest is guessed.
pub fn keeper(played: &Played) -> Result<Finding, Spoilt> {
    let mut claims = super::guess(played)?;
    if let Some(poll_key) = &played.poll_key {
        for hour in &played.hours {
            for (person, envelope) in hour.people.iter().zip(&hour.envelopes) {
                let opened = played.opened(poll_key, envelope);
                if let (Some(claim), Some(opened)) = (claims.get_mut(*person), opened) {
                    *claim = Some(opened);
                }
            }
        }
    }
    Ok(Finding::links("backups", &claims))
}
