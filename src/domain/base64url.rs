//! Base64 for JSON and text files: the URL alphabet, no padding, one spelling a value
//! (RFC 4648 §5).

use data_encoding::BASE64URL_NOPAD;

use super::encoding::BadCode;

/// Text of the bytes.
pub fn encode(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

/// Bytes of a text that [`encode`] made; any other spelling is refused.
pub fn decode(text: &str) -> Result<Vec<u8>, BadCode> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes());
    bytes.map_err(|_| BadCode)
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
