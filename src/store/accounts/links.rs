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
    /// Writes a link down; an earlier one of the account dies. Asking for a reset leaves an
    /// invitation alone, since anybody may ask.
    pub async fn add_link(
        &self,
        digest: &Digest,
        account: AccountId,
        purpose: LinkPurpose,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        let transaction = begin(&self.db).await?;
        let mut doomed = row::Entity::delete_many().filter(row::Column::AccountId.eq(account.0));
        if purpose == LinkPurpose::Reset {
            doomed = doomed.filter(row::Column::Kind.eq(purpose.code()));
        }
        doomed.exec(&transaction).await?;
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

    /// Uses a link up, and with it every other one of the account; `false` if somebody else did
    /// meanwhile.
    pub async fn take_link(&self, digest: &Digest, account: AccountId) -> Result<bool, StoreError> {
        let transaction = begin(&self.db).await?;
        let gone = row::Entity::delete_by_id(hex(digest.bytes()))
            .exec(&transaction)
            .await?;
        if gone.rows_affected == 1 {
            row::Entity::delete_many()
                .filter(row::Column::AccountId.eq(account.0))
                .exec(&transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(gone.rows_affected == 1)
    }

    /// Until when the reset link of an account may be used, if it has one.
    pub async fn reset_expires(&self, account: AccountId) -> Result<Option<Timestamp>, StoreError> {
        let found = row::Entity::find()
            .filter(row::Column::AccountId.eq(account.0))
            .filter(row::Column::Kind.eq(LinkPurpose::Reset.code()))
            .one(&self.db)
            .await?;
        found.map(|row| parse(&row.expires, "link")).transpose()
    }

    /// Removes links whose time is over.
    pub async fn sweep_links(&self, now: Timestamp) -> Result<(), StoreError> {
        row::Entity::delete_many()
            .filter(row::Column::Expires.lt(now.to_string()))
            .exec(&self.db)
            .await?;
        Ok(())
    }
}
