//! Whether this node's clock may be believed: against what it showed before, and against the database servers'.
//!
//! Everything that time alone brings about and that does not come back (a round that closes, boards, keys that go, a
//! planned reminder, the count of midnight) waits while it may not. What somebody does by hand does not wait.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use super::doctor::is_over;
use super::office::Office;
use super::refusal::Refusal;
use crate::domain::clock::{Leap, Watch, near};
use crate::domain::message::Message;
use crate::domain::round::RoundState;
use crate::store::ClockFile;

/// How often the file is written: less than what a clock may be off without a doubt.
const KEEP_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// Why the clock is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It shows another time than it should.
    Leapt(Leap),
    /// A database server's shows another one: the node's, and the server's.
    Servers(Timestamp, Timestamp),
}

impl Doubt {
    /// What is to be told of it.
    pub fn said(&self) -> Message {
        match self {
            Doubt::Leapt(leap) => Message::new("doctor.clock-leapt")
                .at("now", leap.shown)
                .at("expected", leap.expected)
                .until("until", leap.until),
            Doubt::Servers(own, server) => Message::new("doctor.clock-servers")
                .at("now", *own)
                .at("server", *server),
        }
    }
}

/// What a node knows of its clock.
#[derive(Clone)]
pub struct ClockWatch {
    file: ClockFile,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    watch: Option<Watch>,
    kept: Option<Timestamp>,
    doubt: Option<Doubt>,
}

impl ClockWatch {
    /// One that has not looked yet.
    pub fn new(file: ClockFile) -> Self {
        Self {
            file,
            seen: Arc::default(),
        }
    }

    /// The doubt as of the last look of this process.
    pub fn doubt(&self) -> Option<Doubt> {
        self.seen().doubt
    }

    /// When the clock was last believed by a server on this folder.
    pub fn last_believed(&self) -> Option<Timestamp> {
        self.file.read()
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Looks at the clock; to be asked every few seconds, and before anything that time alone brings about.
pub async fn look_at_clock(office: &Office) -> Result<Option<Doubt>, Refusal> {
    let watch = office.clock.seen().watch;
    let before = match watch {
        Some(watch) => watch,
        None => Watch::since(last_seen(office).await?, office.world.run()),
    };
    let server = disagreeing(office).await?;
    let (now, run) = (office.world.now(), office.world.run());
    let mut watch = before;
    let leap = watch.look(now, run).map(Doubt::Leapt);
    let doubt = leap.or(server.map(|server| Doubt::Servers(now, server)));
    let is_to_keep = {
        let mut seen = office.clock.seen();
        seen.watch = Some(watch);
        tell(seen.doubt, doubt);
        seen.doubt = doubt;
        let is_old = |kept: Timestamp| now.duration_since(kept).abs() >= KEEP_EVERY;
        let is_to_keep = doubt.is_none() && seen.kept.is_none_or(is_old);
        if is_to_keep {
            seen.kept = Some(now);
        }
        is_to_keep
    };
    if is_to_keep && let Err(problem) = office.clock.file.write(now) {
        tracing::warn!(cause = %problem, "the time of the last look at the clock was not written");
    }
    Ok(doubt)
}

/// A line in the log when the doubt begins, changes its kind or ends.
fn tell(before: Option<Doubt>, doubt: Option<Doubt>) {
    let is_new = |kind: fn(&Doubt) -> bool| !before.as_ref().is_some_and(kind);
    match doubt {
        Some(Doubt::Leapt(leap)) if is_new(|it| matches!(it, Doubt::Leapt(_))) => tracing::warn!(
            shown = %leap.shown, expected = %leap.expected, until = %leap.until,
            "the clock is in doubt: no round closes and no key goes by itself until then"
        ),
        Some(Doubt::Servers(own, server)) if is_new(|it| matches!(it, Doubt::Servers(..))) => {
            tracing::warn!(
                shown = %own, %server,
                "the clock is not the database server's: no round closes and no key goes by itself"
            );
        }
        None if before.is_some() => tracing::info!("the clock is believed again"),
        _ => {}
    }
}

/// What the installation saw last: what a server noted, else the last line of the audit log.
async fn last_seen(office: &Office) -> Result<Timestamp, Refusal> {
    if let Some(noted) = office.clock.last_believed() {
        return Ok(noted);
    }
    let last = office.last_line().await?;
    Ok(last.unwrap_or(office.world.now()))
}

/// What the first database server shows whose clock is not this node's. Urns are asked that can still change.
pub async fn disagreeing(office: &Office) -> Result<Option<Timestamp>, Refusal> {
    let mut shown = Vec::from_iter(office.registry.server_clock().await?);
    if shown.is_empty() {
        return Ok(None);
    }
    for round in office.registry.rounds().await? {
        if round.state != RoundState::Draft
            && !is_over(&round)
            && let Some(urn) = office.urns.get(&round.code).await?
        {
            shown.extend(urn.server_clock().await?);
        }
    }
    let now = office.world.now();
    Ok(shown.into_iter().find(|server| !near(now, *server)))
}
