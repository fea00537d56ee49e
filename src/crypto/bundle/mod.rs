//! The bundle: what is public of a round's boards, as files that anybody can check at home.
//!
//! ```text
//! boards.txt              the list: prongsai-boards-v1, `round <code>`, `polls <n>`, and a line
//!                         `<fingerprint> <SHA-256 of the board>` for each poll, sorted
//! manifests/<FP>.json     exact bytes, of which the fingerprint is taken
//! boards/<FP>.txt         exact bytes, see [`super::board`]
//! totals.txt              once published: prongsai-totals-v1, `round <code>`, `counts <n>`, lines
//!                         `<valid> <invalid> <FP> …`, `uncounted <n>`, lines `<FP>`
//! ```
//!
//! The SHA-256 of `boards.txt` fixes every board of the round: it is noted in the audit log when the
//! boards are written, and belongs in the minutes. Without such a note a server could write all of the
//! bundle anew; with it, and with the receipts of respondents, it cannot.

mod check;
mod reading;

use std::fmt::Write as _;

use super::digest::sha256;
use crate::domain::encoding::{base32, hex};
use crate::domain::message::Message;
use crate::domain::wire::{Digest, Fingerprint};

pub use check::check;

/// Name of the list.
pub const LIST: &str = "boards.txt";

/// Name of the totals.
pub const TOTALS: &str = "totals.txt";

/// A file for people; nothing in it is checked.
pub const README: &str = "README.txt";

const LIST_HEADING: &str = "prongsai-boards-v1";
const TOTALS_HEADING: &str = "prongsai-totals-v1";

/// Ballots of one count: of a poll, or of several that were counted as one.
#[derive(Debug, Clone)]
pub struct CountTotal {
    /// Ballots in the count.
    pub valid: u64,
    /// Ballots that could not be counted.
    pub invalid: u64,
    /// Its polls.
    pub polls: Vec<Fingerprint>,
}

/// What was counted where in a round.
#[derive(Debug, Clone, Default)]
pub struct RoundTotals {
    /// Counts.
    pub counts: Vec<CountTotal>,
    /// Polls that count nowhere.
    pub uncounted: Vec<Fingerprint>,
}

/// What is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Name of the file.
    pub file: String,
    /// Line in it, counted from 1, if it is about one.
    pub line: Option<usize>,
    /// Code of the agency, if it is about one.
    pub agency: Option<String>,
    /// What it is and what it means.
    pub what: Message,
}

/// What a check found.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// What is wrong.
    pub troubles: Vec<Trouble>,
    /// What is worth a look but may have a good reason.
    pub remarks: Vec<Trouble>,
    /// Code of the round.
    pub round: String,
    /// Polls on the list.
    pub polls: usize,
    /// Ballots whose line was looked at.
    pub ballots: u64,
    /// Whether totals were there to compare with.
    pub with_totals: bool,
    /// SHA-256 of the list.
    pub digest: Option<Digest>,
}

/// The list of a round's boards.
pub fn boards_list(round: &str, boards: &[(Fingerprint, Digest)]) -> String {
    let mut lines: Vec<String> = boards
        .iter()
        .map(|(poll, board)| format!("{} {}\n", base32(poll.bytes()), hex(board.bytes())))
        .collect();
    lines.sort_unstable();
    let heading = format!("{LIST_HEADING}\nround {round}\npolls {}\n", lines.len());
    heading + &lines.concat()
}

/// SHA-256 of the list of these boards.
pub fn boards_digest(round: &str, boards: &[(Fingerprint, Digest)]) -> Digest {
    sha256(boards_list(round, boards).as_bytes())
}

/// What was counted where in a round, as text.
pub fn totals_text(round: &str, totals: &RoundTotals) -> String {
    let names = |polls: &[Fingerprint]| {
        let mut names: Vec<String> = polls.iter().map(|poll| base32(poll.bytes())).collect();
        names.sort_unstable();
        names
    };
    let mut counts: Vec<(Vec<String>, u64, u64)> = totals
        .counts
        .iter()
        .map(|count| (names(&count.polls), count.valid, count.invalid))
        .collect();
    counts.sort_unstable();
    let mut text = format!("{TOTALS_HEADING}\nround {round}\ncounts {}\n", counts.len());
    for (polls, valid, invalid) in counts {
        let _ = writeln!(text, "{valid} {invalid} {}", polls.join(" "));
    }
    let _ = writeln!(text, "uncounted {}", totals.uncounted.len());
    for poll in names(&totals.uncounted) {
        let _ = writeln!(text, "{poll}");
    }
    text
}

/// Name of the manifest of a poll.
pub fn manifest_file(fingerprint: &str) -> String {
    format!("manifests/{fingerprint}.json")
}

/// Name of the board of a poll.
pub fn board_file(fingerprint: &str) -> String {
    format!("boards/{fingerprint}.txt")
}

#[cfg(test)]
mod tests;
