//! Clock and chance: the two things that no test may leave to fate.
//!
//! Nothing else in the house asks the time or draws a random byte; OpenSSL's own drawing of keys
//! and salts is the one exception.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use jiff::civil::Date;
use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};

use crate::domain::calendar::thai_zone;

/// What the service asks of the world outside. Cheap to clone.
#[derive(Clone)]
pub struct World {
    clock: Clock,
    chance: Chance,
}

#[derive(Clone)]
enum Clock {
    System,
    Set(Arc<Mutex<Timestamp>>),
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
            clock: Clock::Set(Arc::new(Mutex::new(now))),
            chance: Chance::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed)))),
        }
    }

    /// Moves a clock that stands still; the real one is not moved.
    pub fn set_clock(&self, now: Timestamp) {
        if let Clock::Set(clock) = &self.clock {
            *clock
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner) = now;
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
            Clock::Set(clock) => *clock
                .lock()
                .unwrap_or_else(std::sync::PoisonError::into_inner),
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
                    .unwrap_or_else(std::sync::PoisonError::into_inner)
                    .fill_bytes(&mut bytes);
            }
        }
        Ok(bytes)
    }
}
