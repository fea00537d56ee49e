//! Accounts and what they may do.

use std::collections::BTreeMap;

use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait,
    PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::super::connection::StoreError;
use super::super::entity::{account, account_grant, account_link, account_session, recovery_code};
use super::super::lanes::Turn;
use super::super::text::parse;
use super::Accounts;
use crate::domain::access::{Account, AccountId, Grant, Role};
use crate::domain::agency::AgencyId;
use crate::domain::lang::Lang;
use crate::domain::wire::Digest;

/// Stands in the key where a role reaches everywhere.
const EVERYWHERE: i64 = 0;

/// What an account is made of.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Address, lower case.
    pub email: String,
    /// Name.
    pub name: String,
    /// Language of the pages.
    pub lang: Lang,
    /// What the person may do.
    pub grants: Vec<Grant>,
}

/// Secrets of an account, none of them readable. Silent `Debug`.
#[derive(Clone, Default)]
pub struct Credentials {
    /// Password hash.
    pub password: Option<String>,
    /// Sealed secret of the second factor, in hexadecimal.
    pub second_factor: Option<String>,
    /// Last time step whose code was taken: a code works once.
    pub last_step: Option<i64>,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Credentials(…)")
    }
}

/// A page of a list of accounts.
#[derive(Debug, Clone)]
pub struct AccountPage {
    /// Accounts of this page, by address.
    pub accounts: Vec<Account>,
    /// How many there are in all.
    pub total: u64,
}

impl Accounts {
    /// The account in this row.
    pub async fn find(&self, id: AccountId) -> Result<Option<Account>, StoreError> {
        let row = account::Entity::find_by_id(id.0).one(&self.db).await?;
        self.whole(row).await
    }

    /// The account with this address.
    pub async fn by_email(&self, email: &str) -> Result<Option<Account>, StoreError> {
        let row = by_email(&self.db, email).await?;
        self.whole(row).await
    }

    /// Accounts whose name or address holds `search`, page by page (from 0).
    pub async fn page(
        &self,
        search: &str,
        page: u64,
        size: u64,
    ) -> Result<AccountPage, StoreError> {
        let mut query = account::Entity::find().order_by_asc(account::Column::Email);
        if !search.is_empty() {
            let pattern = LikeExpr::new(contains(search)).escape('\\');
            query = query.filter(
                Condition::any()
                    .add(Expr::col(account::Column::Name).like(pattern.clone()))
                    .add(Expr::col(account::Column::Email).like(pattern)),
            );
        }
        let total = query.clone().count(&self.db).await?;
        let rows = query
            .offset(page.saturating_mul(size))
            .limit(size)
            .all(&self.db)
            .await?;
        Ok(AccountPage {
            accounts: self.with_grants(rows).await?,
            total,
        })
    }

    /// Secrets of an account.
    pub async fn credentials(&self, id: AccountId) -> Result<Credentials, StoreError> {
        let row = account::Entity::find_by_id(id.0).one(&self.db).await?;
        Ok(row.map_or_else(Credentials::default, |row| Credentials {
            password: row.password,
            second_factor: row.second_factor,
            last_step: row.last_step,
        }))
    }

    /// Takes a code of this time step; `false` if that step, or a later one, was taken already.
    pub async fn take_step(&self, id: AccountId, step: i64) -> Result<bool, StoreError> {
        let taken = account::Entity::update_many()
            .col_expr(account::Column::LastStep, Expr::value(step))
            .filter(account::Column::Id.eq(id.0))
            .filter(
                Condition::any()
                    .add(account::Column::LastStep.is_null())
                    .add(account::Column::LastStep.lt(step)),
            )
            .exec(&self.db)
            .await?;
        Ok(taken.rows_affected == 1)
    }

    /// Uses a recovery code up; `false` if there is none such.
    pub async fn take_recovery_code(
        &self,
        id: AccountId,
        digest: &Digest,
    ) -> Result<bool, StoreError> {
        let gone = recovery_code::Entity::delete_many()
            .filter(recovery_code::Column::AccountId.eq(id.0))
            .filter(
                recovery_code::Column::CodeDigest.eq(crate::domain::encoding::hex(digest.bytes())),
            )
            .exec(&self.db)
            .await?;
        Ok(gone.rows_affected == 1)
    }

    async fn whole(&self, row: Option<account::Model>) -> Result<Option<Account>, StoreError> {
        Ok(self.with_grants(row.into_iter().collect()).await?.pop())
    }

