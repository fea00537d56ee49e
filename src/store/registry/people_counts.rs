//! People of an agency as the database counts them with every change: no person is read. Of each
//! cell it keeps round, agency, work group, standing, what mails have reached those in it, and the
//! day on which they signed, which is empty while they have not.

use jiff::civil::Date;
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use super::super::connection::{Registry, StoreError};
use super::super::text::{number, parse};
use super::participation::absence_of;
use crate::domain::absence::Absence;
use crate::domain::agency::AgencyId;
use crate::domain::participation::Participation;
use crate::domain::people::{PeopleFilter, Show, WorkGroup};
use crate::domain::round::RoundId;

/// People of a work group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupCount {
    /// Name of the work group; may be empty.
    pub work_group: String,
    /// Counts of its people.
    pub counts: Participation,
}

impl Registry {
    /// Counts of an agency by work group, in the order of their names.
    pub async fn counts_by_group(
        &self,
        round: RoundId,
        agency: AgencyId,
    ) -> Result<Vec<GroupCount>, StoreError> {
        let columns = "work_group, \
             CAST(SUM(CASE WHEN standing = 'eligible' THEN people ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE WHEN standing = 'exempt' THEN people ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE WHEN standing = 'left' THEN people ELSE 0 END) AS BIGINT), \
             CAST(SUM(CASE WHEN standing = 'eligible' AND day <> '' THEN people ELSE 0 END) AS BIGINT)";
        let which = "GROUP BY work_group ORDER BY work_group";
        let rows = self.cells(columns, which, round, agency, []).await?;
        let group = |row: &QueryResult| {
            let counts = Participation {
                eligible: count(row, 1)?,
                exempt: count(row, 2)?,
                left: count(row, 3)?,
                acknowledged: count(row, 4)?,
            };
            let work_group = row.try_get_by_index(0)?;
            Ok(GroupCount { work_group, counts })
        };
        rows.iter().map(group).collect()
    }

    /// Eligible people of an agency who acknowledged, by day.
    pub async fn acknowledged_by_day(
        &self,
        round: RoundId,
        agency: AgencyId,
    ) -> Result<Vec<(Date, u64)>, StoreError> {
        let which = "AND standing = 'eligible' AND day <> '' GROUP BY day ORDER BY day";
        let rows = self.cells("day, CAST(SUM(people) AS BIGINT)", which, round, agency, []);
        let day = |row: &QueryResult| {
            let day: String = row.try_get_by_index(0)?;
            Ok((parse(&day, "day")?, count(row, 1)?))
        };
        rows.await?.iter().map(day).collect()
    }

    /// How many of an agency have not taken part, by reason.
    pub async fn absent_by_reason(
        &self,
        round: RoundId,
        agency: AgencyId,
    ) -> Result<Vec<(Absence, u64)>, StoreError> {
        let columns = "CASE reach WHEN 'unmailed' THEN 'unsent' ELSE reach END AS reason, \
             CAST(SUM(people) AS BIGINT)";
        let which = "AND standing = 'eligible' AND day = '' GROUP BY reason";
        let rows = self.cells(columns, which, round, agency, []);
        let reason = |row: &QueryResult| {
            let reason: String = row.try_get_by_index(0)?;
            Ok((absence_of(&reason)?, count(row, 1)?))
        };
        rows.await?.iter().map(reason).collect()
    }

    /// Work groups of an agency, by name, with their counts.
    pub async fn work_groups(
        &self,
        round: RoundId,
        agency: AgencyId,
    ) -> Result<Vec<WorkGroup>, StoreError> {
        let columns = "work_group, CAST(SUM(people) AS BIGINT), \
             CAST(SUM(CASE WHEN standing = 'eligible' THEN people ELSE 0 END) AS BIGINT)";
        let which = "AND standing <> 'left' GROUP BY work_group ORDER BY work_group";
        let rows = self.cells(columns, which, round, agency, []).await?;
        let group = |row: &QueryResult| {
            Ok(WorkGroup {
                name: row.try_get_by_index(0)?,
                people: count(row, 1)?,
                eligible: count(row, 2)?,
            })
        };
        rows.iter().map(group).collect()
    }

    /// How many people of an agency pass a filter without a text.
    pub(super) async fn people_count(
        &self,
        round: RoundId,
        agency: AgencyId,
        filter: &PeopleFilter,
    ) -> Result<u64, StoreError> {
        let shown = match filter.show {
            Show::Everybody => "TRUE",
            Show::Waiting => "standing = 'eligible' AND day = ''",
            Show::TookPart => "day <> ''",
            Show::WithoutEmail => "standing = 'eligible' AND reach = 'no-email'",
            Show::Exempt => "standing = 'exempt'",
            Show::Left => "standing = 'left'",
        };
        let which = format!(
            "AND {shown} AND ($3 IS NULL OR work_group = $3) AND (NOT $4 OR reach = 'no-email')"
        );
        let values = [
            filter.work_group.clone().into(),
            filter.without_email.into(),
        ];
        self.sum(&which, round, agency, values).await
    }

    /// How many eligible people of an agency have an address, have not taken part and were never
    /// mailed.
    pub async fn never_mailed_count(
        &self,
        round: RoundId,
        agency: AgencyId,
    ) -> Result<u64, StoreError> {
        let which = "AND standing = 'eligible' AND reach = 'unmailed' AND day = ''";
        self.sum(which, round, agency, []).await
    }

    /// How many eligible people of a round have no address and have not taken part.
    pub async fn without_address(&self, round: RoundId) -> Result<u64, StoreError> {
        let sql = "SELECT COALESCE(CAST(SUM(people) AS BIGINT), 0) FROM people_count \
             WHERE round_id = $1 AND standing = 'eligible' AND reach = 'no-email' AND day = ''";
        let backend = self.db.get_database_backend();
        let asked = Statement::from_sql_and_values(backend, sql, [round.0.into()]);
        let row = self.db.query_one_raw(asked).await?;
        row.as_ref().map_or(Ok(0), |row| count(row, 0))
    }

    async fn sum(
        &self,
        which: &str,
        round: RoundId,
        agency: AgencyId,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<u64, StoreError> {
        let columns = "COALESCE(CAST(SUM(people) AS BIGINT), 0)";
        let rows = self.cells(columns, which, round, agency, values).await?;
        rows.first().map_or(Ok(0), |row| count(row, 0))
    }

    /// `values` are `$3` and so on.
    async fn cells(
        &self,
        columns: &str,
        which: &str,
        round: RoundId,
        agency: AgencyId,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<QueryResult>, StoreError> {
        let sql = format!(
            "SELECT {columns} FROM people_count WHERE round_id = $1 AND agency_id = $2 {which}"
        );
        let of = [round.0.into(), agency.0.into()].into_iter().chain(values);
        let statement = Statement::from_sql_and_values(self.db.get_database_backend(), sql, of);
        Ok(self.db.query_all_raw(statement).await?)
    }
}

fn count(row: &QueryResult, place: usize) -> Result<u64, StoreError> {
    number(row.try_get_by_index::<i64>(place)?, "count")
}
