//! Combinations of unknowns, counted modulo a prime: whether one number can be worked out from others by
//! adding and multiplying is the same question there, and the answer takes machine numbers.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::ToPrimitive;

use crate::domain::exact::Exact;

/// 2^61 − 1, a prime. A combination that exists modulo this prime and not otherwise needs a determinant
/// that it divides: one in 10^18.
const PRIME: u64 = (1 << 61) - 1;

/// Weights by the number of the unknown.
pub(super) type Weights = BTreeMap<usize, u64>;

/// A weight, modulo the prime. None where its denominator is a multiple of it.
pub(super) fn weight(exact: &Exact) -> Option<u64> {
    let modulus = BigInt::from(PRIME);
    let positive = ((exact.numer() % &modulus) + &modulus) % &modulus;
    let denominator = (exact.denom() % &modulus).to_u64().filter(|it| *it > 0)?;
    Some(times(positive.to_u64()?, inverse(denominator)))
}

fn times(one: u64, other: u64) -> u64 {
    let product = u128::from(one) * u128::from(other) % u128::from(PRIME);
    u64::try_from(product).unwrap_or(0)
}

/// By Fermat: the power of two less than the prime.
fn inverse(number: u64) -> u64 {
    let (mut power, mut base, mut left) = (1, number, PRIME - 2);
    while left > 0 {
        if left % 2 == 1 {
            power = times(power, base);
        }
        base = times(base, base);
        left /= 2;
    }
    power
}

/// Known combinations, each without its first unknown, whose weight is one.
#[derive(Default)]
pub(super) struct Known(BTreeMap<usize, Weights>);

impl Known {
    /// Whether the combination can be made of known ones.
    pub(super) fn makes(&self, mut rest: Weights) -> bool {
        while let Some((first, weight)) = rest.pop_first() {
            let Some(row) = self.0.get(&first) else {
                return false;
            };
            take_off(&mut rest, weight, row);
        }
        true
    }

    /// Adds a combination, as far as it says anything new.
    pub(super) fn learn(&mut self, mut rest: Weights) {
        while let Some((first, weight)) = rest.pop_first() {
            if let Some(row) = self.0.get(&first) {
                take_off(&mut rest, weight, row);
                continue;
            }
            let share = inverse(weight);
            for other in rest.values_mut() {
                *other = times(*other, share);
            }
            self.0.insert(first, rest);
            return;
        }
    }
}

fn take_off(rest: &mut Weights, weight: u64, known: &Weights) {
    for (unknown, other) in known {
        let left = rest.entry(*unknown).or_insert(0);
        *left = (*left + PRIME - times(weight, *other)) % PRIME;
        if *left == 0 {
            rest.remove(unknown);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sketch::exact;

    #[test]
    fn fractions_are_what_they_are_as_fractions() {
        let [third, two, rest] = ["1/3", "2", "-5/3"].map(|it| weight(&exact(it)).unwrap());
        assert_eq!(times(third, 3), 1);
        assert_eq!((third + PRIME - two) % PRIME, rest);
    }
}