    async fn with_grants(&self, rows: Vec<account::Model>) -> Result<Vec<Account>, StoreError> {
        with_grants(&self.db, rows).await
    }
}

pub(super) async fn with_grants(
    db: &impl ConnectionTrait,
    rows: Vec<account::Model>,
) -> Result<Vec<Account>, StoreError> {
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut grants: BTreeMap<i64, Vec<Grant>> = BTreeMap::new();
    for row in account_grant::Entity::find()
        .filter(account_grant::Column::AccountId.is_in(ids))
        .all(db)
        .await?
    {
        grants.entry(row.account_id).or_default().push(Grant {
            role: parse(&row.role, "role")?,
            agency: (row.agency_id != EVERYWHERE).then_some(AgencyId(row.agency_id)),
        });
    }
    rows.into_iter()
        .map(|row| account_of(row, &mut grants))
        .collect()
}

/// Administrators who can sign in.
pub(super) async fn administrators(db: &impl ConnectionTrait) -> Result<u64, StoreError> {
    let granted = account_grant::Entity::find()
        .filter(account_grant::Column::Role.eq(Role::Administrator.code()))
        .all(db)
        .await?;
    let ids = granted.into_iter().map(|row| row.account_id);
    Ok(account::Entity::find()
        .filter(account::Column::Id.is_in(ids))
        .filter(account::Column::Suspended.eq(false))
        .filter(account::Column::Password.is_not_null())
        .count(db)
        .await?)
}

pub(super) async fn write(transaction: &Turn, account: &Account) -> Result<(), StoreError> {
    let row = account::ActiveModel {
        id: Set(account.id.0),
        name: Set(account.name.clone()),
        lang: Set(account.lang.code().to_owned()),
        suspended: Set(account.suspended),
        ..Default::default()
    };
    row.update(transaction).await?;
    account_grant::Entity::delete_many()
        .filter(account_grant::Column::AccountId.eq(account.id.0))
        .exec(transaction)
        .await?;
    add_grants(transaction, account.id.0, &account.grants).await
}

pub(super) async fn end_sessions(transaction: &Turn, id: AccountId) -> Result<(), StoreError> {
    account_session::Entity::delete_many()
        .filter(account_session::Column::AccountId.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

pub(super) async fn end_links(transaction: &Turn, id: AccountId) -> Result<(), StoreError> {
    account_link::Entity::delete_many()
        .filter(account_link::Column::AccountId.eq(id.0))
        .exec(transaction)
        .await?;
    Ok(())
}

pub(super) async fn replace_codes(
    transaction: &Turn,
    id: AccountId,
    recovery: &[Digest],
) -> Result<(), StoreError> {
    recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::AccountId.eq(id.0))
        .exec(transaction)
        .await?;
    for digest in recovery {
        let row = recovery_code::ActiveModel {
            account_id: Set(id.0),
            code_digest: Set(crate::domain::encoding::hex(digest.bytes())),
        };
        row.insert(transaction).await?;
    }
    Ok(())
}

fn account_of(
    row: account::Model,
    grants: &mut BTreeMap<i64, Vec<Grant>>,
) -> Result<Account, StoreError> {
    let mut own = grants.remove(&row.id).unwrap_or_default();
    own.sort_unstable();
    Ok(Account {
        id: AccountId(row.id),
        email: row.email,
        name: row.name,
        lang: parse(&row.lang, "language")?,
        grants: own,
        suspended: row.suspended,
        has_password: row.password.is_some(),
        has_second_factor: row.second_factor.is_some(),
    })
}

pub(super) async fn by_email(
    db: &impl ConnectionTrait,
    email: &str,
) -> Result<Option<account::Model>, StoreError> {
    Ok(account::Entity::find()
        .filter(account::Column::Email.eq(email))
        .one(db)
        .await?)
}

pub(super) async fn add_grants(
    transaction: &Turn,
    account: i64,
    grants: &[Grant],
) -> Result<(), StoreError> {
    for grant in grants {
        let row = account_grant::ActiveModel {
            account_id: Set(account),
            role: Set(grant.role.code().to_owned()),
            agency_id: Set(grant.agency.map_or(EVERYWHERE, |agency| agency.0)),
        };
        row.insert(transaction).await?;
    }
    Ok(())
}

/// A pattern for texts that hold `search` as it stands.
pub(in crate::store) fn contains(search: &str) -> String {
    let literal = search
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{literal}%")
}
