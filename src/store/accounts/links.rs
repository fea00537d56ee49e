//! One-time links: the mail holds a token, the store its digest.

use jiff::Timestamp;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::super::connection::{StoreError, begin};
use super::super::entity::account_link as row;
use super::super::text::parse;
use super::Accounts;
use crate::domain::access::AccountId;
use crate::domain::encoding::hex;
use crate::domain::wire::Digest;

/// What a one-time link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkPurpose {
    /// A new account sets its first password.
    Invitation,
    /// Somebody forgot the password.
    Reset,
}

impl LinkPurpose {
    const fn code(self) -> &'static str {
        match self {
            LinkPurpose::Invitation => "invitation",
            LinkPurpose::Reset => "reset",
        }
    }
}

impl Accounts {
    /// Writes a link down; an earlier one of the account dies.
    pub async fn add_link(
        &self,
        digest: &Digest,
        account: AccountId,
        purpose: LinkPurpose,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        let transaction = begin(&self.db).await?;
        row::Entity::delete_many()
            .filter(row::Column::AccountId.eq(account.0))
            .exec(&transaction)
            .await?;
        let row = row::ActiveModel {
            token_digest: Set(hex(digest.bytes())),
            account_id: Set(account.0),
            kind: Set(purpose.code().to_owned()),
            expires: Set(expires.to_string()),
        };
        row.insert(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    /// Whose link this is, and until when it may be used.
    pub async fn link(
        &self,
        digest: &Digest,
    ) -> Result<Option<(AccountId, Timestamp)>, StoreError> {
        let found = row::Entity::find_by_id(hex(digest.bytes()))
            .one(&self.db)
            .await?;
        found
            .map(|row| Ok((AccountId(row.account_id), parse(&row.expires, "link")?)))
            .transpose()
    }

    /// Uses a link up; `false` if somebody else did meanwhile.
    pub async fn take_link(&self, digest: &Digest) -> Result<bool, StoreError> {
        let gone = row::Entity::delete_by_id(hex(digest.bytes()))
            .exec(&self.db)
            .await?;
        Ok(gone.rows_affected == 1)
    }
}
