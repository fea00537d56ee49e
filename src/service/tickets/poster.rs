//! A poster's QR: "Start" makes a ticket for this visit.
//!
//! Against stuffing: work for the browser, tries of one address, and the agency's caps for an hour and
//! a day. Addresses are held in memory under a salt that is thrown away every day; the hour's count is
//! in memory too, the day's is the counter row beside the urn. Never a phone or citizen number.
//! Of several nodes each has its own memory: tries of an address, the hour's cap and “each solution once”
//! are a node's; what bounds them all is the day's cap.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};

use governor::clock::MonotonicClock;
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use jiff::civil::Date;

use super::puzzle::Puzzles;
use super::slot::TicketSlot;
use super::{Made, mint};
use crate::crypto::manifest::Manifest;
use crate::crypto::puzzle::{BITS, PARTS};
use crate::crypto::ticket::visitor_of_day;
use crate::domain::ticket::{Channel, Outreach};
use crate::domain::wire::{Fingerprint, PollId, Ticket};
use crate::service::Refusal;
use crate::store::{OutreachBook, Urn};

/// Visits from one address in a row; a waiting room may share one.
const IN_A_ROW: NonZeroU32 = NonZeroU32::new(30).unwrap();
/// Visits from one address that come free again in an hour.
const AN_HOUR: NonZeroU32 = NonZeroU32::new(20).unwrap();

type Limiter = RateLimiter<
    [u8; 32],
    HashMapStateStore<[u8; 32]>,
    MonotonicClock,
    NoOpMiddleware<std::time::Instant>,
>;

/// The handle of a poster's visits.
#[derive(Clone)]
pub struct PosterDesk {
    slot: TicketSlot,
    book: OutreachBook,
    puzzle_secret: Option<[u8; 32]>,
    today: Arc<Mutex<Option<Today>>>,
    hours: Arc<Mutex<HashMap<PollId, Hour>>>,
}

/// Puzzles and addresses of one day: the salt goes with it.
#[derive(Clone)]
struct Today {
    day: Date,
    salt: [u8; 32],
    puzzles: Puzzles,
    addresses: Arc<Limiter>,
}

/// Visits of a poll in one hour.
#[derive(Debug, Clone, Copy, Default)]
struct Hour {
    hour: i64,
    visits: u32,
}

/// Work for a browser.
#[derive(Debug, Clone)]
pub struct Puzzle {
    /// What each part's hash begins with.
    pub text: String,
    /// How many parts there are.
    pub parts: usize,
    /// How many bits of each part's hash must be zero.
    pub bits: u32,
}

/// What came of "Start".
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Start {
    /// A ticket for this visit.
    Ticket(Ticket),
    /// No such poster.
    Unknown,
    /// The puzzle is not solved, or was taken before.
    Unsolved,
    /// Too many visits; later there is room again.
    Full,
    /// The poll takes no ballots any more.
    Closed,
}

impl PosterDesk {
    /// Posters of the polls in this slot's urns. Several nodes have the same `puzzle_secret`; without one
    /// a secret is drawn every day.
    pub fn new(slot: TicketSlot, book: OutreachBook, puzzle_secret: Option<[u8; 32]>) -> Self {
        Self {
            puzzle_secret,
            today: Arc::default(),
            hours: Arc::default(),
            slot,
            book,
        }
    }

    /// A puzzle for a visit; nothing where there is no such poster.
    pub fn puzzle(&self, fingerprint: &Fingerprint) -> Result<Option<Puzzle>, Refusal> {
        let world = &self.slot.world;
        if self.slot.manifest(fingerprint).is_none() {
            return Ok(None);
        }
        let puzzles = self.today()?.puzzles;
        Ok(Some(Puzzle {
            text: puzzles.give(fingerprint, world.random()?, world.now()),
            parts: PARTS,
            bits: BITS,
        }))
    }

    /// A ticket for a visit whose browser has solved its puzzle. `place` is the visitor's address.
    pub async fn start(
        &self,
        fingerprint: &Fingerprint,
        puzzle: &str,
        solution: &[u32],
        place: &str,
    ) -> Result<Start, Refusal> {
        let (puzzles, now) = (self.today()?.puzzles, self.slot.world.now());
        let solved = || puzzles.take(fingerprint, puzzle, solution, now);
        self.visit(fingerprint, Channel::Poster, place, solved)
            .await
    }

