//! Base64 for JSON and text files: the URL alphabet, no padding, one spelling a value.

/// Base64url of the bytes, unpadded (RFC 4648 §5).
pub(super) fn encode(bytes: &[u8]) -> String {
    openssl::base64::encode_block(bytes)
        .trim_end_matches('=')
        .replace('+', "-")
        .replace('/', "_")
}

/// The bytes of a text that [`encode`] made; `None` for any other.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let padding = "=".repeat(text.len().wrapping_neg() % 4);
    let standard = text.replace('-', "+").replace('_', "/") + &padding;
    let bytes = openssl::base64::decode_block(&standard).ok()?;
    (encode(&bytes) == text).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }

        #[test]
        fn a_value_has_one_spelling(text in "[A-Za-z0-9_=+/ \n-]{0,24}") {
            if let Some(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
