use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ActiveValue::Set};

use super::super::connection::{Registry, StoreError};
use super::super::entity::audit;

impl Registry {
    /// Writes down an administrative act: the day, who, what, on what, and details without
    /// secrets.
    pub async fn log_act(
        &self,
        day: Date,
        actor: &str,
        act: &str,
        subject: &str,
        detail: &str,
    ) -> Result<(), StoreError> {
        let row = audit::ActiveModel {
            day: Set(day.to_string()),
            actor: Set(actor.to_owned()),
            act: Set(act.to_owned()),
            subject: Set(subject.to_owned()),
            detail: Set(detail.to_owned()),
            ..Default::default()
        };
        row.insert(&self.db).await?;
        Ok(())
    }
}
