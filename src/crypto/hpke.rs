//! The seal: HPKE (RFC 9180), base mode, single shot:
//! `DHKEM(P-256, HKDF-SHA256)`, `HKDF-SHA256`, `AES-128-GCM`.
//!
//! Why by hand over OpenSSL: the browser seals with what it has, and a country's tally opens millions
//! of envelopes, so speed counts; the crate `hpke` serves the tests as the oracle.

mod key_schedule;

use std::sync::OnceLock;

use openssl::bn::{BigNum, BigNumContext, BigNumContextRef};
use openssl::cipher::{Cipher, CipherRef};
use openssl::cipher_ctx::CipherCtx;
use openssl::ec::{EcGroup, EcKey, EcPoint, PointConversionForm};
use openssl::error::ErrorStack;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::symm::{self, encrypt_aead};
use zeroize::Zeroizing;

/// Length of a public key, and of the key that travels in front of a ciphertext (uncompressed point).
pub const PUBLIC_KEY_LENGTH: usize = 65;
/// By how much a sealed text is longer than the text: the travelling key and the tag.
pub const OVERHEAD: usize = PUBLIC_KEY_LENGTH + TAG_LENGTH;

const TAG_LENGTH: usize = 16;

/// Why something could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Not a point of P-256, or not a private key of it.
    #[error("not a P-256 key")]
    Key,
    /// Sealed to another key, for another poll, or altered.
    #[error("does not open")]
    Unopenable,
    /// OpenSSL failed.
    #[error("OpenSSL: {0}")]
    OpenSsl(#[from] ErrorStack),
}

/// Public key to which ballots are sealed.
#[derive(Clone)]
pub struct SealPublicKey {
    bytes: [u8; PUBLIC_KEY_LENGTH],
}

impl std::fmt::Debug for SealPublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealPublicKey(…)")
    }
}

impl SealPublicKey {
    /// Reads an uncompressed point; one that is not on the curve is refused.
    pub fn from_bytes(bytes: &[u8; PUBLIC_KEY_LENGTH]) -> Result<Self, SealError> {
        let mut context = BigNumContext::new()?;
        point(curve()?, bytes, &mut context).map_err(|_| SealError::Key)?;
        Ok(Self { bytes: *bytes })
    }

    /// The uncompressed point.
    pub fn bytes(&self) -> &[u8; PUBLIC_KEY_LENGTH] {
        &self.bytes
    }
}

/// Private key that opens what was sealed to its public half. Silent `Debug`; OpenSSL clears it. A clone is
/// another handle to the same memory.
#[derive(Clone)]
pub struct SealKey {
    key: PKey<Private>,
    public: SealPublicKey,
}

impl std::fmt::Debug for SealKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SealKey(…)")
    }
}

impl SealKey {
    /// A new key pair, drawn by OpenSSL.
    pub fn generate() -> Result<Self, SealError> {
        Self::from_ec(EcKey::generate(curve()?)?)
    }

    /// Reads what [`SealKey::to_bytes`] wrote: the private number, big-endian.
    pub fn from_bytes(secret: &[u8; 32]) -> Result<Self, SealError> {
        let group = curve()?;
        let mut context = BigNumContext::new()?;
        let mut order = BigNum::new()?;
        group.order(&mut order, &mut context)?;
        let mut number = BigNum::from_slice(secret)?;
        if number.num_bits() == 0 || *number >= *order {
            return Err(SealError::Key);
        }
        let mut point = EcPoint::new(group)?;
        point.mul_generator2(group, &number, &mut context)?;
        let key = EcKey::from_private_components(group, &number, &point)?;
        number.clear();
        Self::from_ec(key)
    }

    fn from_ec(key: EcKey<Private>) -> Result<Self, SealError> {
        let form = PointConversionForm::UNCOMPRESSED;
        let mut context = BigNumContext::new()?;
        let bytes = key.public_key().to_bytes(key.group(), form, &mut context)?;
        let bytes = bytes.try_into().map_err(|_| SealError::Key)?;
        Ok(Self {
            key: PKey::from_ec_key(key)?,
            public: SealPublicKey { bytes },
        })
    }

    /// The private number, big-endian: to be split or sealed at once.
    pub fn to_bytes(&self) -> Result<Zeroizing<[u8; 32]>, SealError> {
        let key = self.key.ec_key()?;
        let bytes = Zeroizing::new(key.private_key().to_vec_padded(32)?);
        let bytes = bytes.as_slice().try_into().map_err(|_| SealError::Key)?;
        Ok(Zeroizing::new(bytes))
    }

