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
    apply_mask(&mut block, &hash);
    block.extend_from_slice(&hash);
    block.push(0xbc);
    block
}

/// Whether a block is an encoded message of `input` (RFC 8017 §9.1.2): under the salt that lies in it,
/// the encoding is this very block. Everything here is public.
pub(super) fn is_encoding_of(block: &[u8], input: &[u8]) -> bool {
    let masked_hash = block.len().checked_sub(HASH_LENGTH + 1);
    let Some((masked, rest)) = masked_hash.and_then(|at| block.split_at_checked(at)) else {
        return false;
    };
    let Some(hash) = rest.get(..HASH_LENGTH) else {
        return false;
    };
    let mut open = masked.to_vec();
    apply_mask(&mut open, hash);
    let salt = open.last_chunk::<SALT_LENGTH>();
    salt.is_some_and(|salt| encode(input, salt, block.len()) == block)
}

/// Puts the mask of a hash on, or takes it off.
fn apply_mask(block: &mut [u8], hash: &[u8]) {
    let mask = mask(hash, block.len());
    for (byte, mask) in block.iter_mut().zip(mask) {
        *byte ^= mask;
    }
    if let Some(first) = block.first_mut() {
        *first &= 0x7f; // the encoded message has one bit less than the modulus
    }
}

/// MGF1 (RFC 8017 §B.2.1).
fn mask(seed: &[u8], length: usize) -> impl Iterator<Item = u8> {
    (0u32..)
        .flat_map(move |counter| sha384(&[seed, &counter.to_be_bytes()].concat()))
        .take(length)
}
