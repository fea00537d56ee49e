//! Bytes as text that people type and print: Crockford base32, case and look-alikes forgiven.

use data_encoding::{BASE64, HEXLOWER, HEXLOWER_PERMISSIVE};

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The text is not base32 of the wanted length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a valid code")]
pub struct BadCode;

/// Base32 of the bytes, most significant bit first, the last symbol padded with zero bits.
pub fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    let (mut buffer, mut bits) = (0u32, 0u32);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(symbol(buffer >> bits));
        }
        buffer &= (1 << bits) - 1;
    }
    if bits > 0 {
        text.push(symbol(buffer << (5 - bits)));
    }
    text
}

/// The text as a part of an address: all but letters, digits and `-._~` as `%XX` of its UTF-8.
pub fn percent_encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

/// Symbol of a value, of which the low five bits count.
pub fn symbol(value: u32) -> char {
    let index = usize::try_from(value & 31).unwrap_or(0);
    char::from(ALPHABET.get(index).copied().unwrap_or(b'0'))
}

/// Value of a typed symbol: lower case is fine, O is 0, I and L are 1.
pub fn value(symbol: char) -> Option<u32> {
    let symbol = match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let position = ALPHABET
        .iter()
        .position(|known| char::from(*known) == symbol)?;
    u32::try_from(position).ok()
}

/// Bytes of a typed code of exactly `length` bytes. Case, look-alikes ([`value`]), white space and hyphens are
/// forgiven, so a code has many spellings; its symbols are those of [`base32`], and the padding bits must be zero.
pub fn from_base32(text: &str, length: usize) -> Result<Vec<u8>, BadCode> {
    let mut bytes = Vec::with_capacity(length);
    let (mut buffer, mut bits) = (0u32, 0u32);
    for typed in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
        buffer = (buffer << 5) | value(typed).ok_or(BadCode)?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits).map_err(|_| BadCode)?);
            buffer &= (1 << bits) - 1;
        }
    }
    let whole = bits < 5 && buffer == 0 && bytes.len() == length;
    if whole { Ok(bytes) } else { Err(BadCode) }
}

