//! The right to work the mail queue off: one holder at a time on a data folder.
//!
//! Why a locked file: the system lets go of it when its holder ends, however that happens, so the
//! next one takes over at once and no lease has to run out.

use std::fs::{File, TryLockError};
use std::io;
use std::path::Path;

/// Name of the file in the data folder.
const FILE: &str = "mail.lock";

/// Held while mails are sent; let go of when dropped.
#[derive(Debug)]
pub struct QueueLock(#[expect(dead_code, reason = "held, not read")] File);

impl QueueLock {
    /// Takes the lock; `None` while another process or task has it.
    ///
    /// # Errors
    /// What the system says.
    pub fn take(data: &Path) -> io::Result<Option<Self>> {
        let file = File::create(data.join(FILE))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(problem)) => Err(problem),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_queue_has_one_holder_and_the_next_takes_over() {
        let data = tempfile::tempdir().unwrap();
        let first = QueueLock::take(data.path()).unwrap();
        assert!(first.is_some());
        assert!(QueueLock::take(data.path()).unwrap().is_none());
        drop(first);
        assert!(QueueLock::take(data.path()).unwrap().is_some());
    }
}
