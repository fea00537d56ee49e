//! Whether a clock may be believed: what it shows against what it showed before.
//!
//! A round that closes and a key that goes do not come back, and a wrong answer of a time server, or a machine that
//! was restored with a wrong date, is no reason for either. Why no word of a person is waited for: a server that was
//! off over the close looks the same, and its round closes by itself a while later.

use jiff::{SignedDuration, Timestamp};

/// What a clock may be put right by, or a server be off, without a doubt.
pub const TOLERANCE: SignedDuration = SignedDuration::from_mins(2);

/// Least and longest time for which a clock that leapt has to run evenly: as long as its leap, so that somebody can
/// put right what is far off, and a time server what is not.
const QUIET: [SignedDuration; 2] = [
    SignedDuration::from_mins(10),
    SignedDuration::from_hours(24),
];

/// What the clock shows, and how long the machine has run: that cannot be set.
#[derive(Debug, Clone, Copy)]
struct Look {
    shown: Timestamp,
    run: SignedDuration,
}

impl Look {
    /// What a clock that runs evenly since then shows after `run`.
    fn then(self, run: SignedDuration) -> Timestamp {
        self.shown
            .saturating_add(run - self.run)
            .unwrap_or(self.shown)
    }

    fn is_even_with(self, before: Look) -> bool {
        near(self.shown, before.then(self.run))
    }
}

/// Whether two clocks show the same, nearly.
pub fn near(one: Timestamp, other: Timestamp) -> bool {
    one.duration_since(other).abs() <= TOLERANCE
}

/// A clock that shows another time than it should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Leap {
    /// What it shows.
    pub shown: Timestamp,
    /// What it should show by what was seen before.
    pub expected: Timestamp,
    /// When it is believed, by itself, if it runs evenly until then.
    pub until: Timestamp,
}

/// Looks at a clock again and again.
#[derive(Debug, Clone, Copy)]
pub struct Watch {
    believed: Look,
    doubted: Option<Look>,
}

impl Watch {
    /// Of a clock that was last believed at `shown`, by a machine that has run for `run` now.
    pub fn since(shown: Timestamp, run: SignedDuration) -> Self {
        Self {
            believed: Look { shown, run },
            doubted: None,
        }
    }

    /// Looks; tells of a leap while the clock is not believed.
    pub fn look(&mut self, shown: Timestamp, run: SignedDuration) -> Option<Leap> {
        let here = Look { shown, run };
        if here.is_even_with(self.believed) {
            *self = Self::since(shown, run);
            return None;
        }
        let expected = self.believed.then(run);
        let [shortest, longest] = QUIET;
        let wait = shown.duration_since(expected).abs();
        let wait = wait.clamp(shortest, longest);
        let doubted = self.doubted.filter(|before| here.is_even_with(*before));
        let doubted = doubted.unwrap_or(here);
        let left = wait - (run - doubted.run);
        if left <= SignedDuration::ZERO {
            *self = Self::since(shown, run);
            return None;
        }
        self.doubted = Some(doubted);
        Some(Leap {
            shown,
            expected,
            until: shown.saturating_add(left).unwrap_or(shown),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: SignedDuration = SignedDuration::from_mins(1);
    const DAY: SignedDuration = SignedDuration::from_hours(24);

    fn start() -> Timestamp {
        "2026-11-16T09:00:00Z".parse().unwrap()
    }

    /// Minutes for which a clock is doubted that is looked at every minute and is `ahead` all the time.
    fn doubted_for(ahead: SignedDuration) -> i64 {
        let mut watch = Watch::since(start(), SignedDuration::ZERO);
        let mut run = SignedDuration::ZERO;
        while watch.look(start() + run + ahead, run).is_some() {
            run += MINUTE;
        }
        run.as_mins()
    }

    #[test]
    fn a_clock_that_leapt_is_doubted_for_as_long_as_its_leap_within_limits() {
        for way in [1, -1] {
            assert_eq!(doubted_for(MINUTE * way), 0);
            assert_eq!(doubted_for(MINUTE * 3 * way), 10);
            assert_eq!(doubted_for(MINUTE * 200 * way), 200);
            assert_eq!(doubted_for(DAY * 3_650 * way), 24 * 60);
        }
    }

    #[test]
    fn a_clock_that_is_put_right_is_believed_at_once() {
        let mut watch = Watch::since(start(), SignedDuration::ZERO);
        assert!(watch.look(start() + DAY + MINUTE, MINUTE).is_some());
        assert_eq!(watch.look(start() + MINUTE * 2, MINUTE * 2), None);
    }

    #[test]
    fn the_waiting_begins_anew_with_another_leap() {
        let mut watch = Watch::since(start(), SignedDuration::ZERO);
        let leap = watch.look(start() + DAY, SignedDuration::ZERO).unwrap();
        assert_eq!((leap.expected, leap.until), (start(), start() + DAY * 2));
        let leap = watch.look(start() + DAY * 5, DAY - MINUTE).unwrap();
        assert_eq!(leap.until, start() + DAY * 6);
        let left = watch.look(start() + DAY * 5 + MINUTE, DAY).unwrap();
        assert_eq!(left.until, leap.until);
    }
}
