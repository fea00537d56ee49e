//! Values of fixed length that cross rooms and wires as bytes.
//!
//! Why types: an envelope, a token and a signature are all bytes, and mixing them up would be a
//! breach. Those that are secret or could lead to a person have a silent `Debug`.

use std::fmt;

macro_rules! bytes_type {
    ($(#[$doc:meta])* $name:ident, $length:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; $length]);

        impl $name {
            /// Length in bytes.
            pub const LENGTH: usize = $length;

            /// Wraps the bytes.
            pub const fn new(bytes: [u8; $length]) -> Self {
                Self(bytes)
            }

            /// The bytes.
            pub const fn bytes(&self) -> &[u8; $length] {
                &self.0
            }
        }

        impl AsRef<[u8]> for $name {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        impl TryFrom<&[u8]> for $name {
            type Error = WrongLength;

            fn try_from(bytes: &[u8]) -> Result<Self, WrongLength> {
                <[u8; $length]>::try_from(bytes).map(Self).map_err(|_| WrongLength)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }
    };
}

/// The bytes are not as long as the value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("wrong length")]
pub struct WrongLength;

bytes_type!(
    /// A SHA-256 or BLAKE3 digest.
    Digest, 32
);
bytes_type!(
    /// Random public name of a poll (หีบ).
    PollId, 16
);
bytes_type!(
    /// First 128 bits of the SHA-256 of a manifest (FP).
    Fingerprint, 16
);
bytes_type!(
    /// Secret of a personal link.
    Token, 16
);
bytes_type!(
    /// Random part of an invitation, from which its token is derived.
    Nonce, 16
);
bytes_type!(
    /// A blinded message, or a blind signature: one RSA-2048 block.
    RsaBlock, 256
);
bytes_type!(
    /// The randomising prefix of a message (RFC 9474).
    Random32, 32
);
bytes_type!(
    /// Bearer one-time code of the public's instrument (รหัสตอบแบบวัด), bound to no person.
    Ticket, 10
);
bytes_type!(
    /// Hash under which a ballot is stored, so that "once" is a primary key.
    Nullifier, 32
);

/// A ballot sealed twice. All envelopes of a poll have one length.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope(Vec<u8>);

impl Envelope {
    /// Wraps the sealed bytes.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The sealed bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Envelope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Envelope(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_has_one_length_and_is_not_shown() {
        let bytes = [217; 17];
        assert_eq!(Token::try_from(&bytes[..16]), Ok(Token::new([217; 16])));
        for wrong in [0, 15, 17] {
            assert_eq!(Token::try_from(&bytes[..wrong]), Err(WrongLength));
        }
        let token = Token::new([217; 16]);
        assert_eq!(format!("{token:?} {token:#?}"), "Token(…) Token(…)");
        let envelope = Envelope::new(bytes.to_vec());
        assert_eq!(
            format!("{envelope:?} {envelope:#?}"),
            "Envelope(…) Envelope(…)"
        );
    }
}
