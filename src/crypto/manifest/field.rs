//! Bytes in JSON: fixed-length values as hexadecimal, keys as base64url.

use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};

use crate::domain::base64url;
use crate::domain::encoding::hex;

/// Bytes that JSON carries as lower-case hexadecimal. Public, hence shown in full.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hex<T>(pub T);

/// Bytes that JSON carries as base64url without padding. Public, hence shown in full.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Base64Url<T>(pub T);

impl<T: AsRef<[u8]>> fmt::Debug for Hex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(self.0.as_ref()))
    }
}

impl<T: AsRef<[u8]>> fmt::Debug for Base64Url<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&base64url::encode(self.0.as_ref()))
    }
}

impl<T: AsRef<[u8]>> Serialize for Hex<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex(self.0.as_ref()))
    }
}

impl<T: AsRef<[u8]>> Serialize for Base64Url<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&base64url::encode(self.0.as_ref()))
    }
}

impl<'de, T: for<'a> TryFrom<&'a [u8]>> Deserialize<'de> for Hex<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = from_hex(&text).ok_or_else(|| D::Error::custom("not hexadecimal"))?;
        T::try_from(&bytes)
            .map(Hex)
            .map_err(|_| D::Error::custom("wrong length"))
    }
}

impl<'de, T: for<'a> TryFrom<&'a [u8]>> Deserialize<'de> for Base64Url<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = base64url::decode(&text).map_err(|_| D::Error::custom("not base64url"))?;
        T::try_from(&bytes)
            .map(Base64Url)
            .map_err(|_| D::Error::custom("wrong length"))
    }
}

/// The bytes of lower-case hexadecimal; `None` for any other text.
pub(in crate::crypto) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let bytes: Option<Vec<u8>> = pairs
        .iter()
        .map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?))
        .collect();
    bytes.filter(|_| rest.is_empty())
}

fn digit(symbol: u8) -> Option<u8> {
    match symbol {
        b'0'..=b'9' => Some(symbol - b'0'),
        b'a'..=b'f' => Some(symbol - b'a' + 10),
        _ => None,
    }
}
