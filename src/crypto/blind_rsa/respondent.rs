//! The respondent's side, as the browser's script does it: for the demo, the bench and tests.

use openssl::bn::{BigNum, BigNumContext, BigNumRef};
use openssl::error::ErrorStack;
use zeroize::Zeroizing;

use super::pss::{self, SALT_LENGTH};
use super::{BlindRsaError, IssuingPublicKey, in_range};
use crate::domain::wire::{Random32, RsaBlock};

/// What takes the blinding off again. Whoever has it and the blinded message can follow the ballot.
pub struct Inverse(Zeroizing<[u8; RsaBlock::LENGTH]>);

impl std::fmt::Debug for Inverse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Inverse(…)")
    }
}

/// The input of [`blind`]: `random32 ‖ message` (RFC 9474 §4.1).
pub fn prepare(message: &[u8], random32: &Random32) -> Vec<u8> {
    [random32.bytes(), message].concat()
}

/// Blinds a prepared message with salt and factor drawn by OpenSSL (RFC 9474 §4.2).
pub fn blind(key: &IssuingPublicKey, input: &[u8]) -> Result<(RsaBlock, Inverse), BlindRsaError> {
    let (n, e) = (key.rsa.n(), key.rsa.e());
    let mut salt = [0; SALT_LENGTH];
    openssl::rand::rand_bytes(&mut salt)?;
    loop {
        let mut factor = BigNum::new()?;
        n.rand_range(&mut factor)?;
        // No inverse: the factor is 0, or the modulus was just factored. Draw again.
        let Ok(inverse) = inverted(&factor, n) else {
            continue;
        };
        let blinded = blinded(input, &salt, &factor, n, e)?;
        factor.clear();
        return Ok((
            block(&blinded)?,
            Inverse(Zeroizing::new(*block(&inverse)?.bytes())),
        ));
    }
}

/// Takes the blinding off and verifies what comes out (RFC 9474 §4.4).
pub fn finalize(
    key: &IssuingPublicKey,
    input: &[u8],
    blind_signature: &RsaBlock,
    inverse: &Inverse,
) -> Result<RsaBlock, BlindRsaError> {
    in_range(key.rsa.n(), blind_signature)?;
    let blind_signature = BigNum::from_slice(blind_signature.bytes())?;
    let mut inverse = BigNum::from_slice(inverse.0.as_slice())?;
    let signature = product(&blind_signature, &inverse, key.rsa.n())?;
    inverse.clear();
    let signature = block(&signature)?;
    key.verify_input(input, &signature)?;
    Ok(signature)
}

/// `EMSA-PSS(input) · factor^e mod n`.
fn blinded(
    input: &[u8],
    salt: &[u8; SALT_LENGTH],
    factor: &BigNumRef,
    n: &BigNumRef,
    e: &BigNumRef,
) -> Result<BigNum, ErrorStack> {
    let length = usize::try_from(n.num_bytes()).unwrap_or(RsaBlock::LENGTH);
    let message = BigNum::from_slice(&pss::encode(input, salt, length))?;
    let mut mask = BigNum::new()?;
    mask.mod_exp(factor, e, n, &mut *BigNumContext::new()?)?;
    product(&message, &mask, n)
}

fn product(a: &BigNumRef, b: &BigNumRef, n: &BigNumRef) -> Result<BigNum, ErrorStack> {
    let mut result = BigNum::new()?;
    result.mod_mul(a, b, n, &mut *BigNumContext::new()?)?;
    Ok(result)
}

fn inverted(a: &BigNumRef, n: &BigNumRef) -> Result<BigNum, ErrorStack> {
    let mut result = BigNum::new()?;
    result.mod_inverse(a, n, &mut *BigNumContext::new()?)?;
    Ok(result)
}

fn block(number: &BigNumRef) -> Result<RsaBlock, BlindRsaError> {
    let bytes = Zeroizing::new(number.to_vec_padded(256)?);
    RsaBlock::try_from(bytes.as_slice()).map_err(|_| BlindRsaError::OutOfRange)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 9474 appendix A.3 (a 4096-bit key): our arithmetic is the standard's.
    #[test]
    fn the_standards_own_example_comes_out() {
        let vector: serde_json::Value =
            serde_json::from_str(include_str!("../../../tests/interop/rfc9474.json")).unwrap();
        let text = |name: &str| vector[name].as_str().unwrap();
        let number = |name: &str| BigNum::from_hex_str(text(name)).unwrap();
        let bytes = |name: &str| number(name).to_vec_padded(48).unwrap();
        let (n, e) = (number("n"), BigNum::from_u32(65_537).unwrap());

        let prefix = number("msg_prefix").to_vec_padded(32).unwrap();
        let random32 = Random32::try_from(prefix.as_slice()).unwrap();
        let input = prepare(&bytes("msg"), &random32);
        let salt: [u8; 48] = bytes("salt").try_into().unwrap();
        let factor = inverted(&number("inv"), &n).unwrap();
        let blinded = blinded(&input, &salt, &factor, &n, &e).unwrap();
        let start = text("blinded_msg_start").to_uppercase();
        assert!(blinded.to_hex_str().unwrap().starts_with(&start));

        let mut opened = BigNum::new().unwrap();
        let mut context = BigNumContext::new().unwrap();
        opened
            .mod_exp(&number("sig"), &e, &n, &mut context)
            .unwrap();
        let encoded = BigNum::from_slice(&pss::encode(&input, &salt, 512)).unwrap();
        assert!(opened == encoded);
    }
}
