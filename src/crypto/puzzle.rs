//! A proof of work of many small parts, so that no phone is unlucky for long.

use super::digest::{Context, derived, sha256_concat};
use crate::domain::wire::Fingerprint;

/// Parts of a puzzle.
pub const PARTS: usize = 16;
/// Bits of the hash that must be zero in each part: 64 tries in the mean.
pub const BITS: u32 = 6;
/// Seal of a puzzle that this server gave for a poll.
pub fn puzzle_seal(key: &[u8; 32], fingerprint: &Fingerprint, body: &[u8]) -> [u8; 32] {
    derived(Context::PuzzleSeal, &[key, fingerprint.bytes(), body])
}

/// Whether this number makes SHA-256 of `puzzle:part:number` begin with enough zero bits.
pub fn solves(puzzle: &str, part: usize, number: u32) -> bool {
    let number = number.to_string();
    let hash = sha256_concat(&[format!("{puzzle}:{part}:").as_bytes(), number.as_bytes()]);
    let [first, ..] = hash.bytes();
    first.leading_zeros() >= BITS
}
