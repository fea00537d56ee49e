//! Who took part, counted and listed by the database: a page of a list reads a page of rows.

use jiff::civil::Date;
use sea_orm::{ConnectionTrait, FromQueryResult, QueryResult, Statement, Value};

use super::super::connection::{Registry, StoreError};
use super::super::text::{column, number, parse, parse_opt};
use crate::domain::absence::Absence;
use crate::domain::agency::AgencyId;
use crate::domain::participation::Participation;
use crate::domain::round::RoundId;

/// A part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Entries before it.
    pub offset: u64,
    /// Most entries in it.
    pub limit: u64,
}

/// People of an agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgencyCount {
    /// The agency.
    pub agency: AgencyId,
    /// Counts of its people.
    pub counts: Participation,
    /// Credentials issued, also to people who left since.
    pub issued: u64,
}

/// Which of those are listed who have not taken part.
#[derive(Debug, Clone, Default)]
pub struct AbsentPeople {
    /// Part of name, staff id or work group; empty for all.
    pub text: String,
    /// For this reason only.
    pub reason: Option<Absence>,
}

/// Somebody who has not taken part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    /// Staff id.
    pub staff_no: String,
    /// Full name.
    pub name: String,
    /// Position.
    pub position: String,
    /// Work group.
    pub work_group: String,
    /// Why.
    pub reason: Absence,
    /// What the mail server said last, where a mail failed.
    pub words: Option<String>,
}

/// A line of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// Full name.
    pub name: String,
    /// Position.
    pub position: String,
    /// Work group.
    pub work_group: String,
    /// Day of the acknowledgement, if there is one.
    pub day: Option<Date>,
}

const PEOPLE: &str = "FROM staff s LEFT JOIN invitation i ON i.staff_id = s.id";

/// Name as Thai writes it, without a space behind the prefix.
const FULL_NAME: &str = "TRIM(s.prefix || s.name || ' ' || s.surname)";

/// The last mail that was not dropped decides; while a reminder waits, the first one had arrived.
const REASON: &str = "CASE WHEN s.email IS NULL THEN 'no-email' \
     WHEN m.state IN ('failed', 'uncertain') THEN 'failed' \
     WHEN m.state = 'sent' OR m.kind = 'remind' THEN 'unanswered' \
     ELSE 'unsent' END";

const ABSENT: &str = "FROM staff s LEFT JOIN invitation i ON i.staff_id = s.id \
     LEFT JOIN mail_job m ON m.id = (SELECT MAX(j.id) FROM mail_job j \
     WHERE j.staff_id = s.id AND j.state <> 'dropped') \
     WHERE s.round_id = $1 AND s.agency_id = $2 AND s.standing = 'eligible' AND i.day IS NULL";

#[derive(FromQueryResult)]
struct DayRow {
    day: String,
}

#[derive(FromQueryResult)]
struct NumberRow {
    n: i64,
}

#[derive(FromQueryResult)]
struct AbsentRow {
    staff_no: String,
    full_name: String,
    position: String,
    work_group: String,
    reason: String,
    words: Option<String>,
}

#[derive(FromQueryResult)]
struct SignatureRow {
    full_name: String,
    position: String,
    work_group: String,
    day: Option<String>,
}

impl Registry {
    /// Counts of all agencies that have people in the round and `search` in code or name, which
    /// may be empty. Counts are kept by the database with every change; no person is read.
    pub async fn counts_by_agency(
        &self,
        round: RoundId,
        search: &str,
    ) -> Result<Vec<AgencyCount>, StoreError> {
        let sql = "SELECT c.agency_id AS agency_id, \
             CAST(SUM(CASE WHEN c.standing = 'eligible' THEN c.people ELSE 0 END) AS BIGINT) AS eligible, \
             CAST(SUM(CASE WHEN c.standing = 'exempt' THEN c.people ELSE 0 END) AS BIGINT) AS exempt, \
             CAST(SUM(CASE WHEN c.standing = 'left' THEN c.people ELSE 0 END) AS BIGINT) AS gone, \
             CAST(SUM(CASE WHEN c.standing = 'eligible' THEN c.acknowledged ELSE 0 END) AS BIGINT) AS acknowledged, \
             CAST(SUM(c.acknowledged) AS BIGINT) AS issued FROM agency_count c WHERE c.round_id = $1 \
             AND ($2 = '' OR c.agency_id IN (SELECT a.id FROM agency a \
             WHERE a.code LIKE $3 ESCAPE '\\' OR a.name LIKE $3 ESCAPE '\\' OR a.name_en LIKE $3 ESCAPE '\\')) \
             GROUP BY c.agency_id ORDER BY c.agency_id";
        let values: [Value; 3] = [round.0.into(), search.into(), pattern(search).into()];
        let backend = self.db.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        let rows = self.db.query_all_raw(statement).await?;
        rows.iter().map(agency_count_of).collect()
    }

