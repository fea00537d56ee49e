//! Tokens: the secret in a personal link, the link's fragment, and the form that is typed.
//!
//! Why derived and not stored: a reminder carries the same link although only a digest is kept; a
//! higher generation makes another token, and the old link is dead.

use zeroize::Zeroizing;

use super::check_symbols;
use super::digest::{Context, derived};
use crate::domain::encoding::{base32, from_base32, grouped};
use crate::domain::wire::{Digest, Fingerprint, Nonce, RsaBlock, Token};

const TOKEN_SYMBOLS: usize = 26;
/// Sixteen symbols are 80 bits: nobody can make another manifest that begins so.
const START_SYMBOLS: usize = 16;
const START_LENGTH: usize = 10;
const SHORT_SYMBOLS: usize = TOKEN_SYMBOLS + START_SYMBOLS + check_symbols::LENGTH;

/// Secret of the installation from which every token is derived. Silent `Debug`.
pub struct TokenKey(Zeroizing<[u8; 32]>);

impl std::fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKey(…)")
    }
}

impl TokenKey {
    /// From 32 secret bytes.
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(Zeroizing::new(derived(Context::TokenKey, &[secret])))
    }

    /// For digests under the same key.
    pub(super) fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The token of an invitation: 128 bits of a keyed BLAKE3 of round, nonce and generation.
    pub fn token(&self, round_code: &str, nonce: &Nonce, generation: u32) -> Token {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        // The one part of variable length comes last: no two invitations give the same bytes.
        hasher.update(nonce.bytes());
        hasher.update(&generation.to_be_bytes());
        hasher.update(round_code.as_bytes());
        let mut token = [0; Token::LENGTH];
        hasher.finalize_xof().fill(&mut token);
        Token::new(token)
    }
}

/// What is stored of a token.
pub fn token_digest(token: &Token) -> Digest {
    Digest::new(derived(Context::TokenDigest, &[token.bytes()]))
}

/// What is stored of a blinded message until close.
pub fn blinded_digest(blinded: &RsaBlock) -> Digest {
    Digest::new(derived(Context::BlindedDigest, &[blinded.bytes()]))
}

/// The link is cut short or altered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a whole link")]
pub struct BadFragment;

/// What stands behind the `#` of a personal link: `TOKEN.FP`, both base32.
pub fn fragment(token: &Token, fingerprint: &Fingerprint) -> String {
    format!("{}.{}", base32(token.bytes()), base32(fingerprint.bytes()))
}

/// Reads what [`fragment`] wrote.
pub fn parse_fragment(text: &str) -> Result<(Token, Fingerprint), BadFragment> {
    let (token, fingerprint) = text.split_once('.').ok_or(BadFragment)?;
    let token = from_base32(token, Token::LENGTH).map_err(|_| BadFragment)?;
    let fingerprint = from_base32(fingerprint, Fingerprint::LENGTH).map_err(|_| BadFragment)?;
    Ok((
        Token::try_from(token.as_slice()).map_err(|_| BadFragment)?,
        Fingerprint::try_from(fingerprint.as_slice()).map_err(|_| BadFragment)?,
    ))
}

/// What a typed short code says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShortCode {
    /// The whole token.
    pub token: Token,
    /// First 80 bits of the manifest's fingerprint.
    pub fingerprint_start: [u8; START_LENGTH],
}

/// Why a typed short code is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadShortCode {
    /// Symbols are missing, or there are too many.
    #[error("{typed} symbols instead of {SHORT_SYMBOLS}")]
    Length {
        /// Number of symbols that were typed.
        typed: usize,
    },
    /// A symbol is wrong, or two are swapped.
    #[error("mistyped")]
    Mistyped,
}

/// The link as it is printed in a letter: token, start of the fingerprint and two check symbols,
/// 44 symbols in groups of four.
pub fn short_code(token: &Token, fingerprint: &Fingerprint) -> String {
    let start: String = base32(fingerprint.bytes())
        .chars()
        .take(START_SYMBOLS)
        .collect();
    let code = base32(token.bytes()) + &start;
    let check = check_symbols::of(&check_symbols::typed(&code).unwrap_or_default());
    grouped(&(code + &check_symbols::text(&check)))
}

