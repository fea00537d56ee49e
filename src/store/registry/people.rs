//! People of one agency in a round, found by the database and not in memory: an agency may have
//! ten thousand, the country more than a million.

use std::collections::HashMap;

use sea_orm::sea_query::{Condition, Expr, ExprTrait as _, LikeExpr, Order, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait as _, EntityTrait, JoinType, PaginatorTrait, QueryFilter,
    QueryOrder, QueryResult, QuerySelect, QueryTrait as _, Select,
};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{invitation, kpi_evidence, poll, staff};
use super::act::Act;
use super::invitations::{Invitation, Recipient, invitation_of, staff_of_invitation};
use super::participation::pattern;
use super::staff::{StaffId, record_of};
use crate::domain::agency::AgencyId;
use crate::domain::people::{PeopleFilter, Show};
use crate::domain::round::{Round, RoundId};

/// Values in one `IN (…)`.
const CHUNK: usize = 500;

impl Registry {
    /// People of an agency that pass the filter, by work group and id, page by page; and how many
    /// there are in all.
    pub async fn people_page(
        &self,
        round: RoundId,
        agency: AgencyId,
        filter: &PeopleFilter,
        offset: u64,
        limit: u64,
    ) -> Result<(Vec<Recipient>, u64), StoreError> {
        let query = found(of_agency(round, agency), filter)
            .select_only()
            .column(staff::Column::Id);
        if !filter.text.trim().is_empty() {
            // Everybody's row is read once, and not again to count.
            let found: Vec<i64> = as_stored(query).into_tuple().all(&self.db).await?;
            let place = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
            let page = found.iter().copied().skip(place(offset)).take(place(limit));
            let people = self.people_with(page.collect()).await?;
            return Ok((people, found.len() as u64));
        }
        let total = self.people_count(round, agency, filter).await?;
        let limit = Ord::min(limit, total.saturating_sub(offset));
        if limit == 0 {
            return Ok((Vec::new(), total));
        }
        let page = in_order(query).offset(offset).limit(limit);
        let page = page.into_tuple().all(&self.db).await?;
        Ok((self.people_with(page).await?, total))
    }

    /// The people of these rows, by work group and id.
    async fn people_with(&self, ids: Vec<i64>) -> Result<Vec<Recipient>, StoreError> {
        let mut people = Vec::with_capacity(ids.len());
        for chunk in ids.chunks(CHUNK) {
            let rows = staff::Entity::find()
                .join(JoinType::LeftJoin, staff_of_invitation())
                .filter(staff::Column::Id.is_in(chunk.iter().copied()));
            people.extend(recipients_of(in_order(rows), self).await?);
        }
        Ok(people)
    }

    /// Everybody of one agency.
    pub async fn people_of(
        &self,
        round: RoundId,
        agency: AgencyId,
    ) -> Result<Vec<Recipient>, StoreError> {
        recipients_of(
            of_agency(round, agency).order_by_asc(staff::Column::StaffNo),
            self,
        )
        .await
    }

    /// The person of this agency with this staff id.
    pub async fn person_of(
        &self,
        round: RoundId,
        agency: AgencyId,
        staff_no: &str,
    ) -> Result<Option<Recipient>, StoreError> {
        let query = of_agency(round, agency).filter(staff::Column::StaffNo.eq(staff_no));
        Ok(recipients_of(query, self).await?.into_iter().next())
    }

    /// Those of these staff ids that another agency has in the round.
    pub async fn staff_ids_elsewhere(
        &self,
        round: RoundId,
        agency: AgencyId,
        ids: &[&str],
    ) -> Result<Vec<String>, StoreError> {
        let mut taken = Vec::new();
        for chunk in ids.chunks(CHUNK) {
            let rows = staff::Entity::find()
                .select_only()
                .column(staff::Column::StaffNo)
                .filter(staff::Column::RoundId.eq(round.0))
                .filter(staff::Column::AgencyId.ne(agency.0))
                .filter(staff::Column::StaffNo.is_in(chunk.iter().copied()))
                .into_tuple::<String>()
                .all(&self.db)
                .await?;
            taken.extend(rows);
        }
        Ok(taken)
    }

    /// Invitations of these people.
    pub async fn invitations_of(
        &self,
        people: &[StaffId],
    ) -> Result<HashMap<StaffId, Invitation>, StoreError> {
        let mut found = HashMap::with_capacity(people.len());
        for chunk in people.chunks(CHUNK) {
            let rows = invitation::Entity::find()
                .filter(invitation::Column::StaffId.is_in(chunk.iter().map(|staff| staff.0)))
                .all(&self.db)
                .await?;
            for row in rows {
                found.insert(StaffId(row.staff_id), invitation_of(&row)?);
            }
        }
        Ok(found)
    }

    /// Whether somebody in a round belongs to an agency that has no poll in it.
    pub async fn lacks_a_poll(&self, round: RoundId) -> Result<bool, StoreError> {
        let asked = Query::select()
            .column(poll::Column::AgencyId)
            .from(poll::Entity)
            .and_where(poll::COLUMN.round_id.eq(round.0))
            .to_owned();
        let somebody = staff::Entity::find()
            .select_only()
            .column(staff::Column::Id)
            .filter(staff::Column::RoundId.eq(round.0))
            .filter(staff::Column::AgencyId.not_in_subquery(asked))
            .limit(1)
            .into_tuple::<i64>()
            .one(&self.db);
        Ok(somebody.await?.is_some())
    }