/// The code in groups of four, as it is printed.
pub fn grouped(code: &str) -> String {
    let symbols: Vec<char> = code.chars().collect();
    symbols
        .chunks(4)
        .map(|group| group.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Base64 with padding (RFC 4648 §4), as the `integrity` of a page's files is written.
pub fn base64(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Bytes of hexadecimal text in either case.
pub fn unhex(text: &str) -> Result<Vec<u8>, BadCode> {
    let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes());
    bytes.map_err(|_| BadCode)
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;
    use proptest::sample::{Index, select};

    use super::*;

    #[test]
    fn base64_is_that_of_the_standard() {
        let examples = [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foobar", "Zm9vYmFy"),
        ];
        for (bytes, text) in examples {
            assert_eq!(base64(bytes.as_bytes()), text);
        }
        assert_eq!(base64(&[0xfb, 0xff, 0xfe]), "+//+");
    }

    #[test]
    fn each_symbol_of_a_code_has_its_place_and_codes_are_printed_by_fours() {
        // The values 0 to 31, one after the other.
        let counted = unhex("00443214c74254b635cf84653a56d7c675be77df").unwrap();
        assert_eq!(base32(&counted), "0123456789ABCDEFGHJKMNPQRSTVWXYZ");
        assert_eq!(base32(&[0xff]), "ZW");
        assert_eq!(hex(&[0x0f, 0xa0]), "0fa0");
        assert_eq!(grouped("ABCDEFGHJ"), "ABCD-EFGH-J");
        assert_eq!(grouped("ABCDEFGH"), "ABCD-EFGH");
    }

    #[test]
    fn of_what_a_keyboard_has_only_symbols_space_and_hyphen_are_taken() {
        let taken: String = (b'!'..=b'~')
            .map(char::from)
            .filter(|c| from_base32(&format!("0{c}0"), 1).is_ok() || value(*c).is_some())
            .collect();
        assert_eq!(
            taken,
            "-0123456789ABCDEFGHIJKLMNOPQRSTVWXYZabcdefghijklmnopqrstvwxyz"
        );
    }

    #[test]
    fn what_has_a_meaning_in_an_address_is_percent_encoded() {
        assert_eq!(percent_encoded("a b/\u{e01}\n"), "a%20b%2F%E0%B8%81%0A");
        let kept: Vec<char> = (0..128u8)
            .map(char::from)
            .filter(|c| percent_encoded(&c.to_string()) == c.to_string())
            .collect();
        let marks = |c: &&char| !c.is_ascii_alphanumeric();
        assert_eq!(kept.iter().filter(marks).collect::<String>(), "-._~");
        assert_eq!(kept.len(), 66);
    }

    proptest! {
        #[test]
        fn a_code_is_read_back_however_it_is_typed(
            bytes in vec(any::<u8>(), 1..33),
            ways in vec((any::<bool>(), any::<bool>(), select(vec!["", "-", " ", "\n", "\u{a0}"])), 52),
        ) {
            let typed = |(symbol, (lower, alike, between)): (char, &(bool, bool, &str))| {
                let symbol = match symbol {
                    '0' if *alike => 'O',
                    '1' if *alike => if *lower { 'L' } else { 'I' },
                    other => other,
                };
                let symbol = if *lower { symbol.to_ascii_lowercase() } else { symbol };
                format!("{symbol}{between}")
            };
            let typed: String = base32(&bytes).chars().zip(&ways).map(typed).collect();
            prop_assert_eq!(from_base32(&typed, bytes.len()), Ok(bytes));
        }

        #[test]
        fn a_code_of_another_length_or_with_bits_left_over_is_refused(bytes in vec(any::<u8>(), 1..33), more in 1..32_u32) {
            let (code, length) = (base32(&bytes), bytes.len());
            prop_assert!(from_base32(&code, length + 1).is_err());
            prop_assert!(from_base32(&code, length - 1).is_err());
            prop_assert!(from_base32(&code[1..], length).is_err());
            let longer = code.clone() + "0";
            prop_assert!(from_base32(&longer, length).is_err());
            let (all, last) = code.split_at(code.len() - 1);
            let padding = code.len() * 5 - length * 8;
            let other = value(last.chars().next().unwrap()).unwrap() ^ (more & ((1 << padding) - 1));
            let whole = from_base32(&format!("{all}{}", symbol(other)), length).is_ok();
            prop_assert_eq!(whole, more & ((1 << padding) - 1) == 0);
        }

        #[test]
        fn what_is_no_symbol_is_refused(bytes in vec(any::<u8>(), 1..33), at in any::<Index>(), other in any::<char>()) {
            let forgiven = other.is_whitespace() || other == '-';
            let mut symbols: Vec<char> = base32(&bytes).chars().collect();
            let at = at.index(symbols.len());
            prop_assume!(!forgiven && !"0123456789ABCDEFGHIJKLMNOPQRSTVWXYZ".contains(other.to_ascii_uppercase()));
            symbols[at] = other;
            let typed: String = symbols.into_iter().collect();
            prop_assert!(from_base32(&typed, bytes.len()).is_err());
        }

        #[test]
        fn hexadecimal_is_read_in_either_case_and_nothing_else(bytes in vec(any::<u8>(), 0..33), text in "[0-9a-fA-F g-]{0,8}") {
            prop_assert_eq!(unhex(&hex(&bytes)), Ok(bytes.clone()));
            prop_assert_eq!(unhex(&hex(&bytes).to_uppercase()), Ok(bytes));
            if let Ok(bytes) = unhex(&text) {
                prop_assert_eq!(hex(&bytes), text.to_lowercase());
            }
        }
    }
}
