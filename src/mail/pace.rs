//! How fast mails may go: at most so many in any minute and on any day.
//!
//! Pure: the caller says what time it is and how many went today. Why a day of the calendar: how
//! many went on it is one number, while "in any 24 hours" would need the times of all.

use std::collections::VecDeque;
use std::num::NonZeroU32;

use jiff::{SignedDuration, Timestamp};

const MINUTE: SignedDuration = SignedDuration::from_mins(1);

/// Highest numbers of mails; `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// In any 60 seconds.
    pub per_minute: Option<NonZeroU32>,
    /// On any day in Thailand.
    pub per_day: Option<NonZeroU32>,
}

/// Whether the next mail may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Turn {
    /// Now; it has been counted.
    Now,
    /// Not before this moment; nothing has been counted.
    NotBefore(Timestamp),
    /// Not on this day.
    AnotherDay,
}

/// Remembers when mails of the last minute went.
#[derive(Debug, Clone)]
pub struct Pace {
    limits: Limits,
    sent: VecDeque<Timestamp>,
}

impl Pace {
    /// Starts as if nothing had been sent.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            sent: VecDeque::new(),
        }
    }

    /// Asks for a turn at `now`, on a day on which so many went.
    pub fn take(&mut self, now: Timestamp, sent_today: u32) -> Turn {
        if self
            .limits
            .per_day
            .is_some_and(|limit| sent_today >= limit.get())
        {
            return Turn::AnotherDay;
        }
        self.bring_back(now);
        self.forget(now);
        if let Some(free) = self.free().filter(|free| *free > now) {
            return Turn::NotBefore(free);
        }
        self.sent.push_back(now);
        Turn::Now
    }

    /// Nothing was sent in the future: the clock was set back. Counting it as sent just now
    /// keeps the limit, and keeps a clock that ran a year ahead from stopping mail for a year.
    fn bring_back(&mut self, now: Timestamp) {
        for sent in self.sent.iter_mut().rev().take_while(|sent| **sent > now) {
            *sent = now;
        }
    }

    /// Drops what the limit does not look at any more.
    fn forget(&mut self, now: Timestamp) {
        while self.sent.front().is_some_and(|first| after(*first) <= now) {
            self.sent.pop_front();
        }
    }

    /// When the oldest of the last `limit` mails is a minute old.
    fn free(&self) -> Option<Timestamp> {
        let limit = usize::try_from(self.limits.per_minute?.get()).unwrap_or(usize::MAX);
        let oldest = self.sent.len().checked_sub(limit)?;
        self.sent.get(oldest).map(|sent| after(*sent))
    }
}

fn after(moment: Timestamp) -> Timestamp {
    moment.checked_add(MINUTE).unwrap_or(Timestamp::MAX)
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
        let mut pace = Pace::new(Limits::default());
        assert!((0..1000).all(|n| pace.take(at(5), n) == Turn::Now));
    }

    #[test]
    fn the_mail_after_the_last_of_a_minute_waits_for_the_first_to_age() {
        let mut pace = Pace::new(limits(2, 0));
        assert_eq!(pace.take(at(10), 0), Turn::Now);
        assert_eq!(pace.take(at(40), 1), Turn::Now);
        assert_eq!(pace.take(at(41), 2), Turn::NotBefore(at(70)));
        assert_eq!(pace.take(at(70), 2), Turn::Now);
        assert_eq!(pace.take(at(71), 3), Turn::NotBefore(at(100)));
    }

    #[test]
    fn after_the_last_mail_of_a_day_no_other_goes_whoever_sent_them() {
        let mut pace = Pace::new(limits(0, 3));
        assert_eq!(pace.take(at(400), 2), Turn::Now);
        assert_eq!(pace.take(at(400), 3), Turn::AnotherDay);
        assert_eq!(pace.take(at(86_400), 0), Turn::Now);
    }

    #[test]
    fn a_clock_set_back_gives_nothing_away_and_stops_nothing_for_long() {
        let mut pace = Pace::new(limits(1, 0));
        assert_eq!(pace.take(at(1_000_000), 0), Turn::Now);
        assert_eq!(pace.take(at(10), 0), Turn::NotBefore(at(70)));
        assert_eq!(pace.take(at(69), 0), Turn::NotBefore(at(70)));
        assert_eq!(pace.take(at(70), 0), Turn::Now);
    }

    proptest! {
        #[test]
        fn no_minute_ever_holds_more_than_its_limit(
            per_minute in 1u32..5,
            waits in prop::collection::vec(0i64..90, 1..200),
        ) {
            let mut pace = Pace::new(limits(per_minute, 0));
            let (mut now, mut sent) = (0i64, Vec::new());
            for wait in waits {
                now += wait;
                if let Turn::NotBefore(free) = pace.take(at(now), 0) {
                    now = free.as_second();
                    prop_assert_eq!(pace.take(at(now), 0), Turn::Now);
                }
                sent.push(now);
            }
            for end in &sent {
                let held = sent.iter().filter(|s| **s <= *end && **s > end - 60).count();
                prop_assert!(held <= per_minute as usize);
            }
        }
    }
}
