//! Devices that HR handed over, each for the people of one agency in one round.

use jiff::Timestamp;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
};

use super::super::connection::{Registry, StoreError};
use super::super::entity::tablet as row;
use super::super::lanes::begin;
use super::super::text::{fixed, parse};
use super::act::Act;
use crate::domain::agency::AgencyId;
use crate::domain::encoding::hex;
use crate::domain::round::RoundId;
use crate::domain::wire::Digest;

/// A device, or the code for one that has not joined yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tablet {
    /// Name, not to be guessed.
    pub id: String,
    /// Round.
    pub round: RoundId,
    /// Agency whose people answer at it.
    pub agency: AgencyId,
    /// Who started it.
    pub started_by: String,
    /// Digest of the code to type, or of the cookie once it has joined.
    pub secret: Digest,
    /// Whether a device has joined.
    pub joined: bool,
    /// Digest of the code that ends it, under a key that is not stored here.
    pub exit: Digest,
    /// When it ends by itself.
    pub expires: Timestamp,
}

impl Registry {
    /// Lets a device join that knows the code, until `expires`; the code is used up by it.
    pub async fn join_tablet(
        &self,
        code: &Digest,
        cookie: &Digest,
        expires: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = row::Entity::update_many()
            .col_expr(row::Column::SecretDigest, Expr::value(hex(cookie.bytes())))
            .col_expr(row::Column::Joined, Expr::value(true))
            .col_expr(row::Column::Expires, Expr::value(expires.to_string()))
            .filter(row::Column::SecretDigest.eq(hex(code.bytes())))
            .filter(row::Column::Joined.eq(false))
            .exec(&self.db)
            .await?;
        Ok(done.rows_affected == 1)
    }

    /// The device with this secret whose time is not over.
    pub async fn tablet(
        &self,
        secret: &Digest,
        now: Timestamp,
    ) -> Result<Option<Tablet>, StoreError> {
        let found = row::Entity::find()
            .filter(row::Column::SecretDigest.eq(hex(secret.bytes())))
            .one(&self.db)
            .await?;
        let tablet = found.map(tablet_of).transpose()?;
        Ok(tablet.filter(|tablet| now < tablet.expires))
    }

    /// Devices of an agency whose time is not over.
    pub async fn tablets(
        &self,
        round: RoundId,
        agency: AgencyId,
        now: Timestamp,
    ) -> Result<Vec<Tablet>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::Column::RoundId.eq(round.0))
            .filter(row::Column::AgencyId.eq(agency.0))
            .filter(row::Column::Expires.gt(now.to_string()))
            .order_by_asc(row::Column::Id)
            .all(&self.db)
            .await?;
        rows.into_iter().map(tablet_of).collect()
    }

    /// Counts a wrong code at a device; returns how many there were.
    pub async fn count_wrong_exit(&self, id: &str) -> Result<i32, StoreError> {
        let transaction = begin(&self.db).await?;
        let found = row::Entity::find_by_id(id).one(&transaction).await?;
        let row = found.ok_or(StoreError::Stale)?;
        let wrong = row.wrong_exits.saturating_add(1);
        let mut row: row::ActiveModel = row.into();
        row.wrong_exits = Set(wrong);
        row.update(&transaction).await?;
        transaction.commit().await?;
        Ok(wrong)
    }
}

impl Act {
    /// Adds a device; those whose time is over go.
    pub async fn add_tablet(self, tablet: &Tablet, now: Timestamp) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        row::Entity::delete_many()
            .filter(row::Column::Expires.lte(now.to_string()))
            .exec(&transaction)
            .await?;
        let new = row::ActiveModel {
            id: Set(tablet.id.clone()),
            round_id: Set(tablet.round.0),
            agency_id: Set(tablet.agency.0),
            started_by: Set(tablet.started_by.clone()),
            secret_digest: Set(hex(tablet.secret.bytes())),
            joined: Set(tablet.joined),
            exit_digest: Set(hex(tablet.exit.bytes())),
            wrong_exits: Set(0),
            expires: Set(tablet.expires.to_string()),
        };
        new.insert(&transaction).await?;
        self.done(transaction).await
    }

    /// Ends a device of this agency; `false`, and no line, if there is none.
    pub async fn end_tablet(self, agency: AgencyId, id: &str) -> Result<bool, StoreError> {
        let transaction = self.begin().await?;
        let gone = row::Entity::delete_by_id(id)
            .filter(row::Column::AgencyId.eq(agency.0))
            .exec(&transaction)
            .await?;
        if gone.rows_affected != 1 {
            return Ok(false);
        }
        self.done(transaction).await?;
        Ok(true)
    }
}

fn tablet_of(row: row::Model) -> Result<Tablet, StoreError> {
    Ok(Tablet {
        id: row.id,
        round: RoundId(row.round_id),
        agency: AgencyId(row.agency_id),
        started_by: row.started_by,
        secret: fixed(&row.secret_digest, "tablet")?,
        joined: row.joined,
        exit: fixed(&row.exit_digest, "tablet")?,
        expires: parse(&row.expires, "tablet")?,
    })
}
