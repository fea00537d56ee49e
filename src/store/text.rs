//! Values to the text that columns hold, and back.

use std::str::FromStr;

use jiff::Timestamp;

use super::connection::StoreError;
use crate::domain::encoding;

/// Bytes of a hexadecimal column.
pub(super) fn unhex(text: &str, what: &'static str) -> Result<Vec<u8>, StoreError> {
    encoding::unhex(text).map_err(|_| StoreError::Damaged(what))
}

/// A fixed-length value of a hexadecimal column.
pub(super) fn fixed<T: for<'a> TryFrom<&'a [u8]>>(
    text: &str,
    what: &'static str,
) -> Result<T, StoreError> {
    T::try_from(&unhex(text, what)?).map_err(|_| StoreError::Damaged(what))
}

/// A value of a text column.
pub(super) fn parse<T: FromStr>(text: &str, what: &'static str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Damaged(what))
}

/// A value of a text column that may be absent.
pub(super) fn parse_opt<T: FromStr>(
    text: Option<&String>,
    what: &'static str,
) -> Result<Option<T>, StoreError> {
    text.map(|text| parse(text, what)).transpose()
}

/// As many as go into one statement; nothing when there are no more.
pub(super) fn portion<T>(
    all: &mut impl Iterator<Item = Result<T, StoreError>>,
) -> Result<Option<Vec<T>>, StoreError> {
    let some: Vec<T> = all.take(PORTION).collect::<Result<_, _>>()?;
    Ok(Some(some).filter(|some| !some.is_empty()))
}

const PORTION: usize = 1_000;

/// A number of a column that is never negative.
pub(super) fn number<T: TryFrom<i64>>(
    value: impl Into<i64>,
    what: &'static str,
) -> Result<T, StoreError> {
    T::try_from(value.into()).map_err(|_| StoreError::Damaged(what))
}

/// A count as a column holds it.
pub(super) fn column(count: impl TryInto<i64>) -> i64 {
    count.try_into().unwrap_or(i64::MAX)
}

/// A moment in whole seconds, so that texts of moments are in the order of time.
pub(super) fn second(moment: Timestamp) -> String {
    let whole = Timestamp::from_second(moment.as_second());
    whole.unwrap_or(moment).to_string()
}
