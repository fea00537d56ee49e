//! How fast mails may go: at most so many in any minute and in any 24 hours.
//!
//! Pure: the caller says what time it is, and feeds in what a killed run had sent before.

use std::collections::VecDeque;
use std::num::NonZeroU32;

use jiff::{SignedDuration, Timestamp};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Highest numbers of mails; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// In any 60 seconds.
    pub per_minute: Option<NonZeroU32>,
    /// In any 24 hours.
    pub per_day: Option<NonZeroU32>,
}

/// Whether the next mail may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Now; it has been counted.
    Now,
    /// Not before this moment; nothing has been counted.
    NotBefore(Timestamp),
}

/// Remembers when mails went, as far back as the limits look.
#[derive(Debug, Clone)]
pub struct Pace {
    limits: Limits,
    sent: VecDeque<Timestamp>,
}

impl Pace {
    /// Starts with what was sent in the last 24 hours, in any order.
    pub fn new(limits: Limits, history: impl IntoIterator<Item = Timestamp>) -> Self {
        let mut sent: Vec<Timestamp> = history.into_iter().collect();
        sent.sort_unstable();
        Self {
            limits,
            sent: sent.into(),
        }
    }

    /// Asks for a turn at `now`.
    pub fn take(&mut self, now: Timestamp) -> Turn {
        self.bring_back(now);
        self.forget(now);
        if let Some(free) = self.earliest(now) {
            return Turn::NotBefore(free);
        }
        self.sent.push_back(now);
        Turn::Now
    }

    /// Nothing was sent in the future: the clock was set back. Counting it as sent just now
    /// keeps the limits, and keeps a clock that ran a year ahead from stopping mail for a year.
    fn bring_back(&mut self, now: Timestamp) {
        for sent in self.sent.iter_mut().rev().take_while(|sent| **sent > now) {
            *sent = now;
        }
    }

    /// Drops what neither limit looks at any more.
    fn forget(&mut self, now: Timestamp) {
        while self
            .sent
            .front()
            .is_some_and(|first| after(*first, DAY) <= now)
        {
            self.sent.pop_front();
        }
    }

    /// The moment at which both limits allow another one, if that is later than `now`.
    fn earliest(&self, now: Timestamp) -> Option<Timestamp> {
        let windows = [(self.limits.per_minute, MINUTE), (self.limits.per_day, DAY)];
        windows
            .into_iter()
            .filter_map(|(limit, window)| self.free(limit?, window))
            .filter(|free| *free > now)
            .max()
    }

    /// When the oldest of the last `limit` mails leaves the window.
    fn free(&self, limit: NonZeroU32, window: SignedDuration) -> Option<Timestamp> {
        let limit = usize::try_from(limit.get()).unwrap_or(usize::MAX);
        let oldest = self.sent.len().checked_sub(limit)?;
        self.sent.get(oldest).map(|sent| after(*sent, window))
    }
}

fn after(moment: Timestamp, window: SignedDuration) -> Timestamp {
    moment.checked_add(window).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn limits(per_minute: u32, per_day: u32) -> Limits {
        Limits {
            per_minute: NonZeroU32::new(per_minute),
            per_day: NonZeroU32::new(per_day),
        }
    }

    #[test]
    fn without_limits_every_mail_goes_at_once() {
        let mut pace = Pace::new(Limits::default(), []);
        assert!((0..1000).all(|_| pace.take(at(5)) == Turn::Now));
    }

    #[test]
    fn the_mail_after_the_last_of_a_minute_waits_for_the_first_to_age() {
        let mut pace = Pace::new(limits(2, 0), []);
        assert_eq!(pace.take(at(10)), Turn::Now);
        assert_eq!(pace.take(at(40)), Turn::Now);
        assert_eq!(pace.take(at(41)), Turn::NotBefore(at(70)));
        assert_eq!(pace.take(at(70)), Turn::Now);
        assert_eq!(pace.take(at(71)), Turn::NotBefore(at(100)));
    }

    #[test]
    fn a_killed_run_does_not_get_a_second_day() {
        let mut pace = Pace::new(limits(0, 3), [at(300), at(100), at(200)]);
        assert_eq!(pace.take(at(400)), Turn::NotBefore(at(100 + 86_400)));
        assert_eq!(pace.take(at(100 + 86_400)), Turn::Now);
    }

    #[test]
    fn a_clock_set_back_gives_nothing_away_and_stops_nothing_for_long() {
        let mut pace = Pace::new(limits(1, 0), []);
        assert_eq!(pace.take(at(1_000_000)), Turn::Now);
        assert_eq!(pace.take(at(10)), Turn::NotBefore(at(70)));
        assert_eq!(pace.take(at(69)), Turn::NotBefore(at(70)));
        assert_eq!(pace.take(at(70)), Turn::Now);
    }

    proptest! {
        #[test]
        fn no_window_ever_holds_more_than_its_limit(
            per_minute in 1u32..5,
            per_day in 1u32..20,
            waits in prop::collection::vec(0i64..4000, 1..200),
        ) {
            let mut pace = Pace::new(limits(per_minute, per_day), []);
            let (mut now, mut sent) = (0i64, Vec::new());
            for wait in waits {
                now += wait;
                match pace.take(at(now)) {
                    Turn::Now => sent.push(now),
                    Turn::NotBefore(free) => {
                        now = free.as_second();
                        prop_assert_eq!(pace.take(at(now)), Turn::Now);
                        sent.push(now);
                    }
                }
            }
            for (limit, window) in [(per_minute, 60), (per_day, 86_400)] {
                for end in &sent {
                    let held = sent.iter().filter(|s| **s <= *end && **s > end - window).count();
                    prop_assert!(held <= limit as usize);
                }
            }
        }
    }
}
