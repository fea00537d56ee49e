//! The board (กระดานนับ): the public list of a poll's cast ballots, written once after close.
//!
//! A text file, so that anybody can read it, search it and check it at home:
//!
//! ```text
//! prongsai-board-v1
//! poll <hex>
//! fingerprint <base32>
//! eligible 20
//! exempt 1
//! acknowledged 18
//! tickets-spent 0
//! cast 17
//! signed 17
//! <SHA-256(envelope), hex> <random32, base64url> <signature, base64url>
//! unsigned 0
//! <SHA-256(envelope), hex>
//! ```
//!
//! Entries stand in the order of their hashes, which says nothing of the order of arrival. Ballots
//! cast with a ticket carry no signature and stand apart. [`super::bundle`] checks boards.

mod reading;
mod receipt;

use std::fmt::Write as _;

use super::digest::sha256;
use super::message::nullifier_of;
use crate::domain::base64url;
use crate::domain::encoding::{base32, hex};
use crate::domain::wire::{Digest, Fingerprint, Nullifier, PollId, Random32, RsaBlock};

pub use reading::BadBoard;
pub(super) use reading::{hash, signed_entry};
pub use receipt::{BadReceipt, Receipt, receipt_code};

pub(super) const HEADING: &str = "prongsai-board-v1";

/// A ballot that was cast with a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SignedEntry {
    /// SHA-256 of the envelope.
    pub envelope_hash: Digest,
    /// Randomising prefix of the signed message.
    pub random32: Random32,
    /// The credential.
    pub signature: RsaBlock,
}

/// Numbers of the poll that stand on the board.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BoardCounts {
    /// Staff who were asked.
    pub eligible: u64,
    /// Staff who were not asked, with a reason.
    pub exempt: u64,
    /// Staff who signed that they took part: credentials issued.
    pub acknowledged: u64,
    /// Tickets that were used.
    pub tickets_spent: u64,
    /// Ballots in the urn.
    pub cast: u64,
}

/// The list of a poll. Entries are sorted when it is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    poll: PollId,
    fingerprint: Fingerprint,
    counts: BoardCounts,
    signed: Vec<SignedEntry>,
    unsigned: Vec<Digest>,
}

impl Board {
    /// The list of these ballots, sorted.
    pub fn new(
        poll: PollId,
        fingerprint: Fingerprint,
        counts: BoardCounts,
        mut signed: Vec<SignedEntry>,
        mut unsigned: Vec<Digest>,
    ) -> Self {
        signed.sort_unstable();
        unsigned.sort_unstable();
        Self {
            poll,
            fingerprint,
            counts,
            signed,
            unsigned,
        }
    }

    /// Numbers of the poll.
    pub fn counts(&self) -> BoardCounts {
        self.counts
    }

    /// Ballots cast with a credential, in the order of their hashes.
    pub fn signed(&self) -> &[SignedEntry] {
        &self.signed
    }

    /// Ballots cast with a ticket, in the order of their hashes.
    pub fn unsigned(&self) -> &[Digest] {
        &self.unsigned
    }

    /// The file.
    pub fn to_text(&self) -> String {
        let mut text = format!("{HEADING}\npoll {}\n", hex(self.poll.bytes()));
        let counts = self.counts;
        let lines = [
            ("eligible", counts.eligible),
            ("exempt", counts.exempt),
            ("acknowledged", counts.acknowledged),
            ("tickets-spent", counts.tickets_spent),
            ("cast", counts.cast),
        ];
        let _ = writeln!(text, "fingerprint {}", base32(self.fingerprint.bytes()));
        for (name, number) in lines {
            let _ = writeln!(text, "{name} {number}");
        }
        let _ = writeln!(text, "signed {}", self.signed.len());
        for entry in &self.signed {
            let hash = hex(entry.envelope_hash.bytes());
            let random32 = base64url::encode(entry.random32.bytes());
            let signature = base64url::encode(entry.signature.bytes());
            let _ = writeln!(text, "{hash} {random32} {signature}");
        }
        let _ = writeln!(text, "unsigned {}", self.unsigned.len());
        for hash in &self.unsigned {
            let _ = writeln!(text, "{}", hex(hash.bytes()));
        }
        text
    }

    /// SHA-256 of the file: what is announced, and what an urn must match before it is tallied.
    pub fn hash(&self) -> Digest {
        sha256(self.to_text().as_bytes())
    }

    /// Reads a file; only the one spelling of [`Board::to_text`] is taken.
    pub fn parse(text: &str) -> Result<Self, BadBoard> {
        reading::read(text)
    }

    /// Whether the ballot of this nullifier was counted.
    pub fn holds(&self, nullifier: &Nullifier) -> bool {
        self.nullifiers().any(|counted| counted == *nullifier)
    }

    /// Whether the ballot of this receipt was counted.
    pub fn holds_receipt(&self, receipt: &Receipt) -> bool {
        self.nullifiers().any(|counted| receipt.is_of(&counted))
    }

    fn hashes(&self) -> impl Iterator<Item = &Digest> {
        let signed = self.signed.iter().map(|entry| &entry.envelope_hash);
        signed.chain(&self.unsigned)
    }

    fn nullifiers(&self) -> impl Iterator<Item = Nullifier> {
        self.hashes().map(|hash| nullifier_of(&self.poll, hash))
    }
}

#[cfg(test)]
mod tests;
