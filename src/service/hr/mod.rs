//! What an HR officer does for the own agency, one subject a file.

pub mod dashboard;
pub mod letters;
pub mod mail;
pub mod outreach;
pub mod people;
pub mod register;
pub mod roster;
pub mod tablet;

use super::access::desks::HrDesk;
use super::delete_roster::not_deleted;
use super::refusal::Refusal;
use crate::domain::round::Round;

impl HrDesk {
    /// Rounds, the latest first.
    pub async fn rounds(&self) -> Result<Vec<Round>, Refusal> {
        let mut rounds = self.office.registry.rounds().await?;
        rounds.sort_by(|a, b| b.code.cmp(&a.code));
        Ok(rounds)
    }

    /// That the people of a round can still be looked at. Refused in words once its roster is deleted.
    pub async fn has_roster(&self, round: &Round) -> Result<(), Refusal> {
        not_deleted(&self.office, round).await
    }
}
