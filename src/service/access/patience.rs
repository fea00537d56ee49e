//! How often somebody may try: by account and by address, in memory only, so that no attempt
//! leaves a trace and a restart forgets. Each of several nodes counts for itself: who is sent from one to the
//! other has as many tries at each.

use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::MonotonicClock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

type Limiter = RateLimiter<
    String,
    HashMapStateStore<String>,
    MonotonicClock,
    NoOpMiddleware<std::time::Instant>,
>;

/// Tries of one account in a row; one more every minute.
const OF_ACCOUNT: NonZeroU32 = NonZeroU32::new(10).unwrap();
/// Tries from one address in a row: an office may share one.
const OF_ADDRESS: NonZeroU32 = NonZeroU32::new(60).unwrap();

/// Counts tries.
#[derive(Clone)]
pub(in crate::service) struct Patience {
    accounts: Arc<Limiter>,
    addresses: Arc<Limiter>,
}

impl Patience {
    pub(in crate::service) fn new() -> Self {
        let limiter = |quota| {
            Arc::new(RateLimiter::new(
                quota,
                HashMapStateStore::default(),
                MonotonicClock,
            ))
        };
        Self {
            accounts: limiter(Quota::per_minute(NonZeroU32::MIN).allow_burst(OF_ACCOUNT)),
            addresses: limiter(Quota::per_minute(OF_ACCOUNT).allow_burst(OF_ADDRESS)),
        }
    }

    /// Whether one more try is let through; what is full again is forgotten.
    pub(in crate::service) fn lets(&self, account: &str, address: &str) -> bool {
        let let_through = |limiter: &Limiter, key: &str| {
            if limiter.len() > 10_000 {
                limiter.retain_recent();
            }
            limiter.check_key(&key.to_owned()).is_ok()
        };
        let_through(&self.addresses, address) && let_through(&self.accounts, account)
    }
}
