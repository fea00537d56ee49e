//! Tokens that programs read published figures with: only their digests.

use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryFilter, QueryOrder};

use super::super::connection::{Registry, StoreError};
use super::super::entity::api_token as row;
use super::super::text::parse;
use super::act::Act;
use crate::domain::agency::AgencyId;
use crate::domain::encoding::hex;
use crate::domain::wire::Digest;

/// A token as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Row.
    pub id: i64,
    /// Whose figures it reads.
    pub agency: AgencyId,
    /// What it is for.
    pub name: String,
    /// Who made it.
    pub made_by: String,
    /// On which day.
    pub day: Date,
}

impl Registry {
    /// Whose token this is.
    pub async fn api_token(&self, digest: &Digest) -> Result<Option<AgencyId>, StoreError> {
        let found = row::Entity::find()
            .filter(row::COLUMN.digest.eq(hex(digest.bytes())))
            .one(&self.db)
            .await?;
        Ok(found.map(|row| AgencyId(row.agency_id)))
    }

    /// Tokens of an agency.
    pub async fn api_tokens(&self, agency: AgencyId) -> Result<Vec<ApiToken>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::COLUMN.agency_id.eq(agency.0))
            .order_by_asc(row::COLUMN.id)
            .all(&self.db)
            .await?;
        let token = |row: row::Model| {
            Ok(ApiToken {
                id: row.id,
                agency: AgencyId(row.agency_id),
                name: row.name,
                made_by: row.made_by,
                day: parse(&row.day, "token")?,
            })
        };
        rows.into_iter().map(token).collect()
    }
}

impl Act {
    /// Keeps the digest of a new token; the row in `token` is not read.
    pub async fn add_api_token(self, token: &ApiToken, digest: &Digest) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let row = row::ActiveModel {
            agency_id: Set(token.agency.0),
            digest: Set(hex(digest.bytes())),
            name: Set(token.name.clone()),
            made_by: Set(token.made_by.clone()),
            day: Set(token.day.to_string()),
            ..Default::default()
        };
        row.insert(&transaction).await?;
        self.done(transaction).await
    }

    /// Revokes a token of the agency; one that is gone already leaves no line either.
    pub async fn drop_api_token(self, agency: AgencyId, id: i64) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let gone = row::Entity::delete_by_id(id)
            .filter(row::COLUMN.agency_id.eq(agency.0))
            .exec(&transaction)
            .await?;
        if gone.rows_affected == 0 {
            return Ok(());
        }
        self.done(transaction).await
    }
}
