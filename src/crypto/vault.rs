//! The vault: secrets of `keys/`, each sealed under a key-encryption key that comes from outside.
//!
//! Why a key for each name: a sealed file renamed to stand for another does not open, and no two
//! files share a key under which nonces could meet.

use openssl::error::ErrorStack;
use openssl::symm::{Cipher, decrypt_aead, encrypt_aead};
use zeroize::Zeroizing;

use super::digest::{Context, derived};

const FORM: u8 = 1;
const NONCE_LENGTH: usize = 12;
const TAG_LENGTH: usize = 16;

/// Why a secret was not sealed or not opened.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The key-encryption key is not 64 hexadecimal digits.
    #[error("the key-encryption key must be 64 hexadecimal digits")]
    Kek,
    /// Sealed under another key or name, or altered.
    #[error("does not open with this key-encryption key")]
    Unopenable,
    /// OpenSSL failed.
    #[error("OpenSSL: {0}")]
    OpenSsl(#[from] ErrorStack),
}

/// Key-encryption key. Silent `Debug`, cleared when dropped.
pub struct Kek(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for Kek {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Kek(…)")
    }
}

impl Kek {
    /// From 32 raw bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// From 64 hexadecimal digits of either case; white space around them is passed over.
    pub fn from_hex(text: &str) -> Result<Self, VaultError> {
        let digits = Zeroizing::new(text.trim().to_ascii_lowercase());
        let bytes = super::manifest::from_hex(&digits).map(Zeroizing::new);
        let bytes = bytes.ok_or(VaultError::Kek)?;
        let key = bytes.as_slice().try_into().map_err(|_| VaultError::Kek)?;
        Ok(Self::new(key))
    }

    /// Seals `secret` under `name`. A nonce must never be used twice for one name.
    pub fn seal(
        &self,
        name: &str,
        nonce: [u8; NONCE_LENGTH],
        secret: &[u8],
    ) -> Result<Vec<u8>, VaultError> {
        let (key, aad) = (self.key_for(name), name.as_bytes());
        let mut tag = [0; TAG_LENGTH];
        let cipher = Cipher::aes_256_gcm();
        let sealed = encrypt_aead(cipher, &*key, Some(&nonce), aad, secret, &mut tag)?;
        Ok([&[FORM], nonce.as_slice(), &sealed, &tag].concat())
    }

    /// Opens what [`Kek::seal`] sealed under the same name.
    pub fn unseal(&self, name: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        let (nonce, text, tag) = taken_apart(sealed).ok_or(VaultError::Unopenable)?;
        let (key, aad) = (self.key_for(name), name.as_bytes());
        decrypt_aead(Cipher::aes_256_gcm(), &*key, Some(nonce), aad, text, tag)
            .map(Zeroizing::new)
            .map_err(|_| VaultError::Unopenable)
    }

    /// A secret for this purpose that every process with this key finds.
    pub fn secret_for(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        self.key_for(&format!("purpose/{purpose}"))
    }

    fn key_for(&self, name: &str) -> Zeroizing<[u8; 32]> {
        let parts: [&[u8]; 2] = [self.0.as_slice(), name.as_bytes()];
        Zeroizing::new(derived(Context::VaultKey, &parts))
    }
}

fn taken_apart(sealed: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let rest = sealed.strip_prefix(&[FORM])?;
    let (nonce, rest) = rest.split_at_checked(NONCE_LENGTH)?;
    let (text, tag) = rest.split_last_chunk::<TAG_LENGTH>()?;
    Some((nonce, text, tag))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGITS: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

    #[test]
    fn a_secret_opens_under_its_name_and_key_alone() {
        let kek = Kek::from_hex(DIGITS).unwrap();
        let sealed = kek.seal("poll/1", [7; 12], b"secret").unwrap();
        assert!(!sealed.windows(6).any(|window| window == b"secret"));
        assert_eq!(*kek.unseal("poll/1", &sealed).unwrap(), b"secret");
        assert!(kek.unseal("poll/2", &sealed).is_err());
        assert!(Kek::new([1; 32]).unseal("poll/1", &sealed).is_err());
        for position in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[position] ^= 1;
            assert!(kek.unseal("poll/1", &altered).is_err(), "{position}");
            assert!(kek.unseal("poll/1", &sealed[..position]).is_err());
        }
    }

    #[test]
    fn a_key_is_64_digits() {
        let same = Kek::from_hex(&format!(" {}\n", DIGITS.to_uppercase())).unwrap();
        let sealed = same.seal("n", [0; 12], b"s").unwrap();
        assert!(Kek::from_hex(DIGITS).unwrap().unseal("n", &sealed).is_ok());
        for wrong in [
            "",
            "00",
            &DIGITS[1..],
            &DIGITS.replace('a', "g"),
            &format!("{DIGITS}00"),
        ] {
            assert!(Kek::from_hex(wrong).is_err(), "{wrong}");
        }
    }
}
