//! Two base32 symbols that follow a code and betray a typing error.
//!
//! The code is a polynomial over GF(32) that vanishes at 1 and at α = 2: at 1 no single wrong symbol
//! goes unseen, at α no swap of neighbours. (A Reed–Solomon code of distance 3 up to 31 symbols.)

use crate::domain::encoding;

/// Number of check symbols.
pub(super) const LENGTH: usize = 2;

/// Values of the symbols of a typed text; spaces, hyphens, full stops and colons are passed over.
/// `None` where a symbol is none of the alphabet.
pub(super) fn typed(text: &str) -> Option<Vec<u32>> {
    // Room for all from the start: some of these codes are secrets, and a list that grows leaves copies.
    let mut values = Vec::with_capacity(text.len());
    let symbols = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | ':'));
    for symbol in symbols {
        values.push(encoding::value(symbol)?);
    }
    Some(values)
}

/// The code as text.
pub(super) fn text(values: &[u32]) -> String {
    let mut text = String::with_capacity(values.len());
    text.extend(values.iter().map(|value| encoding::symbol(*value)));
    text
}

/// The check symbols of a code: the remainder of `code · x²` by `(x + 1)(x + α)`.
pub(super) fn of(values: &[u32]) -> [u32; LENGTH] {
    values.iter().fold([0, 0], |[high, low], value| {
        let carried = high ^ value;
        let twice = doubled(carried);
        [low ^ twice ^ carried, twice]
    })
}

/// The code in front of its check symbols, or `None` where they do not hold.
pub(super) fn stripped(values: &[u32]) -> Option<&[u32]> {
    let (code, check) = values.split_last_chunk::<LENGTH>()?;
    (of(code) == *check).then_some(code)
}

/// Product with α in GF(32), modulo x⁵ + x² + 1.
fn doubled(value: u32) -> u32 {
    let shifted = value << 1;
    if shifted & 32 == 0 {
        shifted
    } else {
        shifted ^ 0b10_0101
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn checked() -> impl Strategy<Value = Vec<u32>> {
        prop::collection::vec(0..32u32, 1..40).prop_map(|mut code| {
            code.extend(of(&code));
            code
        })
    }

    proptest! {
        #[test]
        fn one_wrong_symbol_is_always_seen(
            code in checked(), at in any::<prop::sample::Index>(), error in 1..32u32,
        ) {
            prop_assert!(stripped(&code).is_some());
            let mut wrong = code.clone();
            wrong[at.index(code.len())] ^= error;
            prop_assert!(stripped(&wrong).is_none());
        }

        #[test]
        fn swapped_neighbours_are_always_seen(
            code in checked(), at in any::<prop::sample::Index>(),
        ) {
            let mut wrong = code.clone();
            let at = at.index(code.len() - 1);
            wrong.swap(at, at + 1);
            prop_assert!(wrong == code || stripped(&wrong).is_none());
        }
    }
}
