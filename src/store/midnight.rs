//! Credentials issued and ballots cast by poll, as they stood at the last midnight.

use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{ActiveValue::Set, Condition, EntityTrait, QueryFilter};

use jiff::civil::Date;

use super::connection::{Results, StoreError};
use super::entity::midnight;
use super::lanes::begin;
use super::text::{column, fixed, number, parse};
use crate::domain::arrival::AtMidnight;
use crate::domain::encoding::hex;
use crate::domain::wire::PollId;

/// Numbers of a poll at a midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Midnight {
    /// The poll.
    pub poll: PollId,
    /// The day that began with it.
    pub day: Date,
    /// The numbers.
    pub numbers: AtMidnight,
}

impl Results {
    /// Numbers of a round's polls at the last midnight that was counted.
    pub async fn midnights(&self, round: &str) -> Result<Vec<Midnight>, StoreError> {
        let rows = midnight::Entity::find()
            .filter(midnight::COLUMN.round.eq(round))
            .all(&self.db)
            .await?;
        rows.iter().map(midnight_of).collect()
    }

    /// The same of those polls alone that may have to be told of: see
    /// [`AtMidnight::told`](crate::domain::arrival::AtMidnight::told).
    pub async fn wide_midnights(&self, round: &str) -> Result<Vec<Midnight>, StoreError> {
        let too_many = Expr::col(midnight::Column::Cast).gt(Expr::col(midnight::Column::Issued));
        let rows = midnight::Entity::find()
            .filter(midnight::COLUMN.round.eq(round))
            .filter(
                Condition::any()
                    .add(midnight::COLUMN.nights.gt(0))
                    .add(too_many),
            )
            .all(&self.db)
            .await?;
        rows.iter().map(midnight_of).collect()
    }

    /// Numbers of one poll at the last midnight that was counted.
    pub async fn midnight(&self, poll: &PollId) -> Result<Option<Midnight>, StoreError> {
        let row = midnight::Entity::find_by_id(hex(poll.as_ref()))
            .one(&self.db)
            .await?;
        row.as_ref().map(midnight_of).transpose()
    }

    /// Writes the numbers of a midnight over those of the one before.
    pub async fn write_midnights(
        &self,
        round: &str,
        midnights: &[Midnight],
    ) -> Result<(), StoreError> {
        let transaction = begin(&self.db).await?;
        for chunk in midnights.chunks(1_000) {
            let rows = chunk.iter().map(|midnight| midnight::ActiveModel {
                poll: Set(hex(midnight.poll.as_ref())),
                round: Set(round.to_owned()),
                day: Set(midnight.day.to_string()),
                issued: Set(column(midnight.numbers.issued)),
                cast: Set(column(midnight.numbers.cast)),
                nights: Set(column(midnight.numbers.nights)),
            });
            midnight::Entity::insert_many(rows)
                .on_conflict(
                    OnConflict::column(midnight::Column::Poll)
                        .update_columns([
                            midnight::Column::Day,
                            midnight::Column::Issued,
                            midnight::Column::Cast,
                            midnight::Column::Nights,
                        ])
                        .to_owned(),
                )
                .exec_without_returning(&transaction)
                .await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

fn midnight_of(row: &midnight::Model) -> Result<Midnight, StoreError> {
    Ok(Midnight {
        poll: fixed(&row.poll, "midnight")?,
        day: parse(&row.day, "midnight")?,
        numbers: AtMidnight {
            issued: number(row.issued, "midnight")?,
            cast: number(row.cast, "midnight")?,
            nights: number(row.nights, "midnight")?,
        },
    })
}
