//! Secrets of accounts: password hashes, session tokens, one-time links, codes of the second factor.
//!
//! Why plain and digest: the browser or the mail holds the token, the store a digest that leads
//! nowhere back.

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use totp_rs::{Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::digest::{Context, derived};
use super::vault::Kek;
use crate::domain::encoding::{base32, from_base32, percent_encoded};
use crate::domain::wire::Digest;

/// argon2id as OWASP's cheat sheet advises: 19 MiB, two passes, one lane.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// Length of tokens in bytes.
const TOKEN_LENGTH: usize = 32;

/// Length of a second factor's secret in bytes (RFC 4226 §4 recommends 160 bits).
pub const FACTOR_LENGTH: usize = 20;

/// Length of a recovery code in bytes: 80 bits, sixteen symbols.
pub const RECOVERY_LENGTH: usize = 10;

/// A secret of an account cannot be made or read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a secret of an account is damaged")]
pub struct BadSecret;

/// Hash of a password with a fresh salt, as a PHC string. Slow on purpose: keep it off the threads
/// that answer others.
pub fn hash_password(password: &str, salt: &[u8; 16]) -> Result<String, BadSecret> {
    hasher()?
        .hash_password_with_salt(password.as_bytes(), salt)
        .map(|hash| hash.to_string())
        .map_err(|_| BadSecret)
}

/// Whether the password is the one that was hashed. As slow as hashing.
pub fn password_matches(password: &str, hash: &str) -> bool {
    hasher().is_ok_and(|hasher| hasher.verify_password(password.as_bytes(), hash).is_ok())
}

fn hasher() -> Result<Argon2<'static>, BadSecret> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| BadSecret)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// A bearer token: of a session, or of a one-time link. Silent `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct BearerToken(Zeroizing<[u8; TOKEN_LENGTH]>);

impl std::fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BearerToken(…)")
    }
}

impl BearerToken {
    /// From fresh random bytes.
    pub fn new(random: [u8; TOKEN_LENGTH]) -> Self {
        Self(Zeroizing::new(random))
    }

    /// As it stands in a cookie or link.
    pub fn text(&self) -> String {
        base32(self.0.as_slice())
    }

    /// Reads what [`BearerToken::text`] wrote.
    pub fn parse(text: &str) -> Result<Self, BadSecret> {
        let bytes = from_base32(text, TOKEN_LENGTH).map_err(|_| BadSecret)?;
        let bytes = bytes.as_slice().try_into().map_err(|_| BadSecret)?;
        Ok(Self::new(bytes))
    }

    /// The same bytes as a key: what is sealed under it opens in the browser's hands alone.
    pub fn as_vault_key(&self) -> Kek {
        Kek::new(*self.0)
    }

    /// What is stored of a session's token.
    pub fn session_digest(&self) -> Digest {
        Digest::new(derived(Context::SessionDigest, &[self.0.as_slice()]))
    }

    /// What is stored of a token that a program reads published figures with.
    pub fn api_digest(&self) -> Digest {
        Digest::new(derived(Context::ApiTokenDigest, &[self.0.as_slice()]))
    }

    /// What is stored of a one-time link's token.
    pub fn link_digest(&self) -> Digest {
        Digest::new(derived(Context::AccountLinkDigest, &[self.0.as_slice()]))
    }
}

/// What is stored of a recovery code; upper and lower case, spaces and dashes do not matter.
pub fn recovery_digest(code: &str) -> Option<Digest> {
    let symbols: String = code.chars().filter(|c| c.is_alphanumeric()).collect();
    let bytes = from_base32(&symbols.to_uppercase(), RECOVERY_LENGTH).ok()?;
    Some(Digest::new(derived(Context::RecoveryDigest, &[&bytes])))
}

/// The second factor: time-based codes of six digits, thirty seconds each (RFC 6238), which
/// common authenticator apps show.
pub struct SecondFactor(Totp);

/// Seconds of a time step.
const STEP: u64 = 30;

impl SecondFactor {
    /// From its secret.
    pub fn new(secret: &[u8; FACTOR_LENGTH]) -> Result<Self, BadSecret> {
        let totp = Builder::new()
            .with_secret(Secret::from(secret.to_vec()))
            .with_skew(1)
            .with_step_duration(STEP)
            .build()
            .map_err(|_| BadSecret)?;
        Ok(Self(totp))
    }

    /// The time step of the code, if it is right now, one step early or one late.
    pub fn step_of(&self, code: &str, unix_seconds: u64) -> Option<i64> {
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        self.0
            .check(&digits, unix_seconds)
            .and_then(|step| i64::try_from(step).ok())
    }

    /// The code of a moment. For tests and rehearsals; people read it off their phone.
    pub fn code_at(&self, unix_seconds: u64) -> String {
        self.0.generate(unix_seconds).to_string()
    }
}

/// Address that authenticator apps read from a QR code (the de-facto `otpauth` form).
pub fn otpauth_url(secret: &[u8; FACTOR_LENGTH], issuer: &str, account: &str) -> String {
    let (issuer, account) = (percent_encoded(issuer), percent_encoded(account));
    let secret = rfc4648(secret);
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&issuer={issuer}")
}

/// Base32 of RFC 4648, which authenticator apps expect; ours elsewhere is Crockford's.
pub fn rfc4648(secret: &[u8; FACTOR_LENGTH]) -> String {
    Secret::from(secret.to_vec()).to_base32()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_matches_its_own_hash_alone() {
        let hash = hash_password("ถูกต้องแน่นอน 2569", &[3; 16]).unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(password_matches("ถูกต้องแน่นอน 2569", &hash));
        assert!(!password_matches("ถูกต้องแน่นอน 2570", &hash));
        assert!(!password_matches("ถูกต้องแน่นอน 2569", "not a hash"));
    }

    #[test]
    fn a_token_is_read_back_and_its_digests_differ_by_use() {
        let token = BearerToken::new([9; 32]);
        assert_eq!(BearerToken::parse(&token.text()), Ok(token.clone()));
        assert!(BearerToken::parse(&token.text()[1..]).is_err());
        assert_ne!(token.session_digest(), token.link_digest());
    }

    /// RFC 6238, appendix B: the SHA-1 row of second 59, last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let factor = SecondFactor::new(b"12345678901234567890").unwrap();
        assert_eq!(factor.code_at(59), "287082");
        assert_eq!(factor.step_of("287 082", 59), Some(1));
        assert_eq!(factor.step_of("287082", 89), Some(1));
        assert_eq!(factor.step_of("287082", 120), None);
        assert_eq!(factor.step_of("287083", 59), None);
    }

    #[test]
    fn a_recovery_code_forgives_how_it_is_typed() {
        let code = base32(&[7; RECOVERY_LENGTH]);
        let typed = format!(" {}-{}", &code[..4].to_lowercase(), &code[4..]);
        assert!(recovery_digest(&code).is_some());
        assert_eq!(recovery_digest(&typed), recovery_digest(&code));
        assert_eq!(recovery_digest("short"), None);
    }

    #[test]
    fn an_authenticator_reads_the_address() {
        let url = otpauth_url(b"12345678901234567890", "โปร่งใส", "a@b.go.th");
        assert!(url.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"));
        assert!(!url.contains('โ'));
    }
}