/// Reads a typed short code. A well-formed one may still name no invitation.
pub fn parse_short_code(text: &str) -> Result<ShortCode, BadShortCode> {
    let values = check_symbols::typed(text).ok_or(BadShortCode::Mistyped)?;
    if values.len() != SHORT_SYMBOLS {
        return Err(BadShortCode::Length {
            typed: values.len(),
        });
    }
    read_short(&values).ok_or(BadShortCode::Mistyped)
}

fn read_short(values: &[u32]) -> Option<ShortCode> {
    let (token, start) = check_symbols::stripped(values)?.split_at_checked(TOKEN_SYMBOLS)?;
    let token = from_base32(&check_symbols::text(token), Token::LENGTH).ok()?;
    let start = from_base32(&check_symbols::text(start), START_LENGTH).ok()?;
    Some(ShortCode {
        token: Token::try_from(token.as_slice()).ok()?,
        fingerprint_start: start.try_into().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NONCE: Nonce = Nonce::new([5; 16]);

    #[test]
    fn a_token_is_the_same_again_until_something_changes() {
        let key = TokenKey::new(&[1; 32]);
        let token = key.token("2569-1", &NONCE, 0);
        assert!(token == key.token("2569-1", &NONCE, 0));
        assert!(token != key.token("2569-1", &NONCE, 1));
        assert!(token != key.token("2569-2", &NONCE, 0));
        assert!(token != key.token("2569-1", &Nonce::new([6; 16]), 0));
        assert!(token != TokenKey::new(&[2; 32]).token("2569-1", &NONCE, 0));
    }

    #[test]
    fn a_stored_digest_is_neither_the_token_nor_another_digest() {
        let digest = token_digest(&Token::new([7; 16]));
        assert!(digest == token_digest(&Token::new([7; 16])));
        assert!(digest != token_digest(&Token::new([8; 16])));
        assert!(
            blinded_digest(&RsaBlock::new([7; 256])) != blinded_digest(&RsaBlock::new([8; 256]))
        );
    }

    #[test]
    fn a_cut_link_is_seen() {
        let whole = fragment(&Token::new([7; 16]), &Fingerprint::new([9; 16]));
        assert_eq!(whole.len(), 53);
        for length in 0..whole.len() {
            assert!(parse_fragment(&whole[..length]).is_err(), "{length}");
        }
    }

    #[test]
    fn a_code_of_another_length_is_told_apart() {
        let code = short_code(&Token::new([7; 16]), &Fingerprint::new([9; 16]));
        let short = &code[..code.len() - 1];
        assert_eq!(
            parse_short_code(short),
            Err(BadShortCode::Length { typed: 43 })
        );
        assert_eq!(parse_short_code("U"), Err(BadShortCode::Mistyped));
    }

    proptest! {
        #[test]
        fn a_link_says_what_was_put_in(token: [u8; 16], fingerprint: [u8; 16]) {
            let (token, fingerprint) = (Token::new(token), Fingerprint::new(fingerprint));
            let link = fragment(&token, &fingerprint);
            prop_assert_eq!(parse_fragment(&link), Ok((token, fingerprint)));
            let code = short_code(&token, &fingerprint);
            prop_assert_eq!(code.len(), 54);
            let typed = code.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
            let read = parse_short_code(&typed).unwrap();
            prop_assert_eq!(read.token, token);
            prop_assert_eq!(&read.fingerprint_start[..], &fingerprint.bytes()[..10]);
        }

        #[test]
        fn a_mistyped_code_is_seen(
            token: [u8; 16], at in 0..44usize, error in 1..32u32, swap: bool,
        ) {
            let code = short_code(&Token::new(token), &Fingerprint::new([9; 16]));
            let mut values = check_symbols::typed(&code).unwrap();
            let right = values.clone();
            if swap {
                values.swap(at.min(42), at.min(42) + 1);
            } else {
                values[at] ^= error;
            }
            let read = parse_short_code(&check_symbols::text(&values));
            prop_assert!(values == right || read == Err(BadShortCode::Mistyped));
        }
    }
}
