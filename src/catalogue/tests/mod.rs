//! The shipped frameworks are whole; a broken one is reported with file and line.

mod broken;
mod newcomer;
mod profile;
mod shipped;
mod words;

use crate::domain::wire::Digest;

/// Stands in for SHA-256, which another room computes: tells inputs apart, no more.
pub(super) fn mixed(bytes: &[u8]) -> Digest {
    let mut state = [0u64; 4];
    for (position, byte) in bytes.iter().enumerate() {
        let lane = &mut state[position % 4];
        *lane = lane
            .wrapping_mul(0x0100_0000_01b3)
            .wrapping_add(u64::from(*byte) + 1);
    }
    let bytes: Vec<u8> = state.iter().flat_map(|lane| lane.to_be_bytes()).collect();
    Digest::try_from(bytes.as_slice()).unwrap()
}
