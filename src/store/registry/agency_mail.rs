//! Mails to the people of an agency, or of a round, found by the database.

use std::collections::BTreeMap;

use sea_orm::sea_query::Expr;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QueryResult,
    QuerySelect, RelationDef, Select, Statement, Value,
};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{invitation, mail_job, staff};
use super::invitations::staff_of_invitation;
use super::mail::{JobState, MailJob, job_of, state_of};
use super::staff::{StaffId, StaffRecord, record_of};
use crate::domain::agency::AgencyId;
use crate::domain::round::{RoundId, RoundState};

/// How many mails stand where.
pub type MailCounts = BTreeMap<&'static str, u64>;

impl Registry {
    /// Mails of an agency in these states (all where none is named), the last queued first, page by
    /// page.
    pub async fn mail_page(
        &self,
        round: RoundId,
        agency: AgencyId,
        states: &[JobState],
        offset: u64,
        limit: u64,
    ) -> Result<Vec<(MailJob, StaffRecord)>, StoreError> {
        // Rows are read only of the page: an agency may have tens of thousands of mails.
        let page = mails(round, Some(agency), states)
            .select_only()
            .column(mail_job::Column::Id)
            .order_by_desc(mail_job::Column::Id)
            .offset(offset)
            .limit(limit)
            .into_tuple::<i64>()
            .all(&self.db)
            .await?;
        let of_page = mail_job::Entity::find()
            .filter(mail_job::Column::Id.is_in(page))
            .order_by_desc(mail_job::Column::Id);
        self.with_people(of_page).await
    }

    /// How many mails of an agency stand where.
    pub async fn mail_counts(
        &self,
        round: RoundId,
        agency: AgencyId,
    ) -> Result<MailCounts, StoreError> {
        let rows = mails(round, Some(agency), &[])
            .select_only()
            .column(mail_job::Column::State)
            .column_as(mail_job::Column::Id.count(), "mails")
            .group_by(mail_job::Column::State)
            .into_tuple::<(String, i64)>()
            .all(&self.db)
            .await?;
        rows.into_iter()
            .map(|(state, mails)| Ok((state_of(&state)?.code(), mails.unsigned_abs())))
            .collect()
    }

    /// All mails of a round with whom they go to, in the order they were queued.
    pub async fn mails(&self, round: RoundId) -> Result<Vec<(MailJob, StaffRecord)>, StoreError> {
        let mails = mail_job::Entity::find()
            .filter(mail_job::Column::RoundId.eq(round.0))
            .order_by_asc(mail_job::Column::Id);
        self.with_people(mails).await
    }

    async fn with_people(
        &self,
        mails: Select<mail_job::Entity>,
    ) -> Result<Vec<(MailJob, StaffRecord)>, StoreError> {
        let rows = mails
            .join(JoinType::InnerJoin, person_of_mail())
            .select_also(staff::Entity)
            .all(&self.db)
            .await?;
        rows.into_iter()
            .filter_map(|(job, person)| Some((job, person?)))
            .map(|(job, person)| Ok((job_of(job)?, record_of(person)?)))
            .collect()
    }

    /// Rows of those of these mails that go to people of the agency, or of the round; all in these states where
    /// no mail is named.
    pub async fn mail_ids(
        &self,
        round: RoundId,
        agency: Option<AgencyId>,
        states: &[JobState],
        only: Option<i64>,
    ) -> Result<Vec<i64>, StoreError> {
        let mut query = mails(round, agency, states);
        if let Some(id) = only {
            query = query.filter(mail_job::Column::Id.eq(id));
        }
        let ids = query
            .select_only()
            .column(mail_job::Column::Id)
            .into_tuple::<i64>()
            .all(&self.db)
            .await?;
        Ok(ids)
    }

    /// Rows of waiting reminders to eligible people of a round, or of one agency, who have an
    /// invitation and have not taken part.
    pub async fn waiting_reminders(
        &self,
        round: RoundId,
        agency: Option<AgencyId>,
    ) -> Result<Vec<i64>, StoreError> {
        let sql = "SELECT j.id FROM mail_job j JOIN staff s ON s.id = j.staff_id \
             JOIN invitation i ON i.staff_id = s.id \
             WHERE j.round_id = $1 AND j.state = 'queued' AND j.kind = 'remind' \
             AND s.agency_id BETWEEN $2 AND $3 AND s.standing = 'eligible' AND i.day IS NULL";
        let [first, last] = bounds(agency);
        self.ids(sql, [round.0.into(), first, last]).await
    }

