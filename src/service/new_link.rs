//! "Send me a new link": the same link again, to the address on the roster.
//!
//! Why the asker learns nothing: who is on a roster, and who has taken part, is for HR to know. The
//! answer is given before anything is looked up; the mail goes to the address itself.

use std::iter;
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::clock::MonotonicClock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::domain::encoding::hex;
use crate::domain::mail::MailKind;
use crate::intake::email::is_well_formed;
use crate::store::{Due, Registry, StoreError};
use crate::world::{NoChance, World};

/// People of one mailbox who are written to at most.
const MOST_PEOPLE: u64 = 20;
/// Mails that a person may ask for on one day, whatever else goes to them.
const MOST_A_DAY: usize = 3;
/// Requests for one address in a row; one more every half an hour.
const OF_MAILBOX: NonZeroU32 = NonZeroU32::new(2).unwrap();
/// Requests from one place in a row; as many again every hour.
const OF_PLACE: NonZeroU32 = NonZeroU32::new(30).unwrap();

type Limiter = RateLimiter<
    String,
    HashMapStateStore<String>,
    MonotonicClock,
    NoOpMiddleware<std::time::Instant>,
>;

/// The handle of those who have lost their mail: queues a mail, shows nothing.
#[derive(Clone)]
pub struct NewLinkDesk {
    registry: Registry,
    world: World,
    mailboxes: Arc<Limiter>,
    places: Arc<Limiter>,
}

#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Chance(#[from] NoChance),
}

impl NewLinkDesk {
    /// Works on this registry.
    pub fn new(registry: Registry, world: World) -> Self {
        let limiter = |quota| {
            Arc::new(RateLimiter::new(
                quota,
                HashMapStateStore::default(),
                MonotonicClock,
            ))
        };
        Self {
            registry,
            world,
            mailboxes: limiter(Quota::per_hour(OF_MAILBOX)),
            places: limiter(Quota::per_hour(OF_PLACE)),
        }
    }

    /// Sends the link to this address, if somebody there is asked and has not taken part. `place` is
    /// where the request came from and is kept in memory only. Failures are logged without a value.
    pub async fn send(&self, typed: &str, place: &str) {
        let address = typed.trim().to_lowercase();
        if !is_well_formed(&address) || !self.lets(&address, place) {
            return;
        }
        if let Err(trouble) = self.queue(&address).await {
            tracing::error!(cause = %trouble, "a new link could not be queued");
        }
    }

    fn lets(&self, address: &str, place: &str) -> bool {
        let let_through = |limiter: &Limiter, key: &str| {
            if limiter.len() > 10_000 {
                limiter.retain_recent();
            }
            limiter.check_key(&key.to_owned()).is_ok()
        };
        let_through(&self.places, place) && let_through(&self.mailboxes, address)
    }

    async fn queue(&self, address: &str) -> Result<(), Trouble> {
        let today = self.world.today();
        for (round, person) in self.registry.waiting_at(address, MOST_PEOPLE).await? {
            let mails = self.registry.mail_to(person).await?;
            let of_today = mails.iter().filter(|mail| mail.day == today).count();
            if of_today >= MOST_A_DAY {
                continue;
            }
            let job = iter::once(Ok((person, hex(&self.world.random::<16>()?))));
            let due = Due {
                day: today,
                not_before: None,
            };
            self.registry
                .queue_mail(round, MailKind::Invite, job, due)
                .await?;
        }
        Ok(())
    }
}
