//! Rows of the files of evidence.

use jiff::civil::Date;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryFilter, QueryOrder};

use super::super::connection::{Registry, StoreError};
use super::super::entity::evidence_file as row;
use super::super::entity::kpi_evidence;
use super::super::lanes::Turn;
use super::super::text::{column, number, parse};
use super::act::Act;
use super::evidence::EvidenceKey;
use crate::domain::agency::AgencyId;

/// A file of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceFile {
    /// Drawn name, under which its bytes lie.
    pub id: String,
    /// What it is evidence for.
    pub key: EvidenceKey,
    /// The name it came with.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// Who added it.
    pub added_by: String,
    /// On which day.
    pub day: Date,
}

impl Registry {
    /// The file with this name, if it is the agency's.
    pub async fn evidence_file(
        &self,
        agency: AgencyId,
        id: &str,
    ) -> Result<Option<EvidenceFile>, StoreError> {
        let found = row::Entity::find_by_id(id)
            .filter(row::COLUMN.agency_id.eq(agency.0))
            .one(&self.db)
            .await?;
        found.map(file_of).transpose()
    }

    /// Files of an agency in a year and period.
    pub async fn evidence_files(
        &self,
        fiscal_year: u16,
        period: &str,
        agency: AgencyId,
    ) -> Result<Vec<EvidenceFile>, StoreError> {
        let rows = row::Entity::find()
            .filter(row::COLUMN.fiscal_year.eq(i32::from(fiscal_year)))
            .filter(row::COLUMN.period.eq(period))
            .filter(row::COLUMN.agency_id.eq(agency.0))
            .order_by_asc(row::COLUMN.name)
            .all(&self.db)
            .await?;
        rows.into_iter().map(file_of).collect()
    }
}

impl Act {
    /// Takes a file out, unless what it is evidence of is confirmed: [`StoreError::Stale`], also
    /// where it is gone already. A file for all work groups counts as confirmed with any of them.
    pub async fn drop_evidence_file(self, file: &EvidenceFile) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let key = &file.key;
        let mut confirmed = kpi_evidence::Entity::find()
            .filter(
                kpi_evidence::COLUMN
                    .fiscal_year
                    .eq(i32::from(key.fiscal_year)),
            )
            .filter(kpi_evidence::COLUMN.period.eq(&key.period))
            .filter(kpi_evidence::COLUMN.agency_id.eq(key.agency.0))
            .filter(kpi_evidence::COLUMN.part.eq(&key.part))
            .filter(kpi_evidence::COLUMN.confirmed_by.is_not_null());
        if !key.work_group.is_empty() {
            confirmed = confirmed.filter(kpi_evidence::COLUMN.work_group.eq(&key.work_group));
        }
        let gone = row::Entity::delete_by_id(&file.id)
            .filter(row::COLUMN.agency_id.eq(key.agency.0))
            .exec(&transaction)
            .await?;
        if confirmed.one(&transaction).await?.is_some() || gone.rows_affected != 1 {
            return Err(StoreError::Stale);
        }
        self.done(transaction).await
    }
}

/// Adds a file.
pub(super) async fn add_file(transaction: &Turn, file: &EvidenceFile) -> Result<(), StoreError> {
    let row = row::ActiveModel {
        id: Set(file.id.clone()),
        fiscal_year: Set(i32::from(file.key.fiscal_year)),
        period: Set(file.key.period.clone()),
        agency_id: Set(file.key.agency.0),
        part: Set(file.key.part.clone()),
        work_group: Set(file.key.work_group.clone()),
        name: Set(file.name.clone()),
        size: Set(column(file.size)),
        added_by: Set(file.added_by.clone()),
        day: Set(file.day.to_string()),
    };
    row.insert(transaction).await?;
    Ok(())
}

fn file_of(row: row::Model) -> Result<EvidenceFile, StoreError> {
    Ok(EvidenceFile {
        id: row.id,
        key: EvidenceKey {
            fiscal_year: number(row.fiscal_year, "evidence file")?,
            period: row.period,
            agency: AgencyId(row.agency_id),
            part: row.part,
            work_group: row.work_group,
        },
        name: row.name,
        size: number(row.size, "evidence file")?,
        added_by: row.added_by,
        day: parse(&row.day, "evidence file")?,
    })
}
