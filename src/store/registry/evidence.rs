//! Evidence of the KPI's steps 1–3, recorded by HR and confirmed by the assessor.

use jiff::civil::Date;
use sea_orm::sea_query::{Expr, ExprTrait as _, OnConflict};
use sea_orm::{ActiveValue::Set, EntityTrait, QueryFilter};

use super::super::connection::{Registry, StoreError};
use super::super::entity::kpi_evidence as row;
use super::super::lanes::Turn;
use super::super::text::parse;
use super::act::Act;
use super::evidence_files::{EvidenceFile, add_file};
use crate::domain::agency::AgencyId;

/// What a piece of evidence is for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct EvidenceKey {
    /// Buddhist-era fiscal year.
    pub fiscal_year: u16,
    /// KPI period.
    pub period: String,
    /// Agency.
    pub agency: AgencyId,
    /// Part of the KPI, such as `3.1`.
    pub part: String,
    /// Work group; empty where the part is the agency's.
    pub work_group: String,
}

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What it is for.
    pub key: EvidenceKey,
    /// Day of the meeting or act.
    pub day: Date,
    /// Who was sent.
    pub delegates: String,
    /// Note.
    pub note: String,
    /// File or link.
    pub link: String,
    /// Who recorded it.
    pub recorded_by: String,
    /// Who confirmed it, if somebody did.
    pub confirmed_by: Option<String>,
    /// What the assessor asked to be mended, if it was sent back.
    pub returned: Option<String>,
    /// Counts the records, so that nobody confirms what was not seen.
    pub version: i32,
}

/// What the assessor finds of a piece of evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// It is in order, as of this day.
    Confirmed(Date),
    /// It is not, and this is to be mended.
    SentBack(&'a str),
}

impl Registry {
    /// Evidence of an agency in a fiscal year and period.
    pub async fn evidence_of(
        &self,
        fiscal_year: u16,
        period: &str,
        agency: AgencyId,
    ) -> Result<Vec<Evidence>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::COLUMN.fiscal_year.eq(i32::from(fiscal_year)))
            .filter(row::COLUMN.period.eq(period))
            .filter(row::COLUMN.agency_id.eq(agency.0))
            .all(&self.db)
            .await?;
        rows.into_iter()
            .map(|row| evidence_of(fiscal_year, row))
            .collect()
    }

    /// All evidence of a fiscal year and period.
    pub async fn evidence(
        &self,
        fiscal_year: u16,
        period: &str,
    ) -> Result<Vec<Evidence>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::COLUMN.fiscal_year.eq(i32::from(fiscal_year)))
            .filter(row::COLUMN.period.eq(period))
            .all(&self.db)
            .await?;
        rows.into_iter()
            .map(|row| evidence_of(fiscal_year, row))
            .collect()
    }
}

impl Act {
    /// Records pieces of evidence, all or none, with a file that belongs to them. Recording again
    /// overwrites and takes the confirmation back. `seen` is the version that each must still have,
    /// 0 where there must be none; [`StoreError::Stale`] if one has another.
    pub async fn record_evidence(
        self,
        pieces: &[Evidence],
        seen: Option<i32>,
        file: Option<&EvidenceFile>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        for piece in pieces {
            if let Some(seen) = seen
                && version(&transaction, &piece.key).await? != seen
            {
                return Err(StoreError::Stale);
            }
            record_one(&transaction, piece).await?;
        }
        if let Some(file) = file {
            add_file(&transaction, file).await?;
        }
        self.done(transaction).await
    }

