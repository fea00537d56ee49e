//! Polls as respondents' requests name them: by the fingerprint of the manifest.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use sea_orm::{ColumnTrait, EntityTrait, JoinType, QueryFilter, QuerySelect};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{poll, round};
use super::rounds::poll_of;
use crate::domain::encoding::hex;
use crate::domain::round::{Poll, RoundId};
use crate::domain::wire::Fingerprint;

/// A poll and the round that it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPoll {
    /// The poll.
    pub poll: Poll,
    /// Its round.
    pub round: RoundId,
    /// Code of the round.
    pub code: String,
}

/// Polls that were read once: nothing that is kept of one ever changes.
#[derive(Debug, Default)]
pub(in crate::store) struct KnownPolls(RwLock<HashMap<Fingerprint, Arc<KnownPoll>>>);

impl KnownPolls {
    fn get(&self, fingerprint: &Fingerprint) -> Option<Arc<KnownPoll>> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        known.get(fingerprint).cloned()
    }

    fn keep(&self, known: KnownPoll) -> Arc<KnownPoll> {
        let known = Arc::new(known);
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.insert(known.poll.fingerprint, known.clone());
        known
    }
}

impl Registry {
    /// The poll with this manifest.
    pub async fn poll(
        &self,
        fingerprint: &Fingerprint,
    ) -> Result<Option<Arc<KnownPoll>>, StoreError> {
        if let Some(known) = self.in_memory.polls.get(fingerprint) {
            return Ok(Some(known));
        }
        let of_round = poll::Entity::belongs_to(round::Entity)
            .from(poll::Column::RoundId)
            .to(round::Column::Id)
            .into();
        let found = poll::Entity::find()
            .join(JoinType::InnerJoin, of_round)
            .select_also(round::Entity)
            .filter(poll::Column::Fingerprint.eq(hex(fingerprint.as_ref())))
            .one(&self.db)
            .await?;
        let Some((row, round)) = found else {
            return Ok(None);
        };
        let known = KnownPoll {
            poll: poll_of(&row)?,
            round: RoundId(row.round_id),
            code: round.ok_or(StoreError::Damaged("poll"))?.code,
        };
        Ok(Some(self.in_memory.polls.keep(known)))
    }
}