    /// Eligible people of a round, or of one agency, with an address who have not taken part and were never mailed,
    /// by agency, work group and staff id.
    pub async fn never_mailed(
        &self,
        round: RoundId,
        agency: Option<AgencyId>,
    ) -> Result<Vec<StaffId>, StoreError> {
        // Who has no mail is found in the indexes alone, before anybody's row is read.
        let sql = "WITH unmailed AS MATERIALIZED (SELECT s.id AS id FROM staff s \
             WHERE s.round_id = $1 AND s.agency_id BETWEEN $2 AND $3 AND s.standing = 'eligible' \
             AND NOT EXISTS (SELECT 1 FROM mail_job j WHERE j.staff_id = s.id)) \
             SELECT s.id AS id FROM unmailed u JOIN staff s ON s.id = u.id \
             LEFT JOIN invitation i ON i.staff_id = s.id \
             WHERE i.day IS NULL AND s.email IS NOT NULL \
             ORDER BY s.agency_id, s.work_group, s.staff_no";
        self.people(sql, round, agency).await
    }

    /// Eligible people of a round with an address who have not taken part and were mailed, or are to be.
    pub async fn mailed_and_waiting(&self, round: RoundId) -> Result<Vec<StaffId>, StoreError> {
        let sql = "SELECT s.id FROM staff s JOIN invitation i ON i.staff_id = s.id \
             WHERE s.round_id = $1 AND s.agency_id BETWEEN $2 AND $3 AND s.standing = 'eligible' \
             AND i.day IS NULL AND s.email IS NOT NULL \
             AND EXISTS (SELECT 1 FROM mail_job j WHERE j.staff_id = s.id) \
             ORDER BY s.agency_id, s.work_group, s.staff_no";
        self.people(sql, round, None).await
    }

    async fn people(
        &self,
        sql: &str,
        round: RoundId,
        agency: Option<AgencyId>,
    ) -> Result<Vec<StaffId>, StoreError> {
        let [first, last] = bounds(agency);
        let ids = self.ids(sql, [round.0.into(), first, last]).await?;
        Ok(ids.into_iter().map(StaffId).collect())
    }

    async fn ids(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<i64>, StoreError> {
        let backend = self.db.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let id = |row: &QueryResult| Ok(row.try_get_by_index(0)?);
        self.db.each(statement, id).await
    }

    /// People with this address who are asked in an open round and have not taken part.
    pub async fn waiting_at(
        &self,
        address: &str,
        limit: u64,
    ) -> Result<Vec<(RoundId, StaffId)>, StoreError> {
        let open = self.rounds().await?;
        let open = open.iter().filter(|round| round.state == RoundState::Open);
        let open: Vec<i64> = open.map(|round| round.id.0).collect();
        let same_address = if self.db.on_server() {
            Expr::cust_with_values("lower(staff.email) = lower($1)", [address])
        } else {
            Expr::cust_with_values("staff.email = ? COLLATE NOCASE", [address])
        };
        let rows = staff::Entity::find()
            .select_only()
            .column(staff::Column::RoundId)
            .column(staff::Column::Id)
            .join(JoinType::InnerJoin, staff_of_invitation())
            .filter(same_address)
            .filter(staff::Column::RoundId.is_in(open))
            .filter(staff::Column::Standing.eq("eligible"))
            .filter(invitation::Column::Day.is_null())
            .order_by_asc(staff::Column::Id)
            .limit(limit)
            .into_tuple::<(i64, i64)>()
            .all(&self.db)
            .await?;
        Ok(rows
            .into_iter()
            .map(|(round, person)| (RoundId(round), StaffId(person)))
            .collect())
    }
}

/// First and last row of agencies that are meant.
fn bounds(agency: Option<AgencyId>) -> [Value; 2] {
    let (first, last) = agency.map_or((0, i64::MAX), |agency| (agency.0, agency.0));
    [first.into(), last.into()]
}

fn mails(
    round: RoundId,
    agency: Option<AgencyId>,
    states: &[JobState],
) -> Select<mail_job::Entity> {
    let mut query = mail_job::Entity::find().filter(mail_job::Column::RoundId.eq(round.0));
    if let Some(agency) = agency {
        query = query.filter(mail_job::Column::AgencyId.eq(agency.0));
    }
    if states.is_empty() {
        return query;
    }
    query.filter(mail_job::Column::State.is_in(states.iter().map(|state| state.code())))
}

fn person_of_mail() -> RelationDef {
    mail_job::Entity::belongs_to(staff::Entity)
        .from(mail_job::Column::StaffId)
        .to(staff::Column::Id)
        .into()
}