    /// Those of an agency who have not taken part, by work group and staff id.
    pub async fn absent(
        &self,
        round: RoundId,
        agency: AgencyId,
        which: &AbsentPeople,
        slice: Slice,
    ) -> Result<Vec<Absent>, StoreError> {
        let sql = format!(
            "SELECT s.staff_no AS staff_no, {FULL_NAME} AS full_name, s.position AS position, \
             s.work_group AS work_group, {REASON} AS reason, m.words AS words {} \
             ORDER BY s.work_group, s.staff_no LIMIT $6 OFFSET $7",
            absent_who()
        );
        let mut values = absent_values(round, agency, which);
        values.push(column(slice.limit).into());
        values.push(column(slice.offset).into());
        let rows: Vec<AbsentRow> = self.rows(&sql, values).await?;
        rows.into_iter().map(absent_of).collect()
    }

    /// How many [`Registry::absent`] would list in all.
    pub async fn absent_count(
        &self,
        round: RoundId,
        agency: AgencyId,
        which: &AbsentPeople,
    ) -> Result<u64, StoreError> {
        if which.text.is_empty() {
            let counts = self.absent_by_reason(round, agency).await?;
            let meant = |(of, _): &&(Absence, u64)| which.reason.is_none_or(|reason| reason == *of);
            return Ok(counts.iter().filter(meant).map(|(_, people)| people).sum());
        }
        let sql = format!("SELECT COUNT(*) AS n {}", absent_who());
        let rows: Vec<NumberRow> = self.rows(&sql, absent_values(round, agency, which)).await?;
        number(rows.first().map_or(0, |row| row.n), "count")
    }

    /// Lines of the register of acknowledgements: everybody of an agency who is eligible, signed
    /// or not, by work group and staff id.
    pub async fn signatures(
        &self,
        round: RoundId,
        agency: AgencyId,
        slice: Slice,
    ) -> Result<Vec<Signature>, StoreError> {
        let sql = format!(
            "SELECT {FULL_NAME} AS full_name, s.position AS position, s.work_group AS work_group, \
             i.day AS day {PEOPLE} WHERE s.round_id = $1 AND s.agency_id = $2 \
             AND s.standing = 'eligible' ORDER BY s.work_group, s.staff_no LIMIT $3 OFFSET $4"
        );
        let values: [Value; 4] = [
            round.0.into(),
            agency.0.into(),
            column(slice.limit).into(),
            column(slice.offset).into(),
        ];
        let rows: Vec<SignatureRow> = self.rows(&sql, values).await?;
        rows.into_iter()
            .map(|row| {
                Ok(Signature {
                    name: row.full_name,
                    position: row.position,
                    work_group: row.work_group,
                    day: parse_opt(row.day.as_ref(), "day")?,
                })
            })
            .collect()
    }

    /// Day on which a round opened, by the audit log.
    pub async fn opened_on(&self, round: &str) -> Result<Option<Date>, StoreError> {
        let sql =
            "SELECT day FROM audit WHERE act = 'round.open' AND subject = $1 ORDER BY id LIMIT 1";
        let rows: Vec<DayRow> = self.rows(sql, [round.into()]).await?;
        rows.first().map(|row| parse(&row.day, "day")).transpose()
    }

    async fn rows<T: FromQueryResult>(
        &self,
        sql: &str,
        values: impl IntoIterator<Item = Value>,
    ) -> Result<Vec<T>, StoreError> {
        let backend = self.db.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, sql, values);
        Ok(T::find_by_statement(statement).all(&self.db).await?)
    }
}

/// [`ABSENT`], narrowed down by `$3` (a text, or nothing), `$4` (its pattern) and `$5` (a reason,
/// or nothing).
fn absent_who() -> String {
    format!(
        "{ABSENT} AND ($3 = '' OR {FULL_NAME} LIKE $4 ESCAPE '\\' OR s.staff_no LIKE $4 ESCAPE '\\' \
         OR s.work_group LIKE $4 ESCAPE '\\') AND ($5 = '' OR {REASON} = $5)"
    )
}

fn absent_values(round: RoundId, agency: AgencyId, which: &AbsentPeople) -> Vec<Value> {
    vec![
        round.0.into(),
        agency.0.into(),
        which.text.as_str().into(),
        pattern(&which.text).into(),
        which.reason.map_or("", Absence::code).into(),
    ]
}

/// Matches texts that hold `text`, whatever is in it.
pub(super) fn pattern(text: &str) -> String {
    let plain = text
        .replace('\\', "\\\\")
        .replace('%', "\\%")
        .replace('_', "\\_");
    format!("%{plain}%")
}

/// By place, since there is a row an agency.
fn agency_count_of(row: &QueryResult) -> Result<AgencyCount, StoreError> {
    let at = |place: usize| -> Result<u64, StoreError> {
        number(row.try_get_by_index::<i64>(place)?, "count")
    };
    Ok(AgencyCount {
        agency: AgencyId(row.try_get_by_index(0)?),
        counts: Participation {
            eligible: at(1)?,
            exempt: at(2)?,
            left: at(3)?,
            acknowledged: at(4)?,
        },
        issued: at(5)?,
    })
}

pub(super) fn absence_of(code: &str) -> Result<Absence, StoreError> {
    Absence::from_code(code).ok_or(StoreError::Damaged("absence"))
}

fn absent_of(row: AbsentRow) -> Result<Absent, StoreError> {
    let reason = absence_of(&row.reason)?;
    Ok(Absent {
        staff_no: row.staff_no,
        name: row.full_name,
        position: row.position,
        work_group: row.work_group,
        reason,
        words: row.words.filter(|_| reason == Absence::Failed),
    })
}
