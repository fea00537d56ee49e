//! What the people whom a poll asks are told of it, in mails, letters and on the memo.

use jiff::civil::DateTime;

use super::encoding::{base32, grouped};
use super::round::Custody;
use super::wire::Fingerprint;

/// Who asks, in which round, until when, and how the poll is known again on paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PollNotice {
    /// Name of the agency.
    pub agency: String,
    /// Number of the round in its fiscal year, from 1.
    pub round: u16,
    /// Fiscal year, Buddhist era.
    pub fiscal_year: i16,
    /// Last moment at which answers are taken, Thai civil time.
    pub closes: DateTime,
    /// Fingerprint of the poll's manifest.
    pub fingerprint: Fingerprint,
    /// Who can open the box.
    pub custody: Custody,
    /// Whom to ask, a line each: the only free text there is.
    pub contact: Vec<String>,
}

/// The fingerprint in groups of four, as it is printed everywhere and compared by eye.
pub fn printed(fingerprint: &Fingerprint) -> String {
    grouped(&base32(fingerprint.as_ref()))
}
