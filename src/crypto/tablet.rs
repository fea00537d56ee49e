//! Secrets of a device that HR hands over: the code that is typed on it once, the cookie that it
//! keeps, and the code that ends its session.

use super::digest::{Context, derived};
use super::token::TokenKey;
use crate::domain::encoding::{base32, from_base32};
use crate::domain::wire::Digest;

/// Length of a code that is typed, in bytes: eight symbols.
pub const CODE_LENGTH: usize = 5;
/// Length of a cookie, in bytes.
pub const COOKIE_LENGTH: usize = 32;

/// What is typed on a device, or what it keeps. Silent `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct TabletSecret(Vec<u8>);

impl std::fmt::Debug for TabletSecret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TabletSecret(…)")
    }
}

impl TabletSecret {
    /// A code to type.
    pub fn code(random: [u8; CODE_LENGTH]) -> Self {
        Self(random.to_vec())
    }

    /// A cookie.
    pub fn cookie(random: [u8; COOKIE_LENGTH]) -> Self {
        Self(random.to_vec())
    }

    /// Reads a typed code.
    pub fn typed(text: &str) -> Option<Self> {
        from_base32(text, CODE_LENGTH).ok().map(Self)
    }

    /// Reads a cookie.
    pub fn kept(text: &str) -> Option<Self> {
        from_base32(text, COOKIE_LENGTH).ok().map(Self)
    }

    /// As it is typed or kept.
    pub fn text(&self) -> String {
        base32(&self.0)
    }

    /// All that is stored of it. A code and a cookie differ in length, so their digests never meet.
    pub fn digest(&self) -> Digest {
        Digest::new(derived(Context::TabletDigest, &[&self.0]))
    }
}

/// What is stored of the code that ends a device's session; `id` is the session's name.
///
/// Why under a key: whoever has the database alone could try all codes of four digits in a moment,
/// and with a slow hash in minutes.
pub fn exit_digest(key: &TokenKey, id: &str, code: &str) -> Digest {
    let text = format!("{id}\n{code}");
    Digest::new(derived(
        Context::TabletExitDigest,
        &[key.bytes(), text.as_bytes()],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exit_code_is_told_by_nothing_that_the_database_holds() {
        let (key, other) = (TokenKey::new(&[1; 32]), TokenKey::new(&[2; 32]));
        let stored = exit_digest(&key, "a", "4711");
        assert_eq!(stored, exit_digest(&key, "a", "4711"));
        assert_ne!(stored, exit_digest(&other, "a", "4711"), "another key");
        assert_ne!(stored, exit_digest(&key, "b", "4711"), "another device");
        assert_ne!(stored, exit_digest(&key, "a", "4712"), "another code");
    }
}
