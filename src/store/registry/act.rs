//! An act of the office with its line in the audit log: both are written, or neither is.
//!
//! Why a type of its own: what changes the registry at somebody's wish is a method of [`Act`] and not
//! of [`Registry`], so that a change without its line, or a line that a kill has lost, cannot be
//! written down in a hurry. An act is used up by its method.

use super::super::connection::{Registry, StoreError};
use super::super::lanes::{Lanes, Turn, begin};
use super::audit::{Link, append};
use crate::domain::audit::AuditEntry;
use crate::fault::{self, Step};

/// One act that is about to be done.
#[derive(Debug)]
pub struct Act {
    db: Lanes,
    lines: Vec<AuditEntry>,
    link: Link,
}

impl Registry {
    /// An act with its line; its number and digest are made when it is done.
    pub fn act(&self, entry: AuditEntry, link: Link) -> Act {
        Act {
            db: self.db.clone(),
            lines: vec![entry],
            link,
        }
    }

    /// A step of an act whose line is written with another step, or of a rehearsal.
    pub fn step(&self, link: Link) -> Act {
        Act {
            db: self.db.clone(),
            lines: Vec::new(),
            link,
        }
    }
}

impl Act {
    /// The same act with one more line.
    #[must_use]
    pub fn and(mut self, line: AuditEntry) -> Self {
        self.lines.push(line);
        self
    }

    /// Tells in its lines how many rows it was, behind what they tell already.
    pub(in crate::store) fn counted(&mut self, rows: u64) {
        for line in &mut self.lines {
            line.detail = match line.detail.as_str() {
                "" => rows.to_string(),
                detail => format!("{detail}: {rows}"),
            };
        }
    }

    pub(in crate::store) async fn begin(&self) -> Result<Turn, StoreError> {
        Ok(begin(&self.db).await?)
    }

    pub(in crate::store) async fn done(self, transaction: Turn) -> Result<(), StoreError> {
        for line in self.lines {
            append(&transaction, line, self.link).await?;
        }
        fault::at(Step::ActWritten);
        transaction.commit().await?;
        fault::at(Step::ActCommitted);
        Ok(())
    }
}
