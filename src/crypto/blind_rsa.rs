//! The credential: RSABSSA-SHA384-PSS-Randomized with RSA-2048 (RFC 9474).
//!
//! The server signs a blinded message that it cannot read; the browser unblinds the signature.
//! No stored value joins the two: the blinding factor never leaves the browser.
//!
//! Why over OpenSSL's raw operation: a blind signer raises whatever it is handed to the private
//! exponent, so timing and faults are the danger. OpenSSL blinds the exponentiation and works in
//! constant time; [`IssuingKey::blind_sign`] checks `s^e = m` itself before it answers, since one
//! wrong half of a CRT result would give the factors away.

mod generate;
mod pss;
mod respondent;

use openssl::bn::BigNumRef;
use openssl::error::ErrorStack;
use openssl::pkey::{Private, Public};
use openssl::rsa::{Padding, Rsa};
use zeroize::Zeroizing;

use crate::domain::wire::{Random32, RsaBlock};

pub use respondent::{Inverse, blind, finalize, prepare};

const MODULUS_BITS: i32 = 2048;
const EXPONENT: u32 = 65_537;
/// Bits of either prime.
const PRIME_BITS: i32 = MODULUS_BITS / 2;

/// Why a key, a blinded message or a signature is not taken.
#[derive(Debug, thiserror::Error)]
pub enum BlindRsaError {
    /// Not an RSA-2048 key with the exponent 65537.
    #[error("not an RSA-2048 key with exponent 65537")]
    Key,
    /// The block is not a number below the modulus.
    #[error("block out of range")]
    OutOfRange,
    /// The computed signature failed its own check; nothing was given out.
    #[error("signing fault")]
    Fault,
    /// The signature is not valid for the message.
    #[error("invalid signature")]
    Signature,
    /// OpenSSL failed.
    #[error("OpenSSL: {0}")]
    OpenSsl(#[from] ErrorStack),
}

/// Private key that signs credentials of one poll. Silent `Debug`; OpenSSL clears it when dropped.
pub struct IssuingKey(Rsa<Private>);

impl std::fmt::Debug for IssuingKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IssuingKey(…)")
    }
}

impl IssuingKey {
    /// A new key pair of two primes drawn by OpenSSL; a third of the time of its own key generation, which the
    /// opening of a round with thousands of polls waits for.
    pub fn generate() -> Result<Self, BlindRsaError> {
        generate::key().map(Self)
    }

    /// Reads what [`IssuingKey::to_der`] wrote (PKCS#1).
    pub fn from_der(der: &[u8]) -> Result<Self, BlindRsaError> {
        let key = Rsa::private_key_from_der(der).map_err(|_| BlindRsaError::Key)?;
        check_size(key.n(), key.e())?;
        if key.check_key()? {
            Ok(Self(key))
        } else {
            Err(BlindRsaError::Key)
        }
    }

    /// The private key as PKCS#1 DER, to be sealed at once.
    pub fn to_der(&self) -> Result<Zeroizing<Vec<u8>>, BlindRsaError> {
        Ok(Zeroizing::new(self.0.private_key_to_der()?))
    }

    /// The public half.
    pub fn public(&self) -> Result<IssuingPublicKey, BlindRsaError> {
        let (n, e) = (self.0.n().to_owned()?, self.0.e().to_owned()?);
        IssuingPublicKey::new(Rsa::from_public_components(n, e)?)
    }

    /// Whether a blinded message is one that can be signed: a number below the modulus. Asked
    /// before anything is recorded.
    pub fn accepts(&self, blinded: &RsaBlock) -> bool {
        in_range(self.0.n(), blinded).is_ok()
    }

    /// Signs a blinded message (RFC 9474 §4.3). Refuses a number that is not below the modulus.
    /// The same block always gives the same signature.
    pub fn blind_sign(&self, blinded: &RsaBlock) -> Result<RsaBlock, BlindRsaError> {
        in_range(self.0.n(), blinded)?;
        let mut signature = [0; RsaBlock::LENGTH];
        self.0
            .private_encrypt(blinded.bytes(), &mut signature, Padding::NONE)?;
        let mut check = [0; RsaBlock::LENGTH];
        self.0
            .public_decrypt(&signature, &mut check, Padding::NONE)?;
        if &check == blinded.bytes() {
            Ok(RsaBlock::new(signature))
        } else {
            Err(BlindRsaError::Fault)
        }
    }
}

