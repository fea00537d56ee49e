//! Rounds in draft, which may still change.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryFilter};

use super::super::connection::StoreError;
use super::super::entity::{custodian, mail_job, round, staff};
use super::act::Act;
use super::rounds::{draft_row, insert_custodians, unchanged};
use crate::domain::round::{Round, RoundState, RoundTerms};

impl Act {
    /// Puts other settings in place of a draft's; [`StoreError::Stale`] if it is not as it was read.
    pub async fn change_draft(
        self,
        round: &Round,
        terms: &RoundTerms,
        closes_at: Timestamp,
        custodians: &[String],
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        unchanged(&transaction, round).await?;
        let mut row = draft_row(&round.code, terms, closes_at);
        row.id = Set(round.id.0);
        row.update(&transaction).await?;
        custodian::Entity::delete_many()
            .filter(custodian::COLUMN.round_id.eq(round.id.0))
            .exec(&transaction)
            .await?;
        insert_custodians(&transaction, round.id, custodians).await?;
        self.done(transaction).await
    }

    /// Removes a draft with its roster; [`StoreError::Stale`] if it is no draft any more. There are
    /// no invitations and no polls before a round opens.
    pub async fn discard_draft(self, round: &Round) -> Result<(), StoreError> {
        let id = round.id.0;
        let transaction = self.begin().await?;
        let gone = round::Entity::delete_many()
            .filter(round::COLUMN.id.eq(id))
            .filter(round::COLUMN.state.eq(RoundState::Draft.code()))
            .exec(&transaction)
            .await?;
        if gone.rows_affected != 1 {
            return Err(StoreError::Stale);
        }
        custodian::Entity::delete_many()
            .filter(custodian::COLUMN.round_id.eq(id))
            .exec(&transaction)
            .await?;
        mail_job::Entity::delete_many()
            .filter(mail_job::COLUMN.round_id.eq(id))
            .exec(&transaction)
            .await?;
        staff::Entity::delete_many()
            .filter(staff::COLUMN.round_id.eq(id))
            .exec(&transaction)
            .await?;
        self.done(transaction).await
    }
}
