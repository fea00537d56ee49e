//! The right to work the mail queue off, which one process at a time has.

use std::path::Path;

use super::super::office::Office;
use super::super::refusal::Refusal;
use crate::mail::queue_lock::QueueLock;
use crate::store::{Duty, StoreError};

/// Held while mails are sent; let go of when dropped.
#[derive(Debug)]
pub enum QueueRight {
    /// Among the processes of one machine.
    OnFiles(QueueLock),
    /// Among nodes. A lock of a file that they share would stay with one that is stopped.
    AmongNodes(Duty),
}

impl QueueRight {
    /// Takes the right; `None` while another process, task or node has it.
    pub async fn take(office: &Office, data: &Path) -> Result<Option<Self>, Refusal> {
        if office.registry.is_shared() {
            let duty = office.registry.take_duty("mail").await?;
            return Ok(duty.map(Self::AmongNodes));
        }
        let lock = QueueLock::take(data).map_err(StoreError::File)?;
        Ok(lock.map(Self::OnFiles))
    }

    /// Fails if another node may have it by now.
    pub(super) async fn stands(&self) -> Result<(), Refusal> {
        match self {
            Self::OnFiles(_) => Ok(()),
            Self::AmongNodes(duty) => Ok(duty.stands().await?),
        }
    }
}
