//! The course of a round after it opened: later close, early close, cancelling, publishing.

use jiff::Timestamp;

use crate::domain::round::{Round, RoundState};
use crate::service::Refusal;
use crate::service::access::desks::AdministratorDesk;
use crate::service::clock::Doubt;
use crate::service::close_round::{cancel_round, close_round, extend_round};
use crate::service::publish::publish_round;
use crate::store::StoreError;

impl AdministratorDesk {
    /// Why this node does not believe its clock, so that nothing closes by itself.
    pub fn clock_doubt(&self) -> Option<Doubt> {
        self.office.clock.doubt()
    }

    /// Moves the close of an open round later, with its reason in the log, and queues word of it
    /// to those who were mailed and wait; answers how many.
    pub async fn extend(
        &self,
        code: &str,
        closes_at: Timestamp,
        reason: &str,
    ) -> Result<usize, Refusal> {
        self.office.round_in(code, &[RoundState::Open]).await?;
        let told = extend_round(&self.office, code, closes_at).await?.told;
        self.office
            .log("round.extend-reason", code, reason.trim())
            .await?;
        Ok(told)
    }

    /// Closes an open round now.
    pub async fn close(&self, code: &str) -> Result<Round, Refusal> {
        let round = close_round(&self.office, code).await?;
        self.wipe_links()?;
        Ok(round)
    }

    /// Cancels a round; its urn is destroyed unopened.
    pub async fn cancel(&self, code: &str) -> Result<(), Refusal> {
        self.office.strongroom.clear(code).await?;
        cancel_round(&self.office, code).await?;
        self.wipe_links()
    }

    /// Publishes a tallied round, all agencies at once; answers how many.
    pub async fn publish(&self, code: &str) -> Result<usize, Refusal> {
        publish_round(&self.office, code).await
    }

    fn wipe_links(&self) -> Result<(), Refusal> {
        self.workshop
            .mail_folder
            .wipe()
            .map(|_| ())
            .map_err(|problem| Refusal::Store(StoreError::File(problem)))
    }
}
