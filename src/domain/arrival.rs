//! Credentials issued against ballots cast, as of midnight (design §5), and when to be alarmed.
//!
//! Why so little is told: whoever reads these figures has the list of who acknowledged and when. A
//! gap of one or two would tell of one or two named people whether their ballot came, so nothing
//! is told of fewer than k credentials, and a gap only from [`LEAST`] on that stood for two
//! midnights. Below that, all that is told is that nothing is wrong.

/// Fewest missing ballots that are told.
const LEAST: u64 = 3;

/// Of a hundred issued, how many missing are told.
const PERCENT: u64 = 5;

/// Midnights in a row that a gap must have stood.
const NIGHTS: u64 = 2;

/// Numbers of one poll at one midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtMidnight {
    /// Credentials issued.
    pub issued: u64,
    /// Ballots in the urn.
    pub cast: u64,
    /// Midnights in a row, this one with them, at which the gap was a wide one.
    pub nights: u64,
}

/// What may be told of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// Too few to tell anything.
    TooFew,
    /// Nothing is wrong.
    Fine,
    /// So many people signed whose ballots have not come.
    Missing(u64),
    /// More ballots than rights: must never be.
    TooMany,
}

impl AtMidnight {
    /// The numbers of this midnight after those of the one before, if there was one.
    pub fn after(before: Option<AtMidnight>, issued: u64, cast: u64) -> Self {
        let earlier = before.map_or(0, |before| before.nights);
        let nights = if is_wide(issued, cast) {
            earlier + 1
        } else {
            0
        };
        Self {
            issued,
            cast,
            nights,
        }
    }

    /// What may be told to people who know who acknowledged; `k` of the round.
    pub fn told(self, k: u64) -> Arrival {
        if self.cast > self.issued {
            Arrival::TooMany
        } else if self.issued < k {
            Arrival::TooFew
        } else if self.nights >= NIGHTS {
            Arrival::Missing(self.issued - self.cast)
        } else {
            Arrival::Fine
        }
    }
}

fn is_wide(issued: u64, cast: u64) -> bool {
    let missing = issued.saturating_sub(cast);
    missing >= LEAST && missing.saturating_mul(100) >= issued.saturating_mul(PERCENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nights(numbers: &[(u64, u64)]) -> Arrival {
        let last = numbers.iter().fold(None, |before, (issued, cast)| {
            Some(AtMidnight::after(before, *issued, *cast))
        });
        last.unwrap().told(5)
    }

    #[test]
    fn a_gap_is_told_after_two_midnights_and_gone_when_the_ballots_came() {
        assert_eq!(nights(&[(20, 17)]), Arrival::Fine);
        assert_eq!(nights(&[(20, 17), (21, 18)]), Arrival::Missing(3));
        assert_eq!(nights(&[(20, 17), (21, 20), (24, 21)]), Arrival::Fine);
        assert_eq!(nights(&[(20, 17), (21, 18), (24, 24)]), Arrival::Fine);
    }

    #[test]
    fn a_gap_of_one_or_two_people_is_never_told() {
        for (issued, cast) in [(5, 4), (6, 4), (40, 38)] {
            assert_eq!(nights(&[(issued, cast); 9]), Arrival::Fine);
        }
        assert_eq!(nights(&[(100, 96), (100, 96)]), Arrival::Fine);
        assert_eq!(nights(&[(100, 95), (100, 95)]), Arrival::Missing(5));
    }

    #[test]
    fn nothing_is_told_of_fewer_than_k_but_that_there_are_too_many() {
        assert_eq!(nights(&[(4, 0), (4, 0)]), Arrival::TooFew);
        assert_eq!(nights(&[(1, 2)]), Arrival::TooMany);
    }
}
