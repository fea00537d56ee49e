//! Exact numbers, and the one place where they are rounded.

use std::fmt;
use std::str::FromStr;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Signed, ToPrimitive, Zero};

/// An exact number of points or percent. Everything before rounding is one of these.
pub type Exact = BigRational;

/// A figure as it is shown: hundredths of a percent, rounded once, half away from zero
/// (domain.md §3). Bands and thresholds read this figure, never the exact one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Score(i64);

impl Score {
    /// From whole hundredths: `Score::from_hundredths(8999)` is 89.99.
    pub const fn from_hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// The figure in hundredths.
    pub const fn hundredths(self) -> i64 {
        self.0
    }

    /// Rounds to two decimals, half away from zero: 89.995 is 90.00.
    pub fn round(exact: &Exact) -> Self {
        // floor(|x| · 100 + 1/2) as one division of whole numbers.
        let doubled = exact.numer().abs() * 200 + exact.denom();
        let halves: BigInt = doubled / (exact.denom() * 2);
        let magnitude = halves.to_i64().unwrap_or(i64::MAX);
        Self(if exact.is_negative() {
            -magnitude
        } else {
            magnitude
        })
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let magnitude = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", magnitude / 100, magnitude % 100)
    }
}

/// The text is neither a whole number, a decimal nor a fraction such as `100/3`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an exact number: {0}")]
pub struct NotExact(pub String);

/// Reads `"33"`, `"33.5"` or `"100/3"` without loss.
pub fn parse_exact(text: &str) -> Result<Exact, NotExact> {
    let bad = || NotExact(text.to_owned());
    if let Some((numerator, denominator)) = text.split_once('/') {
        let numerator = BigInt::from_str(numerator.trim()).map_err(|_| bad())?;
        let denominator = BigInt::from_str(denominator.trim()).map_err(|_| bad())?;
        return if denominator.is_zero() {
            Err(bad())
        } else {
            Ok(Exact::new(numerator, denominator))
        };
    }
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if text.ends_with('.') || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(bad());
    }
    let digits = BigInt::from_str(&format!("{whole}{fraction}")).map_err(|_| bad())?;
    let places = u32::try_from(fraction.len()).map_err(|_| bad())?;
    Ok(Exact::new(digits, BigInt::from(10).pow(places)))
}

impl FromStr for Score {
    type Err = NotExact;

    /// Reads a figure of at most two decimals, such as `89.99`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let exact = parse_exact(text)?;
        let score = Score::round(&exact);
        let same = Exact::new(BigInt::from(score.0), BigInt::from(100)) == exact;
        if same {
            Ok(score)
        } else {
            Err(NotExact(text.to_owned()))
        }
    }
}

impl serde::Serialize for Score {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Score {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_rounded_half_away_from_zero() {
        for (exact, shown) in [
            ("89.995", "90.00"),
            ("89.9949", "89.99"),
            ("200/3", "66.67"),
            ("-0.005", "-0.01"),
            ("0", "0.00"),
        ] {
            assert_eq!(
                Score::round(&parse_exact(exact).unwrap()).to_string(),
                shown
            );
        }
    }

    #[test]
    fn what_is_not_a_number_is_refused() {
        for text in ["", "1/0", "a", "1.", "1.2.3", "1.-2", "1e3"] {
            assert!(parse_exact(text).is_err(), "{text:?} was read as a number");
        }
    }
}