/// Public key under which credentials of one poll verify.
#[derive(Clone)]
pub struct IssuingPublicKey {
    rsa: Rsa<Public>,
}

impl std::fmt::Debug for IssuingPublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IssuingPublicKey(…)")
    }
}

impl IssuingPublicKey {
    fn new(rsa: Rsa<Public>) -> Result<Self, BlindRsaError> {
        check_size(rsa.n(), rsa.e())?;
        Ok(Self { rsa })
    }

    /// Reads a `SubjectPublicKeyInfo` (rsaEncryption), in its one valid spelling.
    pub fn from_spki(spki: &[u8]) -> Result<Self, BlindRsaError> {
        let rsa = Rsa::public_key_from_der(spki).map_err(|_| BlindRsaError::Key)?;
        let key = Self::new(rsa)?;
        if key.spki()? == spki {
            Ok(key)
        } else {
            Err(BlindRsaError::Key)
        }
    }

    /// The key as `SubjectPublicKeyInfo` (rsaEncryption), as the manifest carries it.
    pub fn spki(&self) -> Result<Vec<u8>, BlindRsaError> {
        Ok(self.rsa.public_key_to_der()?)
    }

    /// Whether `signature` is a credential for `random32 ‖ message`: RSASSA-PSS, SHA-384, salt 48.
    pub fn verify(
        &self,
        random32: &Random32,
        message: &[u8],
        signature: &RsaBlock,
    ) -> Result<(), BlindRsaError> {
        self.verify_input(&prepare(message, random32), signature)
    }

    /// Why not through OpenSSL's verifier: it looks every algorithm up by name, each time, which takes
    /// longer than the arithmetic.
    fn verify_input(&self, input: &[u8], signature: &RsaBlock) -> Result<(), BlindRsaError> {
        let mut block = [0; RsaBlock::LENGTH];
        // OpenSSL refuses a block that is not below the modulus.
        self.rsa
            .public_decrypt(signature.bytes(), &mut block, Padding::NONE)
            .map_err(|_| BlindRsaError::Signature)?;
        if pss::is_encoding_of(&block, input) {
            Ok(())
        } else {
            Err(BlindRsaError::Signature)
        }
    }
}

fn check_size(n: &BigNumRef, e: &BigNumRef) -> Result<(), BlindRsaError> {
    let exponent = openssl::bn::BigNum::from_u32(EXPONENT)?;
    if n.num_bits() == MODULUS_BITS && *e == *exponent {
        Ok(())
    } else {
        Err(BlindRsaError::Key)
    }
}

