//! A transport that keeps messages in memory and fails on demand, for tests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::envelope::OutgoingMail;
use super::transport::{Accepted, SendFailure};

/// Messages sent so far, and failures still to come. Clones share both.
#[derive(Debug, Clone, Default)]
pub struct Outbox(Arc<Mutex<Contents>>);

#[derive(Debug, Default)]
struct Contents {
    sent: Vec<OutgoingMail>,
    failures: VecDeque<SendFailure>,
}

impl Outbox {
    /// The messages in the order in which they were sent.
    pub fn sent(&self) -> Vec<OutgoingMail> {
        self.contents().sent.clone()
    }

    /// Lets the next message fail this way; several calls queue up.
    pub fn fail_next(&self, failure: SendFailure) {
        self.contents().failures.push_back(failure);
    }

    pub(super) fn send(&self, mail: &OutgoingMail) -> Result<Accepted, SendFailure> {
        let mut contents = self.contents();
        if let Some(failure) = contents.failures.pop_front() {
            return Err(failure);
        }
        contents.sent.push(mail.clone());
        Ok(Accepted {
            words: "kept".to_owned(),
        })
    }

    fn contents(&self) -> MutexGuard<'_, Contents> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
