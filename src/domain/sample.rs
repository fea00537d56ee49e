//! How many must answer for a result to carry a band (domain.md §4).

use serde::{Deserialize, Serialize};

use super::framework::SampleRule;

/// Whether enough of the population answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sufficiency {
    /// At least the minimum answered.
    Sufficient {
        /// Ballots needed.
        minimum: u64,
    },
    /// Fewer answered: the result is shown as not sufficient and has no band.
    NotSufficient {
        /// Ballots needed.
        minimum: u64,
    },
}

impl SampleRule {
    /// Ballots that a population of this many people must give. It is a floor, not a cap.
    pub fn minimum(&self, population: u64) -> u64 {
        if population < self.all_below {
            return population;
        }
        if population > self.cap_above {
            return self.cap;
        }
        self.floor.max(self.share(population))
    }

    /// `percent` % of the population, rounded up.
    fn share(&self, population: u64) -> u64 {
        let share = (u128::from(population) * u128::from(self.percent)).div_ceil(100);
        u64::try_from(share).unwrap_or(u64::MAX)
    }

    /// Judges `ballots` valid ballots out of `population` people.
    pub fn judge(&self, population: u64, ballots: u64) -> Sufficiency {
        let minimum = self.minimum(population);
        if ballots >= minimum {
            Sufficiency::Sufficient { minimum }
        } else {
            Sufficiency::NotSufficient { minimum }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::sketch::sample_rule;

    #[test]
    fn the_minimum_follows_the_published_table() {
        for (population, minimum) in [
            (0, 0),
            (29, 29),
            (30, 30),
            (300, 30),
            (301, 31),
            (4000, 400),
            (4001, 400),
            (1_400_000, 400),
        ] {
            assert_eq!(
                sample_rule().minimum(population),
                minimum,
                "N = {population}"
            );
        }
    }

    #[test]
    fn one_ballot_short_is_not_sufficient() {
        let rule = sample_rule();
        assert_eq!(rule.judge(350, 35), Sufficiency::Sufficient { minimum: 35 });
        assert_eq!(
            rule.judge(350, 34),
            Sufficiency::NotSufficient { minimum: 35 }
        );
    }
}