fn in_range(n: &BigNumRef, block: &RsaBlock) -> Result<(), BlindRsaError> {
    let number = openssl::bn::BigNum::from_slice(block.bytes())?;
    if number.num_bits() > 0 && *number < *n {
        Ok(())
    } else {
        Err(BlindRsaError::OutOfRange)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credential(key: &IssuingKey) -> (Random32, RsaBlock) {
        let random32 = Random32::new([7; 32]);
        let input = prepare(b"message", &random32);
        let public = key.public().unwrap();
        let (blinded, inverse) = blind(&public, &input).unwrap();
        let blind_signature = key.blind_sign(&blinded).unwrap();
        let signature = finalize(&public, &input, &blind_signature, &inverse).unwrap();
        (random32, signature)
    }

    #[test]
    fn a_credential_is_valid_for_its_message_and_key_alone() {
        let key = IssuingKey::generate().unwrap();
        let public = key.public().unwrap();
        let (random32, signature) = credential(&key);
        public.verify(&random32, b"message", &signature).unwrap();
        assert!(public.verify(&random32, b"another", &signature).is_err());
        let other = Random32::new([8; 32]);
        assert!(public.verify(&other, b"message", &signature).is_err());
        let foreign = IssuingKey::generate().unwrap().public().unwrap();
        assert!(foreign.verify(&random32, b"message", &signature).is_err());
        let mut flipped = *signature.bytes();
        flipped[100] ^= 1;
        assert!(
            public
                .verify(&random32, b"message", &RsaBlock::new(flipped))
                .is_err()
        );
        assert!(
            public
                .verify(&random32, b"message", &RsaBlock::new([255; 256]))
                .is_err()
        );
    }

    #[test]
    fn openssls_own_verifier_takes_what_ours_takes_and_ours_what_its_signer_makes() {
        use openssl::hash::MessageDigest;
        use openssl::pkey::PKey;
        use openssl::sign::{RsaPssSaltlen, Signer, Verifier};
        let key = IssuingKey::generate().unwrap();
        let (random32, signature) = credential(&key);
        let sha384 = MessageDigest::sha384();
        let pkey = PKey::from_rsa(key.0.clone()).unwrap();
        let mut verifier = Verifier::new(sha384, &pkey).unwrap();
        verifier.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
        verifier
            .set_rsa_pss_saltlen(RsaPssSaltlen::custom(48))
            .unwrap();
        verifier.update(random32.bytes()).unwrap();
        verifier.update(b"message").unwrap();
        assert!(verifier.verify(signature.bytes()).unwrap());
        for (salt, good) in [(48, true), (32, false)] {
            let mut signer = Signer::new(sha384, &pkey).unwrap();
            signer.set_rsa_padding(Padding::PKCS1_PSS).unwrap();
            signer
                .set_rsa_pss_saltlen(RsaPssSaltlen::custom(salt))
                .unwrap();
            signer.update(&prepare(b"message", &random32)).unwrap();
            let signature = RsaBlock::try_from(signer.sign_to_vec().unwrap().as_slice()).unwrap();
            let taken = key
                .public()
                .unwrap()
                .verify(&random32, b"message", &signature);
            assert_eq!(taken.is_ok(), good, "salt of {salt} bytes");
        }
    }

    #[test]
    fn one_blinded_message_has_one_signature() {
        let key = IssuingKey::generate().unwrap();
        let public = key.public().unwrap();
        let (blinded, _) = blind(&public, b"input").unwrap();
        assert!(key.blind_sign(&blinded).unwrap() == key.blind_sign(&blinded).unwrap());
        let (again, _) = blind(&public, b"input").unwrap();
        assert!(blinded != again, "two blindings of one input must differ");
    }

    #[test]
    fn a_block_above_the_modulus_is_not_signed() {
        let key = IssuingKey::generate().unwrap();
        let n = key.0.n().to_vec_padded(256).unwrap();
        for block in [
            RsaBlock::try_from(n.as_slice()).unwrap(),
            RsaBlock::new([255; 256]),
        ] {
            assert!(matches!(
                key.blind_sign(&block),
                Err(BlindRsaError::OutOfRange)
            ));
        }
    }

    #[test]
    fn a_wrong_result_is_never_given_out() {
        let key = IssuingKey::generate().unwrap();
        let own = |number: &BigNumRef| number.to_owned().unwrap();
        let mut wrong = own(key.0.d());
        wrong.add_word(2).unwrap();
        let (n, e) = (own(key.0.n()), own(key.0.e()));
        let faulty = openssl::rsa::RsaPrivateKeyBuilder::new(n, e, wrong).unwrap();
        let faulty = IssuingKey(faulty.build());
        assert!(matches!(
            faulty.blind_sign(&RsaBlock::new([2; 256])),
            Err(BlindRsaError::Fault)
        ));
    }

    #[test]
    fn keys_survive_their_encodings() {
        let key = IssuingKey::generate().unwrap();
        let read = IssuingKey::from_der(&key.to_der().unwrap()).unwrap();
        let spki = key.public().unwrap().spki().unwrap();
        assert_eq!(read.public().unwrap().spki().unwrap(), spki);
        let (random32, signature) = credential(&read);
        IssuingPublicKey::from_spki(&spki)
            .unwrap()
            .verify(&random32, b"message", &signature)
            .unwrap();
    }

    #[test]
    fn other_keys_are_refused() {
        let small = Rsa::generate(1024).unwrap();
        let der = small.private_key_to_der().unwrap();
        assert!(IssuingKey::from_der(&der).is_err());
        let spki = small.public_key_to_der().unwrap();
        assert!(IssuingPublicKey::from_spki(&spki).is_err());
        assert!(IssuingPublicKey::from_spki(b"").is_err());
    }
}
