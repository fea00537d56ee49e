//! What exact arithmetic needs, so that it is written once for two kinds of numbers.

use num_bigint::BigInt;
use num_rational::Ratio;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, ToPrimitive, Zero};

use crate::domain::exact::Exact;

/// An exact fraction whose operations say when they cannot be carried out.
///
/// Why two kinds: fractions of machine integers hold every figure of a real round and make a
/// nation's scores a matter of a second; where they overflow, [`Exact`] takes over.
pub(super) trait Number: Clone + Zero + CheckedAdd + CheckedMul + CheckedDiv {
    fn from_exact(exact: &Exact) -> Option<Self>;
    fn from_count(count: u64) -> Option<Self>;
    fn from_fraction(numerator: i64, denominator: i64) -> Self;
    fn into_exact(self) -> Exact;
}

impl Number for Ratio<i64> {
    fn from_exact(exact: &Exact) -> Option<Self> {
        let numerator = exact.numer().to_i64()?;
        let denominator = exact.denom().to_i64()?;
        Some(Self::new_raw(numerator, denominator))
    }

    fn from_count(count: u64) -> Option<Self> {
        Some(Self::from_integer(i64::try_from(count).ok()?))
    }

    fn from_fraction(numerator: i64, denominator: i64) -> Self {
        Self::new(numerator, denominator)
    }

    fn into_exact(self) -> Exact {
        let (numerator, denominator) = self.into_raw();
        Exact::new_raw(BigInt::from(numerator), BigInt::from(denominator))
    }
}

impl Number for Exact {
    fn from_exact(exact: &Exact) -> Option<Self> {
        Some(exact.clone())
    }

    fn from_count(count: u64) -> Option<Self> {
        Some(Self::from_integer(BigInt::from(count)))
    }

    fn from_fraction(numerator: i64, denominator: i64) -> Self {
        Self::new(BigInt::from(numerator), BigInt::from(denominator))
    }

    fn into_exact(self) -> Exact {
        self
    }
}

/// A weighted mean in the making.
#[derive(Clone)]
pub(super) struct Mean<T> {
    sum: T,
    weight: T,
}

impl<T: Number> Mean<T> {
    pub(super) fn empty() -> Self {
        Self {
            sum: T::zero(),
            weight: T::zero(),
        }
    }

    /// Adds a value; `None` when the numbers do not hold the sum.
    pub(super) fn add(&mut self, weight: &T, value: &T) -> Option<()> {
        self.sum = self.sum.checked_add(&weight.checked_mul(value)?)?;
        self.weight = self.weight.checked_add(weight)?;
        Some(())
    }

    /// Adds a value of weight 1.
    pub(super) fn add_one(&mut self, value: &T) -> Option<()> {
        self.sum = self.sum.checked_add(value)?;
        self.weight = self.weight.checked_add(&T::from_count(1)?)?;
        Some(())
    }

    /// Whether nothing of any weight was added.
    pub(super) fn is_empty(&self) -> bool {
        self.weight.is_zero()
    }

    /// The mean, weights renormalised over what was added.
    pub(super) fn value(&self) -> Option<T> {
        self.sum.checked_div(&self.weight)
    }
}
