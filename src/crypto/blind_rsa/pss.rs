//! EMSA-PSS with SHA-384 and MGF1 (RFC 8017 §9.1.1): what a respondent blinds.

use openssl::sha::sha384;

/// Length of the salt, that of the hash.
pub(super) const SALT_LENGTH: usize = 48;

const HASH_LENGTH: usize = 48;

/// The encoded message for a modulus of `modulus_length` whole bytes (2048 bits or more).
pub(super) fn encode(input: &[u8], salt: &[u8; SALT_LENGTH], modulus_length: usize) -> Vec<u8> {
    let hash = sha384(&[&[0; 8], sha384(input).as_slice(), salt].concat());
    let mut block = vec![0; modulus_length.saturating_sub(SALT_LENGTH + HASH_LENGTH + 2)];
    block.push(1);
    block.extend_from_slice(salt);
    let mask = mask(&hash, block.len());
    for (byte, mask) in block.iter_mut().zip(mask) {
        *byte ^= mask;
    }
    if let Some(first) = block.first_mut() {
        *first &= 0x7f; // the encoded message has one bit less than the modulus
    }
    block.extend_from_slice(&hash);
    block.push(0xbc);
    block
}

/// MGF1 (RFC 8017 §B.2.1).
fn mask(seed: &[u8], length: usize) -> impl Iterator<Item = u8> {
    (0u32..)
        .flat_map(move |counter| sha384(&[seed, &counter.to_be_bytes()].concat()))
        .take(length)
}
