//! One-time links: the mail holds a token, the store its digest.

use jiff::Timestamp;
use sea_orm::sea_query::ExprTrait;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::super::connection::StoreError;
use super::super::entity::account_link as row;
use super::super::lanes::begin;
use super::super::registry::act::Act;
use super::super::text::parse;
use super::Accounts;
use crate::domain::access::AccountId;
use crate::domain::encoding::hex;
use crate::domain::wire::Digest;

/// What a one-time link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LinkPurpose {
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
    /// Writes the link of a reset down, unless one that lasts beyond `fresh` is there already;
    /// whether it was written. An earlier one dies; an invitation is left alone, since anybody may
    /// ask for a reset.
    pub async fn add_reset(
        &self,
        digest: &Digest,
        account: AccountId,
        expires: Timestamp,
        fresh: Timestamp,
    ) -> Result<bool, StoreError> {
        let transaction = begin(&self.db).await?;
        let resets = row::Column::AccountId
            .eq(account.0)
            .and(row::Column::Kind.eq(LinkPurpose::Reset.code()));
        let earlier = row::Entity::find()
            .filter(resets.clone())
            .one(&transaction)
            .await?;
        let earlier: Option<Timestamp> =
            earlier.map(|row| parse(&row.expires, "link")).transpose()?;
        if earlier.is_some_and(|expires| expires > fresh) {
            return Ok(false);
        }
        row::Entity::delete_many()
            .filter(resets)
            .exec(&transaction)
            .await?;
        let row = link_row(digest, account, LinkPurpose::Reset, expires);
        row.insert(&transaction).await?;
        transaction.commit().await?;
        Ok(true)
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

    /// Removes links whose time is over.
    pub async fn sweep_links(&self, now: Timestamp) -> Result<(), StoreError> {
        row::Entity::delete_many()
            .filter(row::Column::Expires.lt(now.to_string()))
            .exec(&self.db)
            .await?;
        Ok(())
    }
}

impl Act {
    /// Writes the link of an invitation down; every earlier one of the account dies.
    pub async fn add_invitation(
        self,
        digest: &Digest,
        account: AccountId,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        row::Entity::delete_many()
            .filter(row::Column::AccountId.eq(account.0))
            .exec(&transaction)
            .await?;
        let row = link_row(digest, account, LinkPurpose::Invitation, expires);
        row.insert(&transaction).await?;
        self.done(transaction).await
    }
}

fn link_row(
    digest: &Digest,
    account: AccountId,
    purpose: LinkPurpose,
    expires: Timestamp,
) -> row::ActiveModel {
    row::ActiveModel {
        token_digest: Set(hex(digest.bytes())),
        account_id: Set(account.0),
        kind: Set(purpose.code().to_owned()),
        expires: Set(expires.to_string()),
    }
}
