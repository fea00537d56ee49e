//! The audit log: append-only, and each entry bears the digest of all before it.
//!
//! Why the digest comes from outside: the store knows no cryptography. Why a chain: an entry that
//! is altered, taken out or put in between breaks every later one, and the last digest, printed in
//! the minutes of an opening, fixes all that came before.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait,
    QueryFilter, QueryOrder, QueryResult, QuerySelect, Select, Statement,
};

use super::super::connection::{Registry, StoreError};
use super::super::entity::audit;
use super::super::lanes::{Turn, begin, without_nought};
use super::super::text::{column, parse, parse_opt};
use crate::domain::audit::{AuditEntry, AuditFilter, line_of};
use crate::domain::encoding::hex;
use crate::domain::wire::Digest;

/// Digest of the chain: of what came before, and the entry's line.
pub type Link = fn(&str, &str) -> Digest;

/// An entry as it stands in the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLink {
    /// Number.
    pub number: i64,
    /// Its fields as the database writes [`AuditEntry::line`]: no two entries have the same.
    pub line: String,
    /// Digest that it bears.
    pub hash: Option<String>,
}

/// The database writes the line, and many entries as one row: a country has tens of thousands, and
/// all are read. Each of the three is a line for each entry: JSON has no line feed in it.
const LINKS: &str = "SELECT group_concat(id, char(10)), group_concat(line, char(10)), \
     group_concat(hash, char(10)) FROM (SELECT id, json_array(CAST(id AS TEXT), day, \
     COALESCE(at, ''), actor, act, subject, detail) AS line, json_quote(hash) AS hash \
     FROM audit WHERE id >= $1 ORDER BY id LIMIT $2)";

impl Registry {
    /// Writes an entry at the end of the chain; its number and day are made here.
    pub async fn append_audit(&self, entry: AuditEntry, link: Link) -> Result<(), StoreError> {
        let transaction = begin(&self.db).await?;
        append(&transaction, entry, link).await?;
        Ok(transaction.commit().await?)
    }

    /// Entries that pass the filter, the last first, page by page.
    pub async fn audit(
        &self,
        filter: &AuditFilter,
        offset: u64,
        limit: u64,
    ) -> Result<Vec<AuditEntry>, StoreError> {
        let query = filtered(filter).order_by_desc(audit::Column::Id);
        let rows = query.offset(offset).limit(limit).all(&self.db).await?;
        rows.into_iter().map(entry_of).collect()
    }

    /// How many entries pass the filter.
    pub async fn audit_count(&self, filter: &AuditFilter) -> Result<u64, StoreError> {
        Ok(filtered(filter).count(&self.db).await?)
    }

    /// How many entries there are, and the digest of the last.
    pub async fn audit_end(&self) -> Result<(u64, Option<String>), StoreError> {
        let entries = audit::Entity::find().count(&self.db).await?;
        let last = audit::Entity::find().order_by_desc(audit::Column::Id);
        let last = last.one(&self.db).await?;
        Ok((entries, last.and_then(|row| row.hash)))
    }

    /// The entry with this number, if it is there.
    pub async fn audit_entry(&self, number: i64) -> Result<Option<AuditEntry>, StoreError> {
        let row = audit::Entity::find_by_id(number).one(&self.db).await?;
        row.map(entry_of).transpose()
    }

    /// Entries from number `from` on, in order, as the check of the chain reads them.
    pub async fn audit_links(&self, from: i64, limit: u64) -> Result<Vec<StoredLink>, StoreError> {
        if self.db.on_server() {
            return self.links_by_row(from, limit).await;
        }
        let values = [from.into(), column(limit).into()];
        let backend = self.db.get_database_backend();
        let statement = Statement::from_sql_and_values(backend, LINKS, values);
        let row = self.db.query_one_raw(statement).await?;
        row.as_ref().map_or_else(|| Ok(Vec::new()), links_of)
    }
}

impl Registry {
    /// The same where the database does not write JSON as we do.
    async fn links_by_row(&self, from: i64, limit: u64) -> Result<Vec<StoredLink>, StoreError> {
        let rows = audit::Entity::find()
            .filter(audit::COLUMN.id.gte(from))
            .order_by_asc(audit::Column::Id)
            .limit(limit)
            .all(&self.db)
            .await?;
        let link = |row: audit::Model| StoredLink {
            number: row.id,
            line: line_of([
                &row.id.to_string(),
                &row.day,
                row.at.as_deref().unwrap_or_default(),
                &row.actor,
                &row.act,
                &row.subject,
                &row.detail,
            ]),
            hash: row.hash,
        };
        Ok(rows.into_iter().map(link).collect())
    }
}

