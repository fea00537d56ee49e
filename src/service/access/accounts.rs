//! The administrator's work on accounts.
//!
//! Why a version in every form: two administrators may have the same account open, and the later
//! one must not undo unseen what the earlier one did.

use super::desks::AdministratorDesk;
use super::new_account::{check_grants, create_account, described, invite_account};
use super::post::Handed;
use crate::crypto::digest::sha256;
use crate::domain::access::{Account, AccountId, Grant};
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::encoding::hex;
use crate::domain::lang::Lang;
use crate::mail::account_words::LinkKind;
use crate::service::{Office, Refusal};
use crate::store::{AccountPage, NewAccount, StoreError};

/// Accounts on a page of the list.
pub const ACCOUNTS_A_PAGE: u64 = 25;
/// Agencies that are offered where a text fits several.
const OFFERED: u64 = 8;

/// What an account is to become.
#[derive(Debug, Clone)]
pub struct AccountForm {
    /// Address; of a new account only.
    pub email: String,
    /// Name.
    pub name: String,
    /// Language of pages.
    pub lang: Lang,
    /// What the person may do.
    pub grants: Vec<Grant>,
}

impl AdministratorDesk {
    /// Accounts whose name or address holds `search`.
    pub async fn accounts(&self, search: &str, page: u64) -> Result<AccountPage, Refusal> {
        let accounts = self.office.registry.accounts();
        Ok(accounts.page(search.trim(), page, ACCOUNTS_A_PAGE).await?)
    }

    /// An account, if there is one in this row.
    pub async fn account(&self, id: i64) -> Result<Option<Account>, Refusal> {
        let accounts = self.office.registry.accounts();
        Ok(accounts.find(AccountId(id)).await?)
    }

    /// The agency of a grant.
    pub async fn agency_of(&self, id: AgencyId) -> Result<Option<Agency>, Refusal> {
        Ok(self.office.registry.agency_by_id(id).await?)
    }

    /// The agency with this code, else those that a typed text may mean.
    pub async fn agencies_meant(&self, text: &str) -> Result<Vec<Agency>, Refusal> {
        let registry = &self.office.registry;
        if let Some(agency) = registry.agency_by_code(text).await? {
            return Ok(vec![agency]);
        }
        Ok(registry.agencies_matching(text, OFFERED).await?)
    }

    /// Adds an account and hands its first link over.
    pub async fn add_account(&self, form: AccountForm) -> Result<(Account, Handed), Refusal> {
        let new = NewAccount {
            email: form.email,
            name: form.name,
            lang: form.lang,
            grants: form.grants,
        };
        let (account, token, until) = create_account(&self.office, new).await?;
        let way = (LinkKind::Invitation, &token, until);
        let handed = self.office.post.hand(&self.office.world, &account, way);
        let handed = handed.await;
        Ok((account, handed))
    }

    /// Changes name, language and grants.
    pub async fn change_account(
        &self,
        id: i64,
        version: &str,
        form: AccountForm,
    ) -> Result<(), Refusal> {
        let before = self.unchanged(id, version).await?;
        let name = form.name.trim().to_owned();
        if name.is_empty() {
            return Err(Refusal::mend("errors.account-name"));
        }
        check_grants(&form.grants)?;
        let mut grants = form.grants;
        grants.sort_unstable();
        grants.dedup();
        let after = Account {
            name,
            lang: form.lang,
            grants,
            ..before.clone()
        };
        let detail = described(&after.grants);
        change(&self.office, &before, &after, "account.change", &detail).await
    }

    /// Closes an account, or opens it again.
    pub async fn set_closed(
        &self,
        id: i64,
        version: &str,
        closed: Standing,
    ) -> Result<(), Refusal> {
        let before = self.unchanged(id, version).await?;
        let after = Account {
            suspended: closed == Standing::Closed,
            ..before.clone()
        };
        let act = match closed {
            Standing::Closed => "account.close",
            Standing::Open => "account.reopen",
        };
        change(&self.office, &before, &after, act, "").await
    }

    /// Hands a fresh link over, by which the person sets a password.
    pub async fn invite_again(&self, account: &Account) -> Result<Handed, Refusal> {
        if account.suspended {
            return Err(Refusal::mend("errors.account-closed"));
        }
        let (token, until) = invite_account(&self.office, account).await?;
        let way = (LinkKind::Invitation, &token, until);
        Ok(self
            .office
            .post
            .hand(&self.office.world, account, way)
            .await)
    }

    /// Takes somebody's second factor away, for a lost phone, and with it the password: whoever knows that
    /// would else come in by it alone, and set a second factor up in the person's place. Every session
    /// ends; a fresh link is handed over.
    pub async fn reset_factor(&self, account: &Account) -> Result<Handed, Refusal> {
        if account.suspended {
            return Err(Refusal::mend("errors.account-closed"));
        }
        // In this order: at no moment does the password alone let anybody in.
        void_password(&self.office, account).await?;
        reset_factor(&self.office, account).await?;
        self.invite_again(account).await
    }

    async fn unchanged(&self, id: i64, seen: &str) -> Result<Account, Refusal> {
        let account = self.account(id).await?.ok_or(StoreError::Stale)?;
        if version(&account) == seen {
            Ok(account)
        } else {
            Err(StoreError::Stale.into())
        }
    }
}

/// Whether somebody may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Open,
    /// No more.
    Closed,
}

async fn change(
    office: &Office,
    before: &Account,
    after: &Account,
    act: &str,
    detail: &str,
) -> Result<(), Refusal> {
    let act = office.act(act, &after.email, detail);
    if act.change_account(before, after).await? {
        Ok(())
    } else {
        Err(Refusal::mend("errors.account-last"))
    }
}

/// Takes somebody's second factor away; every session of theirs ends.
pub async fn reset_factor(office: &Office, account: &Account) -> Result<(), Refusal> {
    let act = office.act("account.no-second-factor", &account.email, "");
    Ok(act.drop_second_factor(account.id).await?)
}

/// Lets nobody in by the password that was, before a link is made for another: whoever took the account
/// over has it too. Every session ends.
pub async fn void_password(office: &Office, account: &Account) -> Result<(), Refusal> {
    let act = office.act("account.no-password", &account.email, "");
    Ok(act.void_password(account.id).await?)
}

/// What a form saw of an account, as a short text.
pub fn version(account: &Account) -> String {
    let fields = format!(
        "{}\n{}\n{}\n{}\n{}",
        account.id.0,
        account.name,
        account.lang.code(),
        account.suspended,
        described(&account.grants)
    );
    hex(sha256(fields.as_bytes()).bytes())
}
