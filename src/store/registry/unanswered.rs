//! Who has not answered and what mails they had, told by the database: the country has more than a
//! million people.

use jiff::civil::Date;
use sea_orm::{ConnectionTrait, QueryResult, Statement, Value};

use super::super::connection::{Registry, StoreError};
use super::super::text::number;
use super::mail::Due;
use super::staff::StaffId;
use crate::domain::agency::AgencyId;
use crate::domain::round::RoundId;

/// Somebody eligible who has an invitation and has not taken part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unanswered {
    /// Who.
    pub staff: StaffId,
    /// What mails reach them.
    pub mailed: Mailed,
}

/// What mails reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mailed {
    /// Whether they have an address.
    pub has_email: bool,
    /// Whether a mail brings the link before a reminder goes: it went, or for a planned reminder
    /// it still may.
    pub introduced: bool,
    /// Invitations and reminders that they had on the day or are to have on it. What waits since
    /// an earlier day goes today.
    pub planned: usize,
}

/// `$1` round, `$2` row of the agency (0 for all, see [`of_agencies`]), `$3` whether the reminder is
/// planned for later, `$4` its day, `$5` today.
const UNANSWERED: &str = "SELECT s.id AS id, s.email IS NOT NULL AS has_email, \
     COUNT(CASE WHEN j.state = 'sent' \
       OR ($3 AND j.state IN ('queued', 'sending', 'uncertain')) THEN 1 END) AS introducing, \
     COUNT(CASE WHEN j.kind IN ('invite', 'remind') \
       AND ((j.state = 'queued' AND CASE WHEN j.day > $5 THEN j.day ELSE $5 END = $4) \
         OR (j.state IN ('sending', 'sent', 'uncertain') AND j.day = $4)) THEN 1 END) AS planned \
     FROM staff s JOIN invitation i ON i.staff_id = s.id \
     LEFT JOIN mail_job j ON j.staff_id = s.id \
     WHERE s.round_id = $1 AND s.standing = 'eligible' AND i.day IS NULL";

/// One agency is named outright, so that its people are found by their index.
const fn of_agencies(agency: Option<AgencyId>) -> &'static str {
    match agency {
        Some(_) => "s.agency_id = $2",
        None => "$2 = 0",
    }
}

impl Registry {
    /// Everybody of a round, or of one agency, who may be reminded, with the mails they had.
    pub async fn unanswered(
        &self,
        round: RoundId,
        agency: Option<AgencyId>,
        due: Due,
        today: Date,
    ) -> Result<Vec<Unanswered>, StoreError> {
        let who = unanswered_in(agency);
        let sql = format!("SELECT has_email, introducing, planned, id FROM ({who}) AS who");
        let person = |row: &QueryResult| {
            Ok(Unanswered {
                mailed: mailed(row)?,
                staff: StaffId(row.try_get_by_index(3)?),
            })
        };
        self.each_of(sql, values(round, agency, due, today), person)
            .await
    }

    /// How many of them there are, alike in the mails they had.
    pub async fn unanswered_counts(
        &self,
        round: RoundId,
        agency: Option<AgencyId>,
        due: Due,
        today: Date,
    ) -> Result<Vec<(Mailed, usize)>, StoreError> {
        let who = unanswered_in(agency);
        let sql = format!(
            "SELECT has_email, introducing, planned, COUNT(*) FROM ({who}) AS who \
             GROUP BY has_email, introducing, planned"
        );
        let alike = |row: &QueryResult| {
            let count = number(row.try_get_by_index::<i64>(3)?, "count")?;
            Ok((mailed(row)?, count))
        };
        self.each_of(sql, values(round, agency, due, today), alike)
            .await
    }

    async fn each_of<T>(
        &self,
        sql: String,
        values: [Value; 5],
        take: impl Fn(&QueryResult) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let backend = self.db.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        self.db.each(statement, take).await
    }
}

fn unanswered_in(agency: Option<AgencyId>) -> String {
    format!("{UNANSWERED} AND {} GROUP BY s.id", of_agencies(agency))
}

fn values(round: RoundId, agency: Option<AgencyId>, due: Due, today: Date) -> [Value; 5] {
    [
        round.0.into(),
        agency.map_or(0, |agency| agency.0).into(),
        due.not_before.is_some().into(),
        due.day.to_string().into(),
        today.to_string().into(),
    ]
}

fn mailed(row: &QueryResult) -> Result<Mailed, StoreError> {
    Ok(Mailed {
        has_email: row.try_get_by_index(0)?,
        introduced: row.try_get_by_index::<i64>(1)? > 0,
        planned: number(row.try_get_by_index::<i64>(2)?, "count")?,
    })
}
