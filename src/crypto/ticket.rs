//! Tickets: their digest, the code that is typed from a slip, and the part of a slip's link behind
//! the `#`; also the secret that a kiosk keeps.
//!
//! Why the channel is in the digest: no column beside a ticket tells by which way it went out, yet
//! nobody can spend a ticket under another channel's name than its own.

use super::check_symbols;
use super::digest::{Context, derived};
use super::hpke::SealError;
use crate::domain::base64url;
use crate::domain::encoding::{base32, from_base32, grouped};
use crate::domain::ticket::Channel;
use crate::domain::wire::{Digest, Fingerprint, Ticket};

const TICKET_SYMBOLS: usize = 16;
const CODE_SYMBOLS: usize = TICKET_SYMBOLS + check_symbols::LENGTH;

/// All that is stored of a ticket.
pub fn ticket_digest(channel: Channel, ticket: &Ticket) -> Digest {
    let parts: [&[u8]; 2] = [ticket.bytes(), channel.code().as_bytes()];
    Digest::new(derived(Context::TicketDigest, &parts))
}

/// The code as it is printed: 80 bits and two check symbols, eighteen symbols in groups.
pub fn ticket_code(ticket: &Ticket) -> String {
    let code = base32(ticket.bytes());
    let check = check_symbols::of(&check_symbols::typed(&code).unwrap_or_default());
    grouped(&(code + &check_symbols::text(&check)))
}

/// What stands behind the `#` of a slip's link: the ticket and the poll's fingerprint.
pub fn ticket_fragment(ticket: &Ticket, fingerprint: &Fingerprint) -> String {
    format!("{}.{}", base32(ticket.bytes()), base32(fingerprint.bytes()))
}

/// The ticket of a typed code; case and look-alikes are forgiven, a typing error is not.
pub fn typed_ticket(text: &str) -> Option<Ticket> {
    let values = check_symbols::typed(text)?;
    let whole = values.len() == CODE_SYMBOLS;
    let ticket = check_symbols::stripped(&values).filter(|_| whole)?;
    let bytes = from_base32(&check_symbols::text(ticket), Ticket::LENGTH).ok()?;
    Ticket::try_from(bytes.as_slice()).ok()
}

/// Length of a kiosk's secret, in bytes.
pub const KIOSK_SECRET: usize = 20;

/// All that is stored of a kiosk's secret.
pub fn kiosk_digest(secret: &[u8; KIOSK_SECRET]) -> Digest {
    Digest::new(derived(Context::KioskDigest, &[secret]))
}

/// Rounds of PBKDF2 over a kiosk's exit code: the device itself must check it, without a network.
const EXIT_ROUNDS: usize = 200_000;

/// What a kiosk checks its exit code with: salt and PBKDF2-HMAC-SHA256 of the code, base64url.
///
/// # Errors
/// [`SealError`] if OpenSSL fails.
pub fn kiosk_exit(code: &str, salt: &[u8; 16]) -> Result<String, SealError> {
    let mut hash = [0; 32];
    let digest = openssl::hash::MessageDigest::sha256();
    openssl::pkcs5::pbkdf2_hmac(code.as_bytes(), salt, EXIT_ROUNDS, digest, &mut hash)?;
    Ok(base64url::encode(&[&salt[..], &hash].concat()))
}

/// Name of an address for the rate limits of one day; the salt is thrown away with the day.
pub fn visitor_of_day(salt: &[u8; 32], address: &str) -> [u8; 32] {
    derived(Context::VisitorOfDay, &[salt, address.as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_ticket_of_one_channel_is_none_of_another() {
        let ticket = Ticket::new([7; 10]);
        let digests: Vec<_> = Channel::ALL
            .iter()
            .map(|channel| ticket_digest(*channel, &ticket))
            .collect();
        for (at, digest) in digests.iter().enumerate() {
            assert!(!digests[..at].contains(digest));
        }
    }

    proptest! {
        #[test]
        fn a_code_is_read_however_it_is_typed(bytes: [u8; 10]) {
            let ticket = Ticket::new(bytes);
            let code = ticket_code(&ticket);
            prop_assert_eq!(code.len(), 22);
            let typed = code.to_lowercase().replace('0', "o").replace('1', "i").replace('-', " ");
            prop_assert!(typed_ticket(&typed) == Some(ticket));
        }

        #[test]
        fn a_mistyped_code_is_no_ticket(bytes: [u8; 10], at in 0..18usize, error in 1..32u32) {
            let mut values = check_symbols::typed(&ticket_code(&Ticket::new(bytes))).unwrap();
            values[at] ^= error;
            prop_assert!(typed_ticket(&check_symbols::text(&values)).is_none());
        }
    }
}
