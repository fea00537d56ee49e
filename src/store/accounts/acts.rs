//! What administrators do to accounts and people to their own, each with its line in the audit log.

use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait};

use super::super::connection::StoreError;
use super::super::entity::account;
use super::super::registry::act::Act;
use super::people::{
    NewAccount, add_grants, administrators, by_email, end_links, end_sessions, replace_codes,
    with_grants, write,
};
use crate::domain::access::{Account, AccountId, Role};
use crate::domain::lang::Lang;
use crate::domain::wire::Digest;

impl Act {
    /// Adds an account. [`StoreError::Stale`] if the address is taken.
    pub async fn add_account(self, new: &NewAccount) -> Result<AccountId, StoreError> {
        let transaction = self.begin().await?;
        if by_email(&transaction, &new.email).await?.is_some() {
            return Err(StoreError::Stale);
        }
        let row = account::ActiveModel {
            email: Set(new.email.clone()),
            name: Set(new.name.clone()),
            lang: Set(new.lang.code().to_owned()),
            password: Set(None),
            second_factor: Set(None),
            last_step: Set(None),
            suspended: Set(false),
            ..Default::default()
        };
        let id = row.insert(&transaction).await?.id;
        add_grants(&transaction, id, &new.grants).await?;
        self.done(transaction).await?;
        Ok(AccountId(id))
    }

    /// Changes all but secrets; one that is closed, or an administrator without a second factor, is
    /// out. [`StoreError::Stale`] if `before` is past; `false`, undone, if nobody could administrate.
    pub async fn change_account(
        self,
        before: &Account,
        after: &Account,
    ) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let row = account::Entity::find_by_id(after.id.0)
            .one(&transaction)
            .await?;
        let now = with_grants(&transaction, row.into_iter().collect()).await?;
        if now.first() != Some(before) {
            return Err(StoreError::Stale);
        }
        let had = administrators(&transaction).await?;
        write(&transaction, after).await?;
        if had > 0 && administrators(&transaction).await? == 0 {
            return Ok(false);
        }
        let unguarded = after.is(Role::Administrator) && !after.has_second_factor;
        if after.suspended || unguarded {
            end_sessions(&transaction, after.id).await?;
        }
        if after.suspended {
            end_links(&transaction, after.id).await?;
        }
        self.done(transaction).await?;
        Ok(true)
    }

    /// Takes the second factor away with its recovery codes; every session of the account ends.
    pub async fn drop_second_factor(self, id: AccountId) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let row = account::ActiveModel {
            id: Set(id.0),
            second_factor: Set(None),
            last_step: Set(None),
            ..Default::default()
        };
        row.update(&transaction).await?;
        replace_codes(&transaction, id, &[]).await?;
        end_sessions(&transaction, id).await?;
        self.done(transaction).await
    }

    /// Changes what people change of their own account, and nothing else.
    pub async fn change_own(self, id: AccountId, name: &str, lang: Lang) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let row = account::ActiveModel {
            id: Set(id.0),
            name: Set(name.to_owned()),
            lang: Set(lang.code().to_owned()),
            ..Default::default()
        };
        row.update(&transaction).await?;
        self.done(transaction).await
    }

    /// Replaces the recovery codes.
    pub async fn set_recovery_codes(
        self,
        id: AccountId,
        recovery: &[Digest],
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        replace_codes(&transaction, id, recovery).await?;
        self.done(transaction).await
    }

    /// Writes the hash of a new password; one-time links of the account die.
    pub async fn set_password(self, id: AccountId, hash: &str) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let row = account::ActiveModel {
            id: Set(id.0),
            password: Set(Some(hash.to_owned())),
            ..Default::default()
        };
        row.update(&transaction).await?;
        end_links(&transaction, id).await?;
        self.done(transaction).await
    }

    /// Lets nobody in by the password that was: every session of the account ends.
    pub async fn void_password(self, id: AccountId) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let row = account::ActiveModel {
            id: Set(id.0),
            password: Set(None),
            ..Default::default()
        };
        row.update(&transaction).await?;
        end_sessions(&transaction, id).await?;
        self.done(transaction).await
    }

    /// Sets up, or takes away, the second factor with its recovery codes.
    pub async fn set_second_factor(
        self,
        id: AccountId,
        sealed: Option<String>,
        recovery: &[Digest],
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let row = account::ActiveModel {
            id: Set(id.0),
            second_factor: Set(sealed),
            last_step: Set(None),
            ..Default::default()
        };
        row.update(&transaction).await?;
        replace_codes(&transaction, id, recovery).await?;
        self.done(transaction).await
    }
}
