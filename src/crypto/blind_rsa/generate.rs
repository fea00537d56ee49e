//! A key pair from two random primes (FIPS 186-5 §A.1.3).
//!
//! OpenSSL draws and tests the primes, whose two top bits are set: their product has all its bits, and each is
//! above 2^1023.5. What is worked out from them is kept out of its fast paths, whose time tells of the numbers,
//! and wiped.

use openssl::bn::{BigNum, BigNumContext};
use openssl::error::ErrorStack;
use openssl::pkey::Private;
use openssl::rsa::Rsa;

use super::{BlindRsaError, EXPONENT, PRIME_BITS};

/// Bits by which two primes must differ, below their length: a square root of the modulus is then near neither.
const APART: i32 = 100;
/// Pairs that are drawn before something is wrong with the machine: one in 32,768 is refused.
const DRAWS: usize = 8;

/// A new key pair.
pub(super) fn key() -> Result<Rsa<Private>, BlindRsaError> {
    for _ in 0..DRAWS {
        let (one, other) = (prime()?, prime()?);
        let mut apart = BigNum::new()?;
        apart.checked_sub(&one, &other)?;
        let far = apart.num_bits() > PRIME_BITS - APART;
        apart.clear();
        if far && fits(&one)? && fits(&other)? {
            // The larger one first: that is how its inverse to the other is kept.
            return Ok(if one > other {
                pair(one, other)?
            } else {
                pair(other, one)?
            });
        }
    }
    Err(BlindRsaError::Key)
}

fn prime() -> Result<BigNum, ErrorStack> {
    let mut prime = BigNum::new_secure()?;
    prime.generate_prime(PRIME_BITS, false, None, None)?;
    prime.set_const_time();
    Ok(prime)
}

/// Whether the exponent, itself a prime, has no part in what comes before the prime.
fn fits(prime: &BigNum) -> Result<bool, ErrorStack> {
    Ok(prime.mod_word(EXPONENT)? != 1)
}

fn pair(p: BigNum, q: BigNum) -> Result<Rsa<Private>, ErrorStack> {
    let mut work = BigNumContext::new_secure()?;
    let e = BigNum::from_u32(EXPONENT)?;
    let (before_p, before_q) = (before(&p)?, before(&q)?);
    let mut before_both = secret()?;
    before_both.checked_mul(&before_p, &before_q, &mut work)?;
    let (mut n, mut d, mut inverse) = (BigNum::new()?, secret()?, secret()?);
    n.checked_mul(&p, &q, &mut work)?;
    d.mod_inverse(&e, &before_both, &mut work)?;
    inverse.mod_inverse(&q, &p, &mut work)?;
    let (mut d_p, mut d_q) = (secret()?, secret()?);
    d_p.nnmod(&d, &before_p, &mut work)?;
    d_q.nnmod(&d, &before_q, &mut work)?;
    for mut number in [before_p, before_q, before_both] {
        number.clear();
    }
    Rsa::from_private_components(n, e, d, p, q, d_p, d_q, inverse)
}

/// One less.
fn before(prime: &BigNum) -> Result<BigNum, ErrorStack> {
    let mut before = secret()?;
    before.checked_sub(prime, &*BigNum::from_u32(1)?)?;
    Ok(before)
}

fn secret() -> Result<BigNum, ErrorStack> {
    let mut number = BigNum::new_secure()?;
    number.set_const_time();
    Ok(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_whole_and_of_full_length() {
        let key = key().unwrap();
        assert!(key.check_key().unwrap());
        assert_eq!(key.n().num_bits(), 2 * PRIME_BITS);
        let (p, q) = (key.p().unwrap(), key.q().unwrap());
        assert!(p > q, "the larger first");
        for prime in [p, q] {
            assert!(prime.is_bit_set(PRIME_BITS - 1) && prime.is_bit_set(PRIME_BITS - 2));
        }
        // No short private exponent.
        assert!(key.d().num_bits() > PRIME_BITS);
    }
}
