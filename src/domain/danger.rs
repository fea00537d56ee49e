//! Agencies that may not make it to the close.

use super::exact::Score;
use super::framework::SampleRule;
use super::participation::Participation;

/// How far a round has run, in whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Days since it opened.
    pub elapsed: u64,
    /// Days from its opening to its close.
    pub whole: u64,
}

/// What is wrong with the participation of an agency, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Danger {
    /// Fewer than the minimum sample; also where the sample is everybody.
    BelowMinimum,
    /// The minimum is there, but at this pace the share that is asked for will not be.
    BehindPace,
}

impl Pace {
    /// Whether fewer took part than would have by now, were the required share spread evenly over
    /// the days. Whole numbers only.
    fn is_ahead_of(self, counts: &Participation, required: Score) -> bool {
        let required = u128::try_from(required.hundredths()).unwrap_or_default();
        let elapsed = u128::from(self.elapsed.min(self.whole));
        let have = u128::from(counts.acknowledged) * u128::from(self.whole) * 10_000;
        have < u128::from(counts.eligible) * elapsed * required
    }
}

/// What is wrong, if anything is. Without a pace, as before a round opens, only the sample is
/// looked at.
pub fn danger(
    counts: &Participation,
    rule: &SampleRule,
    required: Score,
    pace: Option<Pace>,
) -> Option<Danger> {
    if counts.eligible == 0 {
        return None;
    }
    if counts.acknowledged < rule.minimum(counts.eligible) {
        return Some(Danger::BelowMinimum);
    }
    pace.filter(|pace| pace.is_ahead_of(counts, required))
        .map(|_| Danger::BehindPace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sketch::{sample_rule, score};

    fn judged(acknowledged: u64, eligible: u64, elapsed: u64) -> Option<Danger> {
        let counts = Participation {
            eligible,
            acknowledged,
            ..Participation::default()
        };
        let pace = Pace { elapsed, whole: 10 };
        danger(&counts, &sample_rule(), score("100"), Some(pace))
    }

    #[test]
    fn the_sample_is_judged_first_and_then_the_pace() {
        assert_eq!(judged(29, 300, 0), Some(Danger::BelowMinimum));
        assert_eq!(judged(30, 300, 1), None);
        assert_eq!(judged(30, 300, 2), Some(Danger::BehindPace));
        assert_eq!(judged(299, 300, 10), Some(Danger::BehindPace));
        assert_eq!(judged(300, 300, 12), None);
    }

    #[test]
    fn where_the_sample_is_everybody_one_missing_is_danger() {
        assert_eq!(judged(28, 29, 0), Some(Danger::BelowMinimum));
        assert_eq!(judged(29, 29, 10), None);
        assert_eq!(judged(0, 0, 10), None);
    }
}
