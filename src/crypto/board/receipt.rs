//! The receipt that a respondent may write down.

use crate::crypto::check_symbols;
use crate::domain::encoding::{base32, grouped};
use crate::domain::wire::Nullifier;

/// 100 bits: short enough for a hand, long enough that no two ballots of a country share one.
const SYMBOLS: usize = 20;

/// The code under which a respondent finds the own ballot on the board: 20 symbols in groups of
/// four, the start of the nullifier.
pub fn receipt_code(nullifier: &Nullifier) -> String {
    grouped(&start_of(nullifier))
}

fn start_of(nullifier: &Nullifier) -> String {
    base32(nullifier.bytes()).chars().take(SYMBOLS).collect()
}

/// The text is no receipt code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a receipt code")]
pub struct BadReceipt;

/// A typed receipt code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt(String);

impl Receipt {
    /// Reads a typed code; case, spaces, hyphens and look-alikes are forgiven.
    pub fn parse(text: &str) -> Result<Self, BadReceipt> {
        let values = check_symbols::typed(text).ok_or(BadReceipt)?;
        if values.len() == SYMBOLS {
            Ok(Self(check_symbols::text(&values)))
        } else {
            Err(BadReceipt)
        }
    }

    /// Whether it is the receipt of this ballot.
    pub fn is_of(&self, nullifier: &Nullifier) -> bool {
        start_of(nullifier) == self.0
    }
}