/// Puts an entry at the end of the chain, within the transaction of the act that it tells of.
pub(super) async fn append(
    transaction: &Turn,
    entry: AuditEntry,
    link: Link,
) -> Result<(), StoreError> {
    let mut last = last_hash(transaction).await?;
    // Only a log that was never chained is: an entry slipped in later must not be taken over.
    let old = if last.is_empty() {
        unchained(transaction).await?
    } else {
        Vec::new()
    };
    for row in old {
        let old = entry_of(row)?;
        let hash = hex(link(&last, &old.line()).bytes());
        set_hash(transaction, old.number, &hash).await?;
        last = hash;
    }
    let number = last_number(transaction).await?.saturating_add(1);
    let mut entry = AuditEntry { number, ..entry };
    // As it will be read, since the digest is of that.
    for text in [&mut entry.subject, &mut entry.detail] {
        without_nought(text);
    }
    let hash = hex(link(&last, &entry.line()).bytes());
    let row = audit::ActiveModel {
        id: Set(number),
        day: Set(entry.day.to_string()),
        actor: Set(entry.actor),
        act: Set(entry.act),
        subject: Set(entry.subject),
        detail: Set(entry.detail),
        at: Set(entry.at.map(|at| at.to_string())),
        hash: Set(Some(hash)),
    };
    row.insert(transaction).await?;
    Ok(())
}

fn filtered(filter: &AuditFilter) -> Select<audit::Entity> {
    let mut query = audit::Entity::find();
    let columns = [
        (audit::Column::Actor, &filter.actor),
        (audit::Column::Act, &filter.act),
        (audit::Column::Subject, &filter.subject),
    ];
    for (column, wanted) in columns {
        if !wanted.is_empty() {
            query = query.filter(column.contains(wanted));
        }
    }
    if let Some(day) = filter.from {
        query = query.filter(audit::Column::Day.gte(day.to_string()));
    }
    if let Some(day) = filter.to {
        query = query.filter(audit::Column::Day.lte(day.to_string()));
    }
    query
}

async fn last_hash(db: &impl ConnectionTrait) -> Result<String, StoreError> {
    let last = audit::Entity::find()
        .filter(audit::Column::Hash.is_not_null())
        .order_by_desc(audit::Column::Id)
        .one(db)
        .await?;
    Ok(last.and_then(|row| row.hash).unwrap_or_default())
}

async fn last_number(db: &impl ConnectionTrait) -> Result<i64, StoreError> {
    let last = audit::Entity::find()
        .order_by_desc(audit::Column::Id)
        .one(db)
        .await?;
    Ok(last.map_or(0, |row| row.id))
}

/// Entries of a version that kept no chain.
async fn unchained(db: &impl ConnectionTrait) -> Result<Vec<audit::Model>, StoreError> {
    Ok(audit::Entity::find()
        .filter(audit::Column::Hash.is_null())
        .order_by_asc(audit::Column::Id)
        .all(db)
        .await?)
}

async fn set_hash(db: &impl ConnectionTrait, id: i64, hash: &str) -> Result<(), StoreError> {
    let row = audit::ActiveModel {
        id: Set(id),
        hash: Set(Some(hash.to_owned())),
        ..Default::default()
    };
    row.update(db).await?;
    Ok(())
}

fn entry_of(row: audit::Model) -> Result<AuditEntry, StoreError> {
    Ok(AuditEntry {
        number: row.id,
        day: parse(&row.day, "audit log")?,
        at: parse_opt::<Timestamp>(row.at.as_ref(), "audit log")?,
        actor: row.actor,
        act: row.act,
        subject: row.subject,
        detail: row.detail,
        hash: row.hash,
    })
}

fn links_of(row: &QueryResult) -> Result<Vec<StoredLink>, StoreError> {
    let texts = |place| row.try_get_by_index::<Option<String>>(place);
    let [numbers, lines, hashes] = [texts(0)?, texts(1)?, texts(2)?].map(Option::unwrap_or_default);
    let link = |((number, line), hash): ((&str, &str), &str)| {
        Ok(StoredLink {
            number: parse(number, "audit log")?,
            line: line.to_owned(),
            hash: match hash {
                "null" => None,
                quoted => Some(quoted.trim_matches('"').to_owned()),
            },
        })
    };
    let each = numbers.lines().zip(lines.split('\n'));
    each.zip(hashes.split('\n')).map(link).collect()
}
