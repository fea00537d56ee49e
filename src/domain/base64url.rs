//! Base64 for JSON and text files: the URL alphabet, no padding, one spelling a value
//! (RFC 4648 §5).

use super::encoding::BadCode;

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Text of the bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = Vec::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let mut padded = [0; 4];
        for (place, byte) in padded.iter_mut().skip(1).zip(group) {
            *place = *byte;
        }
        let joined = u32::from_be_bytes(padded);
        let symbols = [18, 12, 6, 0].map(|place| symbol(joined >> place));
        text.extend_from_slice(symbols.get(..=group.len()).unwrap_or_default());
    }
    String::from_utf8(text).unwrap_or_default()
}

/// The symbol of the last six bits.
fn symbol(bits: u32) -> u8 {
    let [.., last] = bits.to_be_bytes();
    let symbol = ALPHABET.get(usize::from(last & 63));
    symbol.copied().unwrap_or(b'A')
}

/// Bytes of a text that [`encode`] made; any other spelling is refused.
pub fn decode(text: &str) -> Result<Vec<u8>, BadCode> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 2);
    for group in text.as_bytes().chunks(4) {
        let mut joined = 0u32;
        for symbol in group {
            joined = (joined << 6) | value(*symbol)?;
        }
        let [_, whole @ ..] = (joined << (6 * (4 - group.len()))).to_be_bytes();
        bytes.extend_from_slice(whole.get(..group.len() - 1).unwrap_or_default());
    }
    if encode(&bytes) == text {
        Ok(bytes)
    } else {
        Err(BadCode)
    }
}

fn value(symbol: u8) -> Result<u32, BadCode> {
    let value = match symbol {
        b'A'..=b'Z' => symbol - b'A',
        b'a'..=b'z' => symbol - b'a' + 26,
        b'0'..=b'9' => symbol - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return Err(BadCode),
    };
    Ok(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_alphabet_is_the_one_for_addresses() {
        assert_eq!(encode(&[0xfb, 0xff, 0xfe]), "-__-");
        assert_eq!(encode(b"f"), "Zg");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(decode(&encode(&bytes)).unwrap(), bytes);
        }

        #[test]
        fn a_value_has_one_spelling(text in "[A-Za-z0-9_=+/ \n-]{0,24}") {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