    /// A ticket for a visit from a browser without script: no work, and a lower cap.
    pub async fn start_plain(
        &self,
        fingerprint: &Fingerprint,
        place: &str,
    ) -> Result<Start, Refusal> {
        self.visit(fingerprint, Channel::Plain, place, || true)
            .await
    }

    /// What costs least is looked at first: a flood is refused before its puzzles are checked.
    async fn visit(
        &self,
        fingerprint: &Fingerprint,
        channel: Channel,
        place: &str,
        solved: impl FnOnce() -> bool,
    ) -> Result<Start, Refusal> {
        let Some(manifest) = self.slot.manifest(fingerprint) else {
            return Ok(Start::Unknown);
        };
        let poll = manifest.poll.0;
        let Some((urn, settled)) = self.open(&manifest).await? else {
            return Ok(Start::Closed);
        };
        let full = !self.lets(place)?
            || self.hour_is_full(&poll, settled.hour_cap)
            || self.day_is_full(&urn, &poll, channel, &settled).await?;
        if full {
            return Ok(Start::Full);
        }
        if !solved() {
            return Ok(Start::Unsolved);
        }
        if !self.take_hour(&poll, settled.hour_cap) {
            return Ok(Start::Full);
        }
        let visit = (channel, &settled);
        Ok(match mint(&urn, &self.slot.world, &poll, visit, 1).await? {
            Made::Tickets(made) => match made.into_iter().next() {
                Some(ticket) => Start::Ticket(ticket),
                None => Start::Closed,
            },
            Made::Room(_) => Start::Full,
            Made::Closed => Start::Closed,
        })
    }

    async fn open(&self, manifest: &Manifest) -> Result<Option<(Urn, Outreach)>, Refusal> {
        let urn = self.slot.urn_of(manifest).await?;
        let settled = self.book.of_poll(&manifest.poll.0).await?;
        Ok(urn.zip(settled))
    }

    /// Whether this address may begin another visit.
    fn lets(&self, place: &str) -> Result<bool, Refusal> {
        let today = self.today()?;
        let visitor = visitor_of_day(&today.salt, place);
        Ok(today.addresses.check_key(&visitor).is_ok())
    }

    /// What holds today; yesterday's is forgotten.
    fn today(&self) -> Result<Today, Refusal> {
        let world = &self.slot.world;
        let day = world.today();
        let mut held = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(today) = held.as_ref().filter(|today| today.day == day) {
            return Ok(today.clone());
        }
        let key = match self.puzzle_secret {
            Some(key) => key,
            None => world.random()?,
        };
        let today = Today::begin(day, world.random()?, key);
        *held = Some(today.clone());
        Ok(today)
    }

    async fn day_is_full(
        &self,
        urn: &Urn,
        poll: &PollId,
        channel: Channel,
        settled: &Outreach,
    ) -> Result<bool, Refusal> {
        let today = self.slot.world.today();
        let days = urn.ticket_days(poll).await?;
        Ok(settled.room(channel, today, &days) == 0)
    }

    fn hour_is_full(&self, poll: &PollId, cap: u32) -> bool {
        let hour = self.hour();
        let hours = self.hours.lock().unwrap_or_else(PoisonError::into_inner);
        let count = hours.get(poll).filter(|count| count.hour == hour);
        count.is_some_and(|count| count.visits >= cap)
    }

    /// Counts a visit into this hour; `false` if it is full.
    fn take_hour(&self, poll: &PollId, cap: u32) -> bool {
        let hour = self.hour();
        let mut hours = self.hours.lock().unwrap_or_else(PoisonError::into_inner);
        hours.retain(|_, count| count.hour == hour);
        let count = hours.entry(*poll).or_insert(Hour { hour, visits: 0 });
        let room = count.visits < cap;
        count.visits += u32::from(room);
        room
    }

    fn hour(&self) -> i64 {
        self.slot.world.now().as_second() / 3600
    }
}

impl Today {
    fn begin(day: Date, salt: [u8; 32], key: [u8; 32]) -> Self {
        let quota = Quota::per_hour(AN_HOUR).allow_burst(IN_A_ROW);
        let addresses = RateLimiter::new(quota, HashMapStateStore::default(), MonotonicClock);
        Self {
            day,
            salt,
            puzzles: Puzzles::new(key),
            addresses: Arc::new(addresses),
        }
    }
}