    /// Confirms evidence, all or none; the first of which there is none, if there is such a one.
    pub async fn confirm_evidence<'k>(
        self,
        keys: &'k [EvidenceKey],
        by: &str,
        today: Date,
    ) -> Result<Option<&'k EvidenceKey>, StoreError> {
        let transaction = self.begin().await?;
        for key in keys {
            let done = row::Entity::update_many()
                .col_expr(row::Column::ConfirmedBy, Expr::value(by))
                .col_expr(row::Column::ConfirmedDay, Expr::value(today.to_string()))
                .filter(row::COLUMN.fiscal_year.eq(i32::from(key.fiscal_year)))
                .filter(row::COLUMN.period.eq(&key.period))
                .filter(row::COLUMN.agency_id.eq(key.agency.0))
                .filter(row::COLUMN.part.eq(&key.part))
                .filter(row::COLUMN.work_group.eq(&key.work_group))
                .exec(&transaction)
                .await?;
            if done.rows_affected != 1 {
                return Ok(Some(key));
            }
        }
        self.done(transaction).await?;
        Ok(None)
    }

    /// Confirms evidence, or sends it back with a note, if it is still what was seen;
    /// [`StoreError::Stale`] else.
    pub async fn judge_evidence(
        self,
        key: &EvidenceKey,
        version: i32,
        by: &str,
        verdict: &Verdict<'_>,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let [confirmed_by, confirmed_day, returned_by, returned_note] = match verdict {
            Verdict::Confirmed(today) => [Some(by.to_owned()), Some(today.to_string()), None, None],
            Verdict::SentBack(note) => [None, None, Some(by.to_owned()), Some((*note).to_owned())],
        };
        let done = row::Entity::update_many()
            .col_expr(row::Column::ConfirmedBy, Expr::value(confirmed_by))
            .col_expr(row::Column::ConfirmedDay, Expr::value(confirmed_day))
            .col_expr(row::Column::ReturnedBy, Expr::value(returned_by))
            .col_expr(row::Column::ReturnedNote, Expr::value(returned_note))
            .filter(row::COLUMN.fiscal_year.eq(i32::from(key.fiscal_year)))
            .filter(row::COLUMN.period.eq(&key.period))
            .filter(row::COLUMN.agency_id.eq(key.agency.0))
            .filter(row::COLUMN.part.eq(&key.part))
            .filter(row::COLUMN.work_group.eq(&key.work_group))
            .filter(row::COLUMN.version.eq(version))
            .exec(&transaction)
            .await?;
        if done.rows_affected != 1 {
            return Err(StoreError::Stale);
        }
        self.done(transaction).await
    }
}

/// Version of what is on record, 0 for nothing.
async fn version(transaction: &Turn, key: &EvidenceKey) -> Result<i32, StoreError> {
    let row = row::Entity::find()
        .filter(row::COLUMN.fiscal_year.eq(i32::from(key.fiscal_year)))
        .filter(row::COLUMN.period.eq(&key.period))
        .filter(row::COLUMN.agency_id.eq(key.agency.0))
        .filter(row::COLUMN.part.eq(&key.part))
        .filter(row::COLUMN.work_group.eq(&key.work_group))
        .one(transaction)
        .await?;
    Ok(row.map_or(0, |row| row.version))
}

/// Records a piece; what stood there is overwritten, a confirmation is taken back.
async fn record_one(transaction: &Turn, evidence: &Evidence) -> Result<(), StoreError> {
    let key = [
        row::Column::FiscalYear,
        row::Column::Period,
        row::Column::AgencyId,
        row::Column::Part,
        row::Column::WorkGroup,
    ];
    let rest = [
        row::Column::Day,
        row::Column::Delegates,
        row::Column::Note,
        row::Column::Link,
        row::Column::RecordedBy,
        row::Column::ConfirmedBy,
        row::Column::ConfirmedDay,
        row::Column::ReturnedBy,
        row::Column::ReturnedNote,
    ];
    let version = Expr::col((row::Entity, row::Column::Version)).add(1);
    row::Entity::insert(row::ActiveModel {
        fiscal_year: Set(i32::from(evidence.key.fiscal_year)),
        period: Set(evidence.key.period.clone()),
        agency_id: Set(evidence.key.agency.0),
        part: Set(evidence.key.part.clone()),
        work_group: Set(evidence.key.work_group.clone()),
        day: Set(evidence.day.to_string()),
        delegates: Set(evidence.delegates.clone()),
        note: Set(evidence.note.clone()),
        link: Set(evidence.link.clone()),
        recorded_by: Set(evidence.recorded_by.clone()),
        confirmed_by: Set(None),
        confirmed_day: Set(None),
        version: Set(1),
        returned_by: Set(None),
        returned_note: Set(None),
    })
    .on_conflict(
        OnConflict::columns(key)
            .update_columns(rest)
            .value(row::Column::Version, version)
            .to_owned(),
    )
    .exec_without_returning(transaction)
    .await?;
    Ok(())
}

fn evidence_of(fiscal_year: u16, row: row::Model) -> Result<Evidence, StoreError> {
    Ok(Evidence {
        key: EvidenceKey {
            fiscal_year,
            period: row.period,
            agency: AgencyId(row.agency_id),
            part: row.part,
            work_group: row.work_group,
        },
        day: parse(&row.day, "evidence day")?,
        delegates: row.delegates,
        note: row.note,
        link: row.link,
        recorded_by: row.recorded_by,
        confirmed_by: row.confirmed_by,
        returned: row.returned_note,
        version: row.version,
    })
}
