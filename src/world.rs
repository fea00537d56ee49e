//! Clock and chance: the two things that no test may leave to fate.
//!
//! Nothing else in the house asks the time or draws a random byte; OpenSSL's own drawing of keys
//! and salts is the one exception.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use rustix::time::{ClockId, clock_gettime};

use crate::domain::calendar::thai_zone;

/// The system's clock that nobody can set. Linux has one that goes on while the machine is suspended.
#[cfg(target_os = "linux")]
const RUNS: ClockId = ClockId::Boottime;
#[cfg(not(target_os = "linux"))]
const RUNS: ClockId = ClockId::Monotonic;

/// What the service asks of the world outside. Cheap to clone.
#[derive(Clone)]
pub struct World {
    clock: Clock,
    chance: Chance,
}

#[derive(Clone)]
enum Clock {
    System,
    Set(Arc<Mutex<SetClock>>),
}

struct SetClock {
    shows: Timestamp,
    /// What it leapt by so far.
    leapt: SignedDuration,
}

#[derive(Clone)]
enum Chance {
    System,
    Seeded(Arc<Mutex<StdRng>>),
}

/// The operating system gave no random bytes; nothing secret may be made then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the operating system gives no random bytes")]
pub struct NoChance;

impl World {
    /// The real clock and the operating system's randomness.
    pub fn real() -> Self {
        Self {
            clock: Clock::System,
            chance: Chance::System,
        }
    }

    /// A clock that stands still until [`World::set_clock`], and repeatable chance. For tests.
    pub fn fixed(now: Timestamp, seed: u64) -> Self {
        Self {
            clock: Clock::Set(Arc::new(Mutex::new(SetClock {
                shows: now,
                leapt: SignedDuration::ZERO,
            }))),
            chance: Chance::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))),
        }
    }

    /// Moves a clock that stands still, as if the time had gone by; the real one is not moved.
    pub fn set_clock(&self, now: Timestamp) {
        if let Clock::Set(clock) = &self.clock {
            guard(clock).shows = now;
        }
    }

    /// Moves a clock that stands still, as if somebody had set it wrong; the real one is not moved.
    pub fn leap(&self, by: SignedDuration) {
        if let Clock::Set(clock) = &self.clock {
            let mut clock = guard(clock);
            clock.shows = clock.shows.saturating_add(by).unwrap_or(clock.shows);
            clock.leapt += by;
        }
    }

    /// The present moment.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that asks the time"
    )]
    pub fn now(&self) -> Timestamp {
        match &self.clock {
            Clock::System => Timestamp::now(),
            Clock::Set(clock) => guard(clock).shows,
        }
    }

    /// How long the machine has run since some moment, whatever its clock was set to meanwhile.
    pub fn run(&self) -> SignedDuration {
        match &self.clock {
            Clock::System => {
                let run = clock_gettime(RUNS);
                SignedDuration::new(run.tv_sec, i32::try_from(run.tv_nsec).unwrap_or_default())
            }
            Clock::Set(clock) => {
                let clock = guard(clock);
                clock.shows.duration_since(Timestamp::UNIX_EPOCH) - clock.leapt
            }
        }
    }

    /// The day in Thailand.
    pub fn today(&self) -> Date {
        self.now().to_zoned(thai_zone()).date()
    }

    /// `N` random bytes.
    ///
    /// # Errors
    /// [`NoChance`] when the operating system gives none.
    pub fn random<const N: usize>(&self) -> Result<[u8; N], NoChance> {
        let mut bytes = [0; N];
        match &self.chance {
            Chance::System => SysRng.try_fill_bytes(&mut bytes).map_err(|_| NoChance)?,
            Chance::Seeded(seeded) => {
                seeded
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .fill_bytes(&mut bytes);
            }
        }
        Ok(bytes)
    }
}

fn guard(clock: &Mutex<SetClock>) -> MutexGuard<'_, SetClock> {
    clock.lock().unwrap_or_else(PoisonError::into_inner)
}