    /// Eligible people of a round for whom no invitation was drawn yet.
    pub async fn without_invitation(&self, round: RoundId) -> Result<Vec<StaffId>, StoreError> {
        let found = staff::Entity::find()
            .select_only()
            .column(staff::Column::Id)
            .join(JoinType::LeftJoin, staff_of_invitation())
            .filter(staff::Column::RoundId.eq(round.0))
            .filter(staff::Column::Standing.eq("eligible"))
            .filter(invitation::Column::StaffId.is_null())
            .order_by_asc(staff::Column::Id)
            .build(self.db.get_database_backend());
        let person = |row: &QueryResult| Ok(StaffId(row.try_get_by_index(0)?));
        self.db.each(found, person).await
    }
}

impl Act {
    /// Gives a work group another name, in the roster and in the KPI's evidence of the round's
    /// period. [`StoreError::Stale`] if the group is gone or the new name is taken.
    pub async fn rename_work_group(
        self,
        round: &Round,
        agency: AgencyId,
        from: &str,
        to: &str,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let there = of_agency(round.id, agency).filter(staff::Column::WorkGroup.eq(to));
        if there.count(&transaction).await? > 0 {
            return Err(StoreError::Stale);
        }
        let renamed = staff::Entity::update_many()
            .col_expr(staff::Column::WorkGroup, Expr::value(to))
            .filter(staff::Column::RoundId.eq(round.id.0))
            .filter(staff::Column::AgencyId.eq(agency.0))
            .filter(staff::Column::WorkGroup.eq(from))
            .exec(&transaction)
            .await?;
        if renamed.rows_affected == 0 {
            return Err(StoreError::Stale);
        }
        if let Some(period) = &round.terms.kpi_period {
            kpi_evidence::Entity::update_many()
                .col_expr(kpi_evidence::Column::WorkGroup, Expr::value(to))
                .filter(kpi_evidence::Column::FiscalYear.eq(i32::from(round.terms.fiscal_year)))
                .filter(kpi_evidence::Column::Period.eq(period))
                .filter(kpi_evidence::Column::AgencyId.eq(agency.0))
                .filter(kpi_evidence::Column::WorkGroup.eq(from))
                .exec(&transaction)
                .await?;
        }
        self.done(transaction).await
    }
}

fn of_agency(round: RoundId, agency: AgencyId) -> Select<staff::Entity> {
    staff::Entity::find()
        .join(JoinType::LeftJoin, staff_of_invitation())
        .filter(staff::Column::RoundId.eq(round.0))
        .filter(staff::Column::AgencyId.eq(agency.0))
}

fn in_order(query: Select<staff::Entity>) -> Select<staff::Entity> {
    query
        .order_by_asc(staff::Column::WorkGroup)
        .order_by_asc(staff::Column::StaffNo)
}

/// The same order where everybody's row is read for a search: the rows in the order in which they are
/// stored, and those that are found sorted after. The empty end and the list of all standings keep
/// the database from taking them by work group, which takes twice as long.
fn as_stored(query: Select<staff::Entity>) -> Select<staff::Entity> {
    query
        .filter(staff::Column::Standing.is_in(["eligible", "exempt", "left"]))
        .order_by(Expr::cust("staff.work_group || ''"), Order::Asc)
        .order_by_asc(staff::Column::StaffNo)
}

fn found(query: Select<staff::Entity>, filter: &PeopleFilter) -> Select<staff::Entity> {
    let mut query = shown(query, filter.show);
    if filter.without_email {
        query = query.filter(staff::Column::Email.is_null());
    }
    if let Some(group) = &filter.work_group {
        query = query.filter(staff::Column::WorkGroup.eq(group));
    }
    for word in filter.text.split_whitespace() {
        let like = || LikeExpr::new(pattern(word)).escape('\\');
        let anywhere = [
            staff::Column::Surname,
            staff::Column::StaffNo,
            staff::Column::Position,
            staff::Column::Email,
            staff::Column::WorkGroup,
        ]
        .into_iter()
        .fold(Condition::any(), |any, column| any.add(column.like(like())))
        .add(with_prefix().like(like()));
        query = query.filter(anywhere);
    }
    query
}

/// The name as it is shown: Thai writes no space behind the prefix.
fn with_prefix() -> Expr {
    Expr::cust("staff.prefix || staff.name")
}

fn shown(query: Select<staff::Entity>, show: Show) -> Select<staff::Entity> {
    let standing = |code: &str| staff::Column::Standing.eq(code);
    match show {
        Show::Everybody => query,
        Show::Waiting => query
            .filter(standing("eligible"))
            .filter(invitation::Column::Day.is_null()),
        Show::TookPart => query.filter(invitation::Column::Day.is_not_null()),
        Show::WithoutEmail => query
            .filter(standing("eligible"))
            .filter(staff::Column::Email.is_null()),
        Show::Exempt => query.filter(standing("exempt")),
        Show::Left => query.filter(standing("left")),
    }
}

async fn recipients_of(
    query: Select<staff::Entity>,
    registry: &Registry,
) -> Result<Vec<Recipient>, StoreError> {
    let rows = query
        .select_also(invitation::Entity)
        .all(&registry.db)
        .await?;
    rows.into_iter()
        .map(|(person, invitation)| {
            Ok(Recipient {
                staff: record_of(person)?,
                invitation: invitation.as_ref().map(invitation_of).transpose()?,
            })
        })
        .collect()
}
