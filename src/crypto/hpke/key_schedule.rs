//! From an agreed secret to a key and a nonce (RFC 9180 §4.1 and §5.1).
//!
//! Why HMAC is spelled out: a dozen lines over OpenSSL's SHA-256 need no lookup of an algorithm by
//! name, which costs more than the hashing.

use openssl::sha::Sha256;
use zeroize::Zeroizing;

const KEM: &[u8] = b"KEM\x00\x10";
const HPKE: &[u8] = b"HPKE\x00\x10\x00\x01\x00\x01";
const VERSION: &[u8] = b"HPKE-v1";
const BASE_MODE: &[u8] = &[0];
const BLOCK_LENGTH: usize = 64;

type Prk = Zeroizing<[u8; 32]>;

/// Key and nonce of the first and only message.
pub(super) fn derive(
    agreed: &[u8; 32],
    travelling: &[u8],
    recipient: &[u8],
    info: &[u8],
) -> (Zeroizing<[u8; 16]>, [u8; 12]) {
    let eae = extract(KEM, b"", b"eae_prk", agreed);
    let shared: Prk = expand(KEM, &eae, b"shared_secret", &[travelling, recipient]);
    let psk_id = extract(HPKE, b"", b"psk_id_hash", b"");
    let info = extract(HPKE, b"", b"info_hash", info);
    let context: [&[u8]; 3] = [BASE_MODE, psk_id.as_slice(), info.as_slice()];
    let secret = extract(HPKE, shared.as_slice(), b"secret", b"");
    let key = expand(HPKE, &secret, b"key", &context);
    let nonce: Zeroizing<[u8; 12]> = expand(HPKE, &secret, b"base_nonce", &context);
    (key, *nonce)
}

/// `LabeledExtract`.
fn extract(suite: &[u8], salt: &[u8], label: &[u8], ikm: &[u8]) -> Prk {
    hmac(salt, &[VERSION, suite, label, ikm])
}

/// `LabeledExpand` to at most 32 bytes, so that one block of HKDF-Expand is enough.
fn expand<const N: usize>(
    suite: &[u8],
    prk: &Prk,
    label: &[u8],
    info: &[&[u8]],
) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 32) };
    let length = u16::try_from(N).unwrap_or(u16::MAX).to_be_bytes();
    let mut parts = vec![length.as_slice(), VERSION, suite, label];
    parts.extend_from_slice(info);
    parts.push(&[1]);
    let block = hmac(prk.as_slice(), &parts);
    let mut output = Zeroizing::new([0; N]);
    for (byte, derived) in output.iter_mut().zip(block.iter()) {
        *byte = *derived;
    }
    output
}

/// HMAC-SHA256 (RFC 2104) with a key of at most one block.
fn hmac(key: &[u8], parts: &[&[u8]]) -> Prk {
    let padded = |with: u8| {
        let mut block = Zeroizing::new([with; BLOCK_LENGTH]);
        for (byte, key) in block.iter_mut().zip(key) {
            *byte ^= key;
        }
        block
    };
    let mut inner = Sha256::new();
    inner.update(padded(0x36).as_slice());
    for part in parts {
        inner.update(part);
    }
    let mut outer = Sha256::new();
    outer.update(padded(0x5c).as_slice());
    outer.update(&inner.finish());
    Zeroizing::new(outer.finish())
}
