//! Points of a scale over one denominator: the sum over an option row is then one of integers,
//! with a single division behind it.

use num_traits::ToPrimitive;

use super::number::{Mean, Number};
use crate::domain::exact::Exact;
use crate::domain::framework::Scale;

/// The points of a scale's options, each `numerator / denominator`.
pub(super) struct Points {
    numerators: Vec<i64>,
    denominator: i64,
}

impl Points {
    /// `None` where machine integers do not hold them.
    pub(super) fn of(scale: &Scale) -> Option<Self> {
        let points = || scale.options.iter().map(|option| &option.points);
        let mut denominator = 1i64;
        for exact in points() {
            let shared = Exact::new(denominator.into(), exact.denom().clone());
            denominator = exact
                .denom()
                .to_i64()?
                .checked_mul(shared.numer().to_i64()?)?;
        }
        let whole = Exact::from_integer(denominator.into());
        let numerators = points().map(|exact| (exact * &whole).to_integer().to_i64());
        Some(Self {
            numerators: numerators.collect::<Option<_>>()?,
            denominator,
        })
    }

    /// Mean over an option row as a fraction; `None` without ballots or on overflow.
    pub(super) fn mean(&self, row: &[u64]) -> Option<(i64, i64)> {
        let (mut sum, mut ballots) = (0i64, 0i64);
        for (points, chosen) in self.numerators.iter().zip(row) {
            let chosen = i64::try_from(*chosen).ok()?;
            sum = sum.checked_add(points.checked_mul(chosen)?)?;
            ballots = ballots.checked_add(chosen)?;
        }
        let denominator = self.denominator.checked_mul(ballots)?;
        (denominator > 0).then_some((sum, denominator))
    }
}

/// The same mean by fractions, for points and counts of any size.
pub(super) fn exact_mean<T: Number>(scale: &Scale, row: &[u64]) -> Option<T> {
    let mut mean = Mean::empty();
    for (option, chosen) in scale.options.iter().zip(row) {
        mean.add(&T::from_count(*chosen)?, &T::from_exact(&option.points)?)?;
    }
    mean.value()
}
