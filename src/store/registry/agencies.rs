use std::collections::HashMap;

use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, Condition, EntityTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use super::super::connection::{Registry, StoreError};
use super::super::entity::agency;
use super::super::text::column;
use super::act::Act;
use crate::domain::agency::{Agency, AgencyId, Contact};

impl Registry {
    /// All agencies in the order of their codes.
    pub async fn agencies(&self) -> Result<Vec<Agency>, StoreError> {
        let rows = agency::Entity::find()
            .order_by_asc(agency::COLUMN.code)
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(agency_of).collect())
    }

    /// The agency in this row.
    pub async fn agency_by_id(&self, id: AgencyId) -> Result<Option<Agency>, StoreError> {
        Ok(agency::Entity::find_by_id(id.0)
            .one(&self.db)
            .await?
            .map(agency_of))
    }

    /// The agency with this code.
    pub async fn agency_by_code(&self, code: &str) -> Result<Option<Agency>, StoreError> {
        let row = agency::Entity::find()
            .filter(agency::COLUMN.code.eq(code))
            .one(&self.db)
            .await?;
        Ok(row.map(agency_of))
    }

    /// Codes of agencies with `search` in code or name.
    pub async fn agency_codes_matching(&self, search: &str) -> Result<Vec<String>, StoreError> {
        let codes = agency::Entity::find()
            .select_only()
            .column(agency::Column::Code)
            .filter(holding(search))
            .into_tuple()
            .all(&self.db)
            .await?;
        Ok(codes)
    }

    /// Agencies whose code or name holds `search`, at most `limit`, by code.
    pub async fn agencies_matching(
        &self,
        search: &str,
        limit: u64,
    ) -> Result<Vec<Agency>, StoreError> {
        let rows = agency::Entity::find()
            .filter(holding(search))
            .order_by_asc(agency::COLUMN.code)
            .limit(limit)
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(agency_of).collect())
    }

    /// Agencies with these codes.
    pub async fn agencies_coded(&self, codes: &[&str]) -> Result<Vec<Agency>, StoreError> {
        let rows = agency::Entity::find()
            .filter(agency::COLUMN.code.is_in(codes.iter().copied()))
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(agency_of).collect())
    }

    /// Agencies right below this one, in the order of their codes.
    pub async fn agencies_below(&self, parent: AgencyId) -> Result<Vec<Agency>, StoreError> {
        let rows = agency::Entity::find()
            .filter(agency::COLUMN.parent_id.eq(parent.0))
            .order_by_asc(agency::COLUMN.code)
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(agency_of).collect())
    }

    /// The agencies in these rows; a page of them.
    pub async fn agencies_by_id(&self, ids: &[AgencyId]) -> Result<Vec<Agency>, StoreError> {
        let rows = agency::Entity::find()
            .filter(agency::COLUMN.id.is_in(ids.iter().map(|id| id.0)))
            .all(&self.db)
            .await?;
        Ok(rows.into_iter().map(agency_of).collect())
    }
}

impl Act {
    /// Adds agencies and overwrites those whose code is known, all or none. `parent` of each entry
    /// is the parent's code, which may come later in the list; ids in the values are not read.
    pub async fn save_agencies(
        self,
        agencies: &[(Agency, Option<String>)],
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let known = agency::Entity::find().all(&transaction).await?;
        let mut ids: HashMap<String, i64> =
            known.into_iter().map(|row| (row.code, row.id)).collect();
        for (agency, _) in agencies {
            let mut row = row_of(agency);
            if let Some(id) = ids.get(&agency.code) {
                row.id = Set(*id);
                row.update(&transaction).await?;
            } else {
                ids.insert(agency.code.clone(), row.insert(&transaction).await?.id);
            }
        }
        for (agency, parent) in agencies {
            let Some(id) = ids.get(&agency.code) else {
                continue;
            };
            let parent_id = parent.as_ref().and_then(|code| ids.get(code)).copied();
            let row = agency::ActiveModel {
                id: Set(*id),
                parent_id: Set(parent_id),
                ..Default::default()
            };
            row.update(&transaction).await?;
        }
        self.done(transaction).await
    }
}

fn holding(search: &str) -> Condition {
    Condition::any()
        .add(agency::Column::Code.contains(search))
        .add(agency::Column::Name.contains(search))
}

pub(super) fn agency_of(row: agency::Model) -> Agency {
    Agency {
        id: AgencyId(row.id),
        code: row.code,
        parent: row.parent_id.map(AgencyId),
        name: row.name,
        name_en: row.name_en,
        contact: Contact {
            name: row.contact_name,
            email: row.contact_email,
            phone: row.contact_phone,
        },
        head_count: row.head_count.and_then(|n| n.try_into().ok()),
        eit_population: row.eit_population.and_then(|n| n.try_into().ok()),
    }
}

fn row_of(agency: &Agency) -> agency::ActiveModel {
    agency::ActiveModel {
        code: Set(agency.code.clone()),
        name: Set(agency.name.clone()),
        name_en: Set(agency.name_en.clone()),
        contact_name: Set(agency.contact.name.clone()),
        contact_email: Set(agency.contact.email.clone()),
        contact_phone: Set(agency.contact.phone.clone()),
        head_count: Set(agency.head_count.map(column)),
        eit_population: Set(agency.eit_population.map(column)),
        ..Default::default()
    }
}
