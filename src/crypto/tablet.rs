//! Secrets of a device that HR hands over: the code that is typed on it once, the cookie that it
//! keeps, and the code that ends its session.

use super::digest::{Context, derived};
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
pub fn exit_digest(id: &str, code: &str) -> Digest {
    let text = format!("{id}\n{code}");
    Digest::new(derived(Context::TabletExitDigest, &[text.as_bytes()]))
}
