//! Reading the audit log, and checking its chain.
//!
//! Honest limit: whoever can write the database can write a whole new chain, or leave its end out.
//! What fixes the past is a digest that was printed or noted elsewhere: the check finds it again.

use crate::crypto::digest::audit_link;
use crate::domain::audit::{AuditEntry, AuditFilter, ChainBreak, ChainCheck};
use crate::service::access::desks::AuditorDesk;
use crate::service::{Office, Refusal};

/// Entries read at a time.
const BATCH: u64 = 1000;
/// Most entries of an export: as many as a spreadsheet has rows for, nearly.
const MOST_EXPORTED: u64 = 1_000_000;

/// Entries that pass the filter, the last first.
pub async fn audit_page(
    office: &Office,
    filter: &AuditFilter,
    page: u64,
    size: u64,
) -> Result<(Vec<AuditEntry>, u64), Refusal> {
    let registry = &office.registry;
    let entries = registry.audit(filter, page.saturating_mul(size), size);
    let entries = entries.await?;
    Ok((entries, registry.audit_count(filter).await?))
}

/// Every entry that passes the filter, in order.
pub async fn audit_export(
    office: &Office,
    filter: &AuditFilter,
) -> Result<Vec<AuditEntry>, Refusal> {
    let mut entries = office.registry.audit(filter, 0, MOST_EXPORTED).await?;
    entries.reverse();
    Ok(entries)
}

/// Walks the whole chain; `sought` is a digest that was noted earlier.
pub async fn check_chain(office: &Office, sought: &str) -> Result<ChainCheck, Refusal> {
    let sought = sought.trim().to_lowercase();
    let mut check = ChainCheck::default();
    loop {
        let next = i64::try_from(check.entries).unwrap_or(i64::MAX) + 1;
        let batch = office.registry.audit_from(next, BATCH).await?;
        if batch.is_empty() {
            return Ok(check);
        }
        for entry in &batch {
            if let Some(broken) = broken(&check, entry) {
                check.broken = Some(broken);
                return Ok(check);
            }
            check.entries += 1;
            check.last = entry.hash.clone().unwrap_or_default();
            if !sought.is_empty() && check.last == sought {
                check.found = Some(entry.number);
            }
        }
    }
}

/// What is wrong with the entry that follows.
fn broken(check: &ChainCheck, entry: &AuditEntry) -> Option<ChainBreak> {
    let number = i64::try_from(check.entries).unwrap_or(i64::MAX) + 1;
    if entry.number != number {
        return Some(ChainBreak::Missing(number));
    }
    match &entry.hash {
        None if check.last.is_empty() => None,
        Some(hash) => {
            let right = audit_link(&check.last, &entry.line());
            let right = crate::domain::encoding::hex(right.bytes());
            (*hash != right).then_some(ChainBreak::Altered(number))
        }
        None => Some(ChainBreak::Altered(number)),
    }
}

impl AuditorDesk {
    /// A page of the log.
    pub async fn audit_page(
        &self,
        filter: &AuditFilter,
        page: u64,
        size: u64,
    ) -> Result<(Vec<AuditEntry>, u64), Refusal> {
        audit_page(&self.office, filter, page, size).await
    }

    /// Every entry that passes the filter.
    pub async fn audit_export(&self, filter: &AuditFilter) -> Result<Vec<AuditEntry>, Refusal> {
        audit_export(&self.office, filter).await
    }

    /// Walks the whole chain.
    pub async fn check_chain(&self, sought: &str) -> Result<ChainCheck, Refusal> {
        check_chain(&self.office, sought).await
    }
}
