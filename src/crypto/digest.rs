//! Digests: SHA-256 for what others recompute, BLAKE3 inside, each use with its own context.

use crate::domain::wire::Digest;

/// What a BLAKE3 value is for; values of two uses never meet, whatever their input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Context {
    /// Key under which tokens are derived.
    TokenKey,
    /// Digest of a token, the only form that is stored.
    TokenDigest,
    /// Digest of a blinded message, kept until close so that a repeat gets the same answer.
    BlindedDigest,
    /// Key that seals one named secret of `keys/`.
    VaultKey,
    /// Key that locks what is carried to a machine without a network.
    CarryLock,
    /// Key that locks what comes back from there.
    CarryResult,
    /// Digest of a session's token.
    SessionDigest,
    /// Digest of a one-time link of an account.
    AccountLinkDigest,
    /// Digest of a recovery code.
    RecoveryDigest,
    /// Digest of a token that a program reads published figures with.
    ApiTokenDigest,
    /// Digest of a code that hands a device over, or of the device's cookie.
    TabletDigest,
    /// Digest of the code that ends a device's session.
    TabletExitDigest,
    /// Digest of a ticket, the only form that is stored.
    TicketDigest,
    /// Digest of the secret that a kiosk keeps.
    KioskDigest,
    /// Seal of a puzzle that the server gave.
    PuzzleSeal,
    /// Name of an address for the rate limits of one day.
    VisitorOfDay,
    /// Digest of a file in a backup.
    BackupFile,
    /// Digest of the certificate's files, to see that they changed.
    CertificateFiles,
}

impl Context {
    const fn text(self) -> &'static str {
        match self {
            Context::TokenKey => "prongsai v1 token key",
            Context::TokenDigest => "prongsai v1 token digest",
            Context::BlindedDigest => "prongsai v1 blinded message digest",
            Context::VaultKey => "prongsai v1 vault key",
            Context::CarryLock => "prongsai v1 carry lock",
            Context::CarryResult => "prongsai v1 carry result",
            Context::SessionDigest => "prongsai v1 session digest",
            Context::AccountLinkDigest => "prongsai v1 account link digest",
            Context::RecoveryDigest => "prongsai v1 recovery code digest",
            Context::ApiTokenDigest => "prongsai v1 api token digest",
            Context::TabletDigest => "prongsai v1 tablet digest",
            Context::TabletExitDigest => "prongsai v1 tablet exit digest",
            Context::TicketDigest => "prongsai v1 ticket digest",
            Context::KioskDigest => "prongsai v1 kiosk digest",
            Context::PuzzleSeal => "prongsai v1 puzzle seal",
            Context::VisitorOfDay => "prongsai v1 visitor of a day",
            Context::BackupFile => "prongsai v1 backup file",
            Context::CertificateFiles => "prongsai v1 certificate files",
        }
    }
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> Digest {
    sha256_concat(&[bytes])
}

/// SHA-256 of the parts one behind the other; all but the last must have a fixed length.
pub fn sha256_concat(parts: &[&[u8]]) -> Digest {
    let mut hasher = openssl::sha::Sha256::new();
    for part in parts {
        hasher.update(part);
    }
    Digest::new(hasher.finish())
}

/// Link of the audit log's chain, SHA-256 so that outside verifiers compute it with common tools:
/// of the digest before it in hexadecimal (empty at the start), a line feed, and the entry's line.
pub fn audit_link(before: &str, line: &str) -> Digest {
    sha256(format!("{before}\n{line}").as_bytes())
}

/// Digest of a file in a backup.
pub fn backup_digest(bytes: &[u8]) -> [u8; 32] {
    derived(Context::BackupFile, &[bytes])
}

/// The same of what is read from a file, however long it is.
///
/// # Errors
/// What the system says.
pub fn backup_digest_of(reader: &mut impl std::io::Read) -> std::io::Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new_derive_key(Context::BackupFile.text());
    std::io::copy(reader, &mut hasher)?;
    Ok(hasher.finalize().into())
}

/// BLAKE3 in derive-key mode over the parts; all but the last must have a fixed length.
pub(super) fn derived(context: Context, parts: &[&[u8]]) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new_derive_key(context.text());
    for part in parts {
        hasher.update(part);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::encoding::hex;

    #[test]
    fn sha256_is_the_standard_one() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(hex(sha256(b"abc").bytes()), abc);
        assert_eq!(sha256_concat(&[b"a", b"", b"bc"]), sha256(b"abc"));
    }

    #[test]
    fn two_uses_of_one_value_share_nothing() {
        let uses = [
            Context::TokenKey,
            Context::TokenDigest,
            Context::BlindedDigest,
            Context::VaultKey,
            Context::SessionDigest,
            Context::AccountLinkDigest,
            Context::RecoveryDigest,
        ];
        for (i, one) in uses.iter().enumerate() {
            for other in &uses[..i] {
                assert_ne!(derived(*one, &[b"x"]), derived(*other, &[b"x"]));
            }
        }
    }
}
