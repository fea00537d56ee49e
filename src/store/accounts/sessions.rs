//! Sessions: the browser holds a token, the store its digest.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

use super::super::connection::StoreError;
use super::super::entity::account_session as row;
use super::super::text::{fixed, parse};
use super::Accounts;
use crate::domain::access::AccountId;
use crate::domain::encoding::hex;
use crate::domain::wire::Digest;

/// How far somebody has signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionLevel {
    /// The password was right; the second factor is still asked for.
    Password,
    /// Signed in.
    Full,
}

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Digest of its token, by which it is named.
    pub digest: Digest,
    /// Whose it is.
    pub account: AccountId,
    /// How far.
    pub level: SessionLevel,
    /// When it began.
    pub begun: Timestamp,
    /// When it was used last, to the minute.
    pub used: Timestamp,
}

impl Accounts {
    /// Writes a new session down.
    pub async fn begin_session(&self, session: &Session) -> Result<(), StoreError> {
        let row = row::ActiveModel {
            token_digest: Set(hex(session.digest.bytes())),
            account_id: Set(session.account.0),
            level: Set(level_code(session.level).to_owned()),
            begun: Set(session.begun.to_string()),
            used: Set(session.used.to_string()),
        };
        row.insert(&self.db).await?;
        Ok(())
    }

    /// The session with this digest.
    pub async fn session(&self, digest: &Digest) -> Result<Option<Session>, StoreError> {
        let found = row::Entity::find_by_id(hex(digest.bytes()))
            .one(&self.db)
            .await?;
        found.as_ref().map(session_of).transpose()
    }

    /// Notes that a session was used.
    pub async fn touch_session(&self, digest: &Digest, now: Timestamp) -> Result<(), StoreError> {
        let touched = row::Entity::update_many()
            .col_expr(
                row::Column::Used,
                sea_orm::sea_query::Expr::value(now.to_string()),
            )
            .filter(row::Column::TokenDigest.eq(hex(digest.bytes())));
        touched.exec(&self.db).await?;
        Ok(())
    }

    /// Sessions of an account, the last used first.
    pub async fn sessions(&self, account: AccountId) -> Result<Vec<Session>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::AccountId.eq(account.0))
            .order_by_desc(row::Column::Used)
            .all(&self.db)
            .await?;
        rows.iter().map(session_of).collect()
    }

    /// Ends one session.
    pub async fn end_session(&self, digest: &Digest) -> Result<(), StoreError> {
        row::Entity::delete_by_id(hex(digest.bytes()))
            .exec(&self.db)
            .await?;
        Ok(())
    }

    /// Ends the sessions of an account but the one to keep.
    pub async fn end_other_sessions(
        &self,
        account: AccountId,
        keep: Option<&Digest>,
    ) -> Result<(), StoreError> {
        let mut doomed = row::Entity::delete_many().filter(row::Column::AccountId.eq(account.0));
        if let Some(keep) = keep {
            doomed = doomed.filter(row::Column::TokenDigest.ne(hex(keep.bytes())));
        }
        doomed.exec(&self.db).await?;
        Ok(())
    }

    /// Removes sessions that began before `begun` or were last used before `used`.
    pub async fn sweep_sessions(
        &self,
        begun: Timestamp,
        used: Timestamp,
    ) -> Result<(), StoreError> {
        for session in row::Entity::find().all(&self.db).await? {
            let session = session_of(&session)?;
            if session.begun < begun || session.used < used {
                self.end_session(&session.digest).await?;
            }
        }
        Ok(())
    }
}

fn session_of(row: &row::Model) -> Result<Session, StoreError> {
    Ok(Session {
        digest: fixed(&row.token_digest, "session")?,
        account: AccountId(row.account_id),
        level: level_of(&row.level)?,
        begun: parse(&row.begun, "session")?,
        used: parse(&row.used, "session")?,
    })
}

fn level_code(level: SessionLevel) -> &'static str {
    match level {
        SessionLevel::Password => "password",
        SessionLevel::Full => "full",
    }
}

fn level_of(code: &str) -> Result<SessionLevel, StoreError> {
    [SessionLevel::Password, SessionLevel::Full]
        .into_iter()
        .find(|level| level_code(*level) == code)
        .ok_or(StoreError::Damaged("session"))
}
