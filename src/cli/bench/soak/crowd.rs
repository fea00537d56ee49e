//! Those who answer and those who look: at an even pace, each waiting for the answer to what they sent.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread::{Scope, sleep};
use std::time::Duration;

use super::super::ballots::load::{prepared, visits, whole_way};
use super::super::ballots::stage::Stage;
use super::super::ballots::wire::{self, Wire};
use crate::rehearsal::respondent::{Agent, Declined, agent_of};
use crate::world::World;

/// People who begin to answer in a second. Half as many visitors come with slips.
pub const PEOPLE_A_SECOND: usize = 8;
/// Connections of each kind.
const CLIENTS: usize = 4;
/// One of so many casts once more, as if the answer had been lost.
const CASTS_AGAIN: usize = 10;
/// Between two pages of the office.
const LOOKS_EVERY: Duration = Duration::from_millis(250);
/// How often something is sent again, a fifth of a second apart.
const PATIENCE: usize = 150;

/// When things are due.
pub struct Paces {
    world: World,
    begun: jiff::Timestamp,
}

impl Paces {
    /// From now on.
    pub fn from(world: &World) -> Self {
        Self {
            world: world.clone(),
            begun: world.now(),
        }
    }

    /// Waits until so long after the beginning.
    pub fn wait_until(&self, after: Duration) {
        let passed = self.world.now().duration_since(self.begun);
        let passed = Duration::try_from(passed).unwrap_or_default();
        sleep(after.saturating_sub(passed));
    }
}

/// What came of those who answer and look.
pub struct Crowd<'a> {
    stage: &'a Stage,
    world: &'a World,
    agent: Agent,
    next: [AtomicUsize; 2],
    /// Ballots that were confirmed, of people and of visitors.
    pub confirmed: [AtomicU64; 2],
    /// Requests that were sent again.
    pub repeated: AtomicU64,
    /// Pages of the office that were not answered well.
    pub unanswered: AtomicU64,
    /// Nobody begins any more.
    pub ended: AtomicBool,
}

impl<'a> Crowd<'a> {
    /// A crowd before its time.
    pub fn before(stage: &'a Stage, world: &'a World) -> Self {
        Self {
            stage,
            world,
            agent: agent_of(2 * CLIENTS),
            next: Default::default(),
            confirmed: Default::default(),
            repeated: AtomicU64::new(0),
            unanswered: AtomicU64::new(0),
            ended: AtomicBool::new(false),
        }
    }

    /// Everybody answers, in their turn.
    pub fn answer<'s>(&'s self, scope: &'s Scope<'s, '_>, paces: &'s Paces) {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                self.come(paces, 0, &self.stage.links, |wire, at, link| {
                    self.person(wire, at, link)
                });
            });
            scope.spawn(|| {
                self.come(paces, 1, &self.stage.slips, |wire, _, slip| {
                    self.visitor(wire, slip)
                });
            });
        }
    }

    fn come(
        &self,
        paces: &Paces,
        kind: usize,
        all: &[String],
        act: impl Fn(&mut Option<Wire>, usize, &String) -> Result<(), Declined>,
    ) {
        let (Some(next), Some(confirmed)) = (self.next.get(kind), self.confirmed.get(kind)) else {
            return;
        };
        let mut wire = None;
        while !self.ended.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(at) else { return };
            let rate = u32::try_from(PEOPLE_A_SECOND >> kind).unwrap_or(1);
            let count = u32::try_from(at).unwrap_or(u32::MAX);
            paces.wait_until(Duration::from_secs(1) * count / rate);
            if act(&mut wire, at, one).is_ok() {
                confirmed.fetch_add(1, Ordering::Relaxed);
            }
        }
    }

    fn person(&self, wire: &mut Option<Wire>, at: usize, link: &String) -> Result<(), Declined> {
        let (stage, shell) = (self.stage, wire::get("/i"));
        let here = (&self.agent, stage.base.as_str());
        let links = std::slice::from_ref(link);
        let waiting = prepared(here, links, &stage.answers, self.world)?;
        let waiting = waiting.first().ok_or(Declined::Nonsense)?;
        for _ in 0..=usize::from(at.is_multiple_of(CASTS_AGAIN)) {
            self.until_done(wire, |wire| whole_way(wire, &shell, waiting))?;
        }
        Ok(())
    }

    fn visitor(&self, wire: &mut Option<Wire>, slip: &String) -> Result<(), Declined> {
        let here = (&self.agent, self.stage.base.as_str());
        let slips = std::slice::from_ref(slip);
        for request in visits(here, slips, &self.stage.visitor_answers)? {
            self.until_done(wire, |wire| wire.ask(&request).map(drop))?;
        }
        Ok(())
    }

    /// As the page does it: what has no answer, or one that says "later", is sent again just as it was.
    fn until_done(
        &self,
        wire: &mut Option<Wire>,
        act: impl Fn(&mut Wire) -> Result<(), Declined>,
    ) -> Result<(), Declined> {
        for _ in 0..PATIENCE {
            let mut kept = match wire.take() {
                Some(kept) => kept,
                None => Wire::to(&self.stage.base)?,
            };
            match act(&mut kept) {
                Err(Declined::Nonsense | Declined::Answer { status: 500.., .. }) => {
                    self.repeated.fetch_add(1, Ordering::Relaxed);
                    sleep(Duration::from_millis(200));
                }
                done => {
                    *wire = Some(kept);
                    return done;
                }
            }
        }
        Err(Declined::Nonsense)
    }

    /// Looks at pages of the office, one after another.
    pub fn look_at(&self, pages: &[Vec<u8>]) {
        let mut wire = None;
        for page in pages.iter().cycle() {
            if self.ended.load(Ordering::Relaxed) {
                return;
            }
            let kept: Option<Wire> = wire.take().or_else(|| Wire::to(&self.stage.base).ok());
            wire = kept.and_then(|mut kept| kept.ask(page).is_ok().then_some(kept));
            if wire.is_none() {
                self.unanswered.fetch_add(1, Ordering::Relaxed);
            }
            sleep(LOOKS_EVERY);
        }
    }
}
