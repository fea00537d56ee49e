//! Entries of the audit log: who did what, when, to what. Acts of the office only: a respondent's
//! act is an acknowledgement and stands in no log.

use jiff::Timestamp;
use jiff::civil::Date;

/// An entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// Number, from 1, without a gap in order of writing.
    pub number: i64,
    /// Day in Thailand.
    pub day: Date,
    /// Moment; entries of earlier versions have none.
    pub at: Option<Timestamp>,
    /// Who.
    pub actor: String,
    /// What, such as `round.open`.
    pub act: String,
    /// On what: a code of a round, agency or account.
    pub subject: String,
    /// Details without secrets.
    pub detail: String,
    /// Digest of the chain up to and including this entry, hexadecimal.
    pub hash: Option<String>,
}

impl AuditEntry {
    /// The line that the chain's digest covers.
    pub fn line(&self) -> String {
        let at = self.at.map_or_else(String::new, |at| at.to_string());
        line_of([
            &self.number.to_string(),
            &self.day.to_string(),
            &at,
            &self.actor,
            &self.act,
            &self.subject,
            &self.detail,
        ])
    }
}

/// The line of an entry's fields, of which a stranger may have made anything: a JSON array of texts, so that
/// no value can run into its neighbour.
pub fn line_of(fields: [&str; 7]) -> String {
    serde_json::Value::from(fields.to_vec()).to_string()
}

/// Which entries are wanted; empty texts want all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Part of the actor's name.
    pub actor: String,
    /// Part of the act.
    pub act: String,
    /// Part of the subject.
    pub subject: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

/// What a walk along the chain found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChainCheck {
    /// Entries that are as they were written, from the first on.
    pub entries: u64,
    /// Digest of the last of them, hexadecimal.
    pub last: String,
    /// Where the chain breaks, if it does.
    pub broken: Option<ChainBreak>,
    /// Number of the entry that bears the digest that was looked for.
    pub found: Option<i64>,
}

/// Where a chain breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChainBreak {
    /// The entry with this number was taken out.
    Missing(i64),
    /// The entry with this number was altered, exchanged or put in.
    Altered(i64),
}
