//! Files between their preview and their confirmation.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::super::connection::StoreError;
use super::super::entity::upload as row;
use super::Accounts;
use crate::domain::access::AccountId;

/// A file that waits for its confirmation.
#[derive(Clone)]
pub struct Upload {
    /// Name of the waiting file, not to be guessed.
    pub id: String,
    /// Who uploaded it; nobody else sees it.
    pub account: AccountId,
    /// What it is to become, such as `roster:2570-1:A01`.
    pub purpose: String,
    /// Its own name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Accounts {
    /// Keeps a file until `expires`; an earlier one of the account for the same purpose goes.
    pub async fn keep_upload(&self, upload: &Upload, expires: Timestamp) -> Result<(), StoreError> {
        row::Entity::delete_many()
            .filter(row::Column::AccountId.eq(upload.account.0))
            .filter(row::Column::Purpose.eq(&upload.purpose))
            .exec(&self.db)
            .await?;
        let row = row::ActiveModel {
            id: Set(upload.id.clone()),
            account_id: Set(upload.account.0),
            purpose: Set(upload.purpose.clone()),
            name: Set(upload.name.clone()),
            bytes: Set(upload.bytes.clone()),
            expires: Set(expires.to_string()),
        };
        row.insert(&self.db).await?;
        Ok(())
    }

    /// The file, for whom it waits.
    pub async fn upload(&self, account: AccountId, id: &str) -> Result<Option<Upload>, StoreError> {
        let found = row::Entity::find_by_id(id)
            .filter(row::Column::AccountId.eq(account.0))
            .one(&self.db)
            .await?;
        Ok(found.map(|row| Upload {
            id: row.id,
            account: AccountId(row.account_id),
            purpose: row.purpose,
            name: row.name,
            bytes: row.bytes,
        }))
    }

    /// Lets a file go.
    pub async fn drop_upload(&self, id: &str) -> Result<(), StoreError> {
        row::Entity::delete_by_id(id).exec(&self.db).await?;
        Ok(())
    }

    /// Lets files go whose time is over.
    pub async fn sweep_uploads(&self, now: Timestamp) -> Result<(), StoreError> {
        row::Entity::delete_many()
            .filter(row::Column::Expires.lt(now.to_string()))
            .exec(&self.db)
            .await?;
        Ok(())
    }
}
