//! The tree of agencies, kept in memory: every page on the whole country walks it, and it changes a
//! few times a year.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{EntityTrait, QueryOrder, QuerySelect};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{agency, agency_version};
use crate::domain::agency::AgencyId;
use crate::domain::agency_tree::AgencyTree;

/// The tree as it was at a version of the table.
pub(in crate::store) type KeptTree = Arc<Mutex<Option<(i64, Arc<AgencyTree>)>>>;

impl Registry {
    /// Every agency with its code and the one above it; read anew when an agency came, went or
    /// moved, whoever did it.
    pub async fn agency_tree(&self) -> Result<Arc<AgencyTree>, StoreError> {
        // Asked before the table is read: what comes in between is read twice and never missed.
        let version = agency_version::Entity::find().one(&self.db).await?;
        let version = version.map(|row| row.version);
        let kept = self.kept_tree().filter(|(of, _)| Some(*of) == version);
        if let Some((_, tree)) = kept {
            return Ok(tree);
        }
        let rows: Vec<(i64, Option<i64>, String)> = agency::Entity::find()
            .select_only()
            .column(agency::Column::Id)
            .column(agency::Column::ParentId)
            .column(agency::Column::Code)
            .order_by_asc(agency::Column::Code)
            .into_tuple()
            .all(&self.db)
            .await?;
        let rows = rows
            .into_iter()
            .map(|(id, parent, code)| (AgencyId(id), parent.map(AgencyId), code));
        let tree = Arc::new(AgencyTree::new(rows.collect()));
        let mut kept = self.tree.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = version.map(|version| (version, tree.clone()));
        Ok(tree)
    }

    fn kept_tree(&self) -> Option<(i64, Arc<AgencyTree>)> {
        let kept = self.tree.lock().unwrap_or_else(PoisonError::into_inner);
        kept.clone()
    }
}
