//! What every page on the whole country needs, kept in memory: the tree of agencies and the counts
//! of a round. Each has a version that the database raises with every change, whoever makes it, so
//! nobody is shown what was.

use std::sync::{Arc, Mutex, PoisonError};

use sea_orm::{EntityTrait, QueryOrder, QuerySelect};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{agency, kept_version};
use super::known_polls::KnownPolls;
use super::participation::AgencyCount;
use crate::domain::agency::AgencyId;
use crate::domain::agency_tree::AgencyTree;
use crate::domain::round::RoundId;

/// A value and the version of which it is.
#[derive(Debug)]
struct Kept<T>(Mutex<Option<(i64, Arc<T>)>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Kept<T> {
    fn of(&self, version: i64) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, value) = kept.as_ref()?;
        (*of == version).then(|| value.clone())
    }

    fn keep(&self, version: i64, value: T) -> Arc<T> {
        let value = Arc::new(value);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *kept = Some((version, value.clone()));
        value
    }
}

/// What a registry keeps in memory: one tree, the counts of one round, and polls.
#[derive(Debug, Default)]
pub(in crate::store) struct InMemory {
    tree: Kept<AgencyTree>,
    counts: Kept<(RoundId, Vec<AgencyCount>)>,
    pub(super) polls: KnownPolls,
}

impl Registry {
    /// Every agency with its code and the one above it.
    pub async fn agency_tree(&self) -> Result<Arc<AgencyTree>, StoreError> {
        let version = self.version("agencies").await?;
        if let Some(tree) = self.in_memory.tree.of(version) {
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
        let tree = AgencyTree::new(rows.collect());
        Ok(self.in_memory.tree.keep(version, tree))
    }

    /// Counts of all agencies that have people in the round.
    pub async fn counts_of_round(
        &self,
        round: RoundId,
    ) -> Result<Arc<(RoundId, Vec<AgencyCount>)>, StoreError> {
        let version = self.version("counts").await?;
        let kept = self.in_memory.counts.of(version);
        if let Some(kept) = kept.filter(|kept| kept.0 == round) {
            return Ok(kept);
        }
        let counts = self.counts_by_agency(round, "").await?;
        Ok(self.in_memory.counts.keep(version, (round, counts)))
    }

    /// Asked before anything is read: what comes in between is read twice and never missed.
    async fn version(&self, name: &str) -> Result<i64, StoreError> {
        let row = kept_version::Entity::find_by_id(name).one(&self.db).await?;
        row.map(|row| row.version)
            .ok_or(StoreError::Damaged("version"))
    }
}