    /// The public half.
    pub fn public(&self) -> &SealPublicKey {
        &self.public
    }
}

/// Seals `plaintext` to `key`; gives the travelling key and the ciphertext with its tag.
pub fn seal(
    key: &SealPublicKey,
    info: &[u8],
    aad: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, SealError> {
    let ephemeral = SealKey::generate()?;
    let travelling = ephemeral.public.bytes();
    let shared = agreed(&ephemeral, &key.bytes)?;
    let (aead_key, nonce) = key_schedule::derive(&shared, travelling, &key.bytes, info);
    let mut sealed = travelling.to_vec();
    let mut tag = [0; TAG_LENGTH];
    let cipher = symm::Cipher::aes_128_gcm();
    let nonce = Some(nonce.as_slice());
    sealed.extend(encrypt_aead(
        cipher, &*aead_key, nonce, aad, plaintext, &mut tag,
    )?);
    sealed.extend_from_slice(&tag);
    Ok(sealed)
}

/// Opens what [`seal`] made, for the same key, `info` and `aad`.
pub fn open(
    key: &SealKey,
    info: &[u8],
    aad: &[u8],
    sealed: &[u8],
) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (travelling, rest) = sealed.split_first_chunk().ok_or(SealError::Unopenable)?;
    let (ciphertext, tag) = rest
        .split_last_chunk::<TAG_LENGTH>()
        .ok_or(SealError::Unopenable)?;
    let shared = agreed(key, travelling)?;
    let (aead_key, nonce) = key_schedule::derive(&shared, travelling, &key.public.bytes, info);
    let mut opened = Zeroizing::new(vec![0; ciphertext.len()]);
    let mut context = CipherCtx::new()?;
    context.decrypt_init(Some(aes()?), Some(&*aead_key), Some(&nonce))?;
    context.set_tag(tag)?;
    context.cipher_update(aad, None)?;
    context.cipher_update(ciphertext, Some(&mut opened))?;
    let right = context.cipher_final(&mut []);
    right.map(|_| opened).map_err(|_| SealError::Unopenable)
}

/// ECDH: the x coordinate of the common point. A tally does it millions of times, and OpenSSL's deriver copies
/// each key to where its algorithm lies, which takes longer than the multiplication.
fn agreed(
    own: &SealKey,
    other: &[u8; PUBLIC_KEY_LENGTH],
) -> Result<Zeroizing<[u8; 32]>, SealError> {
    let group = curve()?;
    let mut context = BigNumContext::new_secure()?;
    let point = point(group, other, &mut context).map_err(|_| SealError::Unopenable)?;
    let key = own.key.ec_key()?;
    let mut common = EcPoint::new(group)?;
    common.mul2(group, &point, key.private_key(), &mut context)?;
    let (mut x, mut y) = (BigNum::new_secure()?, BigNum::new_secure()?);
    common.affine_coordinates(group, &mut x, &mut y, &mut context)?;
    let bytes = Zeroizing::new(x.to_vec_padded(32)?);
    // What was common is written over with what came, since freeing a point does not clear it.
    point.affine_coordinates(group, &mut x, &mut y, &mut context)?;
    common.set_affine_coordinates(group, &x, &y, &mut context)?;
    let shared = bytes.as_slice().try_into();
    Ok(Zeroizing::new(shared.map_err(|_| SealError::Key)?))
}

/// Checks that the point is on the curve; 65 bytes are never the point at infinity, and P-256 has no small
/// subgroup to check for.
fn point(
    group: &EcGroup,
    bytes: &[u8; PUBLIC_KEY_LENGTH],
    context: &mut BigNumContextRef,
) -> Result<EcPoint, ErrorStack> {
    EcPoint::from_bytes(group, bytes, context)
}

/// AES-128-GCM, looked up once.
fn aes() -> Result<&'static CipherRef, SealError> {
    static AES: OnceLock<Cipher> = OnceLock::new();
    if let Some(cipher) = AES.get() {
        return Ok(cipher);
    }
    let cipher = Cipher::fetch(None, "AES-128-GCM", None)?;
    Ok(AES.get_or_init(|| cipher))
}

/// P-256, set up once: building it anew costs as much as a multiplication.
fn curve() -> Result<&'static EcGroup, SealError> {
    static P256: OnceLock<EcGroup> = OnceLock::new();
    if let Some(group) = P256.get() {
        return Ok(group);
    }
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
    Ok(P256.get_or_init(|| group))
}

#[cfg(test)]
mod tests;
