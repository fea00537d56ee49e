//! Agencies page by page, and how many people they have in a round: for lists of a whole country.

use std::collections::HashMap;

use sea_orm::sea_query::{Expr, ExprTrait, Query};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select, Statement,
};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{agency, agency_count, contact_test};
use super::super::text::number;
use super::agencies::agency_of;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::participation::Participation;
use crate::domain::round::RoundId;

/// Which agencies are wanted; empty wants all.
#[derive(Debug, Clone, Default)]
pub struct AgencySearch {
    /// Part of code or name.
    pub text: String,
    /// Directly below this one.
    pub below: Option<AgencyId>,
    /// With something missing in this round.
    pub missing: Option<(RoundId, Missing)>,
}

/// What an agency lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Nobody is on its roster.
    Roster,
    /// Nobody is named whom people may ask.
    Contact,
    /// No server has taken a test mail to the address that the contact person has now.
    MailTest,
}

/// How many people of an agency stand how.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct StandingCount {
    /// Row of the agency.
    pub agency_id: i64,
    /// Standing as stored: `eligible`, `exempt`, `left`.
    pub standing: String,
    /// People.
    pub people: i64,
    /// Of them with an e-mail.
    pub with_email: i64,
    /// Of them with a first day of service.
    pub dated: i64,
}

/// People of all agencies of a round together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RosterTotals {
    /// Agencies with somebody on the roster.
    pub agencies: u64,
    /// People who are asked.
    pub eligible: u64,
    /// People who are exempt.
    pub exempt: u64,
    /// People asked who have no e-mail.
    pub without_email: u64,
}

#[derive(FromQueryResult)]
struct Below {
    parent_id: i64,
    agencies: i64,
}

impl Registry {
    /// A page of agencies in the order of codes, and how many there are in all.
    pub async fn agency_page(
        &self,
        search: &AgencySearch,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Agency>, u64), StoreError> {
        let query = searched(search);
        let total = query.clone().count(&self.db).await?;
        let rows = query
            .order_by_asc(agency::Column::Code)
            .offset(offset)
            .limit(limit)
            .all(&self.db)
            .await?;
        Ok((rows.into_iter().map(agency_of).collect(), total))
    }

    /// How many agencies stand directly below each of these.
    pub async fn counted_below(
        &self,
        ids: &[AgencyId],
    ) -> Result<HashMap<AgencyId, u64>, StoreError> {
        let rows = agency::Entity::find()
            .select_only()
            .column(agency::Column::ParentId)
            .column_as(agency::Column::Id.count(), "agencies")
            .filter(agency::Column::ParentId.is_in(ids.iter().map(|id| id.0)))
            .group_by(agency::Column::ParentId)
            .into_model::<Below>()
            .all(&self.db)
            .await?;
        let count = |row: Below| {
            (
                AgencyId(row.parent_id),
                u64::try_from(row.agencies).unwrap_or_default(),
            )
        };
        Ok(rows.into_iter().map(count).collect())
    }

    /// Counts of an agency as a whole; no person is read.
    pub async fn counts_in_agency(
        &self,
        round: RoundId,
        agency: AgencyId,
    ) -> Result<Participation, StoreError> {
        let rows = agency_count::Entity::find()
            .filter(agency_count::Column::RoundId.eq(round.0))
            .filter(agency_count::Column::AgencyId.eq(agency.0))
            .all(&self.db)
            .await?;
        let mut counts = Participation::default();
        for row in rows {
            let people = number(row.people, "count")?;
            match row.standing.as_str() {
                "eligible" => {
                    counts.eligible = people;
                    counts.acknowledged = number(row.acknowledged, "count")?;
                }
                "exempt" => counts.exempt = people,
                _ => counts.left = people,
            }
        }
        Ok(counts)
    }

    /// Sums over all agencies of a round.
    pub async fn roster_totals(&self, round: RoundId) -> Result<RosterTotals, StoreError> {
        let sql = "SELECT COUNT(DISTINCT agency_id), \
             COALESCE(CAST(SUM(CASE WHEN standing = 'eligible' THEN people END) AS BIGINT), 0), \
             COALESCE(CAST(SUM(CASE WHEN standing = 'exempt' THEN people END) AS BIGINT), 0), \
             COALESCE(CAST(SUM(CASE WHEN standing = 'eligible' THEN people - with_email END) AS BIGINT), 0) \
             FROM agency_count WHERE round_id = $1";
        let backend = self.db.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, [round.0.into()]);
        let row = self.db.query_one_raw(statement).await?;
        let at = |place: usize| -> Result<u64, StoreError> {
            let found = row.as_ref().map(|row| row.try_get_by_index::<i64>(place));
            number(found.transpose()?.unwrap_or_default(), "count")
        };
        Ok(RosterTotals {
            agencies: at(0)?,
            eligible: at(1)?,
            exempt: at(2)?,
            without_email: at(3)?,
        })
    }

    /// How many eligible people of an agency have no address.
    pub async fn without_email(&self, round: RoundId, agency: AgencyId) -> Result<u64, StoreError> {
        let counts = self.standings(round, Some(&[agency])).await?;
        let eligible = counts.iter().find(|count| count.standing == "eligible");
        let without = eligible.map_or(0, |count| count.people - count.with_email);
        number(without, "count")
    }

    /// How people of these agencies, or of all, stand in a round.
    pub async fn standings(
        &self,
        round: RoundId,
        of: Option<&[AgencyId]>,
    ) -> Result<Vec<StandingCount>, StoreError> {
        let counts = agency_count::Entity::find().filter(agency_count::Column::RoundId.eq(round.0));
        let counts = counts.apply_if(of, |counts, of| {
            counts.filter(agency_count::Column::AgencyId.is_in(of.iter().map(|id| id.0)))
        });
        Ok(counts.into_model::<StandingCount>().all(&self.db).await?)
    }
}

fn searched(search: &AgencySearch) -> Select<agency::Entity> {
    let mut query = agency::Entity::find();
    if !search.text.is_empty() {
        query = query.filter(
            Condition::any()
                .add(agency::Column::Code.contains(&search.text))
                .add(agency::Column::Name.contains(&search.text)),
        );
    }
    if let Some(below) = search.below {
        query = query.filter(agency::Column::ParentId.eq(below.0));
    }
    match search.missing {
        None => query,
        Some((_, Missing::Contact)) => query
            .filter(agency::Column::ContactName.is_null())
            .filter(agency::Column::ContactEmail.is_null())
            .filter(agency::Column::ContactPhone.is_null()),
        Some((round, Missing::Roster)) => {
            let listed = Query::select()
                .column(agency_count::Column::AgencyId)
                .from(agency_count::Entity)
                .and_where(Expr::col(agency_count::Column::RoundId).eq(round.0))
                .to_owned();
            query.filter(agency::Column::Id.not_in_subquery(listed))
        }
        Some((_, Missing::MailTest)) => {
            let own = (agency::Entity, agency::Column::ContactEmail);
            let taken = Query::select()
                .column(contact_test::Column::AgencyId)
                .from(contact_test::Entity)
                .and_where(contact_test::Column::Address.into_expr().equals(own))
                .and_where(contact_test::Column::Words.is_null())
                .to_owned();
            query
                .filter(agency::Column::ContactEmail.is_not_null())
                .filter(agency::Column::Id.not_in_subquery(taken))
        }
    }
}
