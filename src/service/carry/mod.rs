//! Counting on a machine without a network: the sealed ballots are carried there, and counts back.
//!
//! [`export`] writes the public bundle of a round ([`super::bundle`]) and beside it
//!
//! ```text
//! atoms.txt         prongsai-atoms-v1, `round <code>`, `atoms <n>`, and a line `<FP> …` for each
//!                   body of ballots that is counted as one
//! envelopes/<FP>    the envelopes of a poll back to back, in the order of its board
//! poll-keys.sealed  the keys of the inner seal, locked with the carry code
//! proof.sealed      random bytes that the round's secret alone opens; the server keeps them
//! ```
//!
//! [`offline`] checks all of it, takes the key sheets, and writes one file: counts of each atom, locked
//! under what was in `proof.sealed`. [`back`] commits them at the server exactly as an own tally does.
//!
//! Why so: the round's secret is never in the memory of a machine with a network. The file alone opens
//! nothing: it takes two sheets and the code. Poll keys are in no backup, so their export is an act of
//! its own in the audit log, and the file has to be destroyed with the code once the count is committed.
//!
//! The result names the boards by their digest and is refused when it was changed on the way, was made
//! of other boards, or by somebody who did not put the round's secret together: see
//! [`crate::crypto::carry`]. The code keeps the poll keys secret on the way, and no more. Honest limit:
//! the counting machine is trusted to count what it opened; its SHA-256 of the result is shown there
//! and at the server, for those who are present.

pub mod back;
pub mod export;
pub mod offline;

use serde::{Deserialize, Serialize};

use crate::domain::message::Message;
use crate::service::Refusal;

const ATOMS: &str = "atoms.txt";
const ATOMS_HEADING: &str = "prongsai-atoms-v1";
const POLL_KEYS: &str = "poll-keys.sealed";
const PROOF: &str = "proof.sealed";
const ENVELOPES: &str = "envelopes/";

/// Length of a poll's line in the sealed keys: fingerprint and key.
const KEY_LINE: usize = 16 + 32;

/// What comes back. Written only to be locked at once.
#[derive(Serialize, Deserialize)]
struct CarriedResult {
    round: String,
    atoms: Vec<CarriedAtom>,
}

/// Counts of one atom; no numbers where fewer than k ballots were valid.
#[derive(Serialize, Deserialize)]
struct CarriedAtom {
    /// Fingerprints of its polls, each with the number of its ballots that could not be counted.
    polls: Vec<(String, u64)>,
    valid: u64,
    chosen: Vec<Vec<u64>>,
    /// Who answered; nothing where too few did for it to be shown.
    profile: Vec<Vec<u64>>,
}

/// Under which name keys are locked: of these boards alone.
fn keys_name(boards: &str) -> String {
    format!("carry/keys/{boards}")
}

/// Under which name a result is locked: of these boards alone.
fn result_name(boards: &str) -> String {
    format!("carry/result/{boards}")
}

fn refused(key: &'static str) -> Refusal {
    Refusal::Mendable(Message::new(key))
}
