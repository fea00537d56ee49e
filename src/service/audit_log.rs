//! Reading the audit log, and checking its chain.
//!
//! Honest limit: whoever can write the database can write a whole new chain, or leave its end out.
//! What fixes the past is a digest that was printed or noted elsewhere: the check finds it again.

use crate::crypto::digest::audit_link;
use crate::domain::audit::{AuditEntry, AuditFilter, ChainBreak, ChainCheck};
use crate::domain::encoding::hex;
use crate::service::access::desks::AuditorDesk;
use crate::service::{Office, Refusal};
use crate::store::{StoreError, StoredLink};

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
        let batch = office.registry.audit_links(next, BATCH).await?;
        if batch.is_empty() {
            return Ok(check);
        }
        for link in batch {
            if let Some(broken) = broken(office, &check, &link).await? {
                check.broken = Some(broken);
                return Ok(check);
            }
            check.entries += 1;
            check.last = link.hash.unwrap_or_default();
            if !sought.is_empty() && check.last == sought {
                check.found = Some(link.number);
            }
        }
    }
}

/// What is wrong with the entry that follows.
async fn broken(
    office: &Office,
    check: &ChainCheck,
    link: &StoredLink,
) -> Result<Option<ChainBreak>, Refusal> {
    let number = i64::try_from(check.entries).unwrap_or(i64::MAX) + 1;
    if link.number != number {
        return Ok(Some(ChainBreak::Missing(number)));
    }
    let right = match &link.hash {
        None => check.last.is_empty(),
        Some(hash) => {
            follows(hash, &check.last, &link.line)
                || follows(hash, &check.last, &own_line(office, number).await?)
        }
    };
    Ok((!right).then_some(ChainBreak::Altered(number)))
}

fn follows(hash: &str, before: &str, line: &str) -> bool {
    hex(audit_link(before, line).bytes()) == hash
}

/// The line as it is written here. Only asked for where the database's does not fit: should the two
/// ever write a symbol differently, an entry that is as it was written is not taken for an altered
/// one.
async fn own_line(office: &Office, number: i64) -> Result<String, Refusal> {
    let entry = match office.registry.audit_entry(number).await {
        Err(StoreError::Damaged(_)) => None,
        read => read?,
    };
    Ok(entry.map(|entry| entry.line()).unwrap_or_default())
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

    /// How many entries there are, and the digest that the last of them bears.
    pub async fn chain_end(&self) -> Result<(u64, String), Refusal> {
        let (entries, last) = self.office.registry.audit_end().await?;
        Ok((entries, last.unwrap_or_default()))
    }

    /// Walks the whole chain.
    pub async fn check_chain(&self, sought: &str) -> Result<ChainCheck, Refusal> {
        check_chain(&self.office, sought).await
    }
}
