//! People who answer all at once, as many at a time as there are clients.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::wire::{self, Wire};
use crate::crypto::blind_rsa::{BlindRsaError, IssuingKey};
use crate::domain::ticket::Channel;
use crate::domain::wire::{Random32, RsaBlock};
use crate::rehearsal::respondent::{Agent, Declined, Prepared, agent, fetch};
use crate::rehearsal::{Respondent, Visitor};
use crate::world::World;

/// Clients at a time.
pub const CLIENTS: usize = 16;
/// Threads of the bare signatures: one a core of the machine that the limits are for.
const CORES: usize = 2;
/// Bare signatures a thread.
const SIGNATURES: u32 = 1_500;

/// Somebody who has answered, sealed and blinded, and has yet to send what is written already.
pub struct Waiting {
    respondent: Respondent,
    prepared: Prepared,
    /// The request that looks.
    pub look: Vec<u8>,
    /// The request that has the blinded message signed.
    pub issue: Vec<u8>,
}

impl Waiting {
    /// Has the blinded message signed; the server's answer.
    pub fn issue(&self, wire: &mut Wire) -> Result<Value, Declined> {
        let answer = wire.ask(&self.issue)?;
        serde_json::from_slice(answer).map_err(|_| Declined::Nonsense)
    }

    /// The request that casts what comes of the server's answer.
    pub fn to_cast(&self, answer: &Value) -> Result<Vec<u8>, Declined> {
        let ballot = self.respondent.unblind(&self.prepared, answer)?;
        Ok(wire::post("/api/cast", &ballot.to_cast()))
    }
}

/// What was measured of one act by all clients.
#[derive(Debug, Default)]
pub struct Measured {
    /// How long each took, in microseconds, sorted.
    pub times: Vec<u64>,
    /// From the first to the last, in microseconds.
    pub whole: u64,
}

impl Measured {
    /// So many a second.
    pub fn per_second(&self) -> u64 {
        (self.times.len() as u64).saturating_mul(1_000_000) / self.whole.max(1)
    }

    /// The time that 95 of a hundred do not exceed.
    pub fn p95(&self) -> u64 {
        let at = (self.times.len() * 95).div_ceil(100).saturating_sub(1);
        self.times.get(at).copied().unwrap_or_default()
    }
}

/// Does `act` once for each of these, by [`CLIENTS`] at a time with a connection each.
///
/// # Errors
/// The first that the server declines.
pub fn all<T: Send, D: Send>(
    (world, base): (&World, &str),
    ones: Vec<T>,
    act: impl Fn(&mut Wire, T) -> Result<D, Declined> + Sync,
) -> Result<(Measured, Vec<D>), Declined> {
    let count = ones.len();
    let queue = Mutex::new(ones);
    let next = || queue.lock().ok().and_then(|mut queue| queue.pop());
    let client = || {
        let mut wire = Wire::to(base)?;
        let mut done = Vec::with_capacity(count / CLIENTS + 1);
        while let Some(one) = next() {
            let begun = world.now();
            let result = act(&mut wire, one)?;
            done.push((micros(world, begun), result));
        }
        Ok::<_, Declined>(done)
    };
    let begun = world.now();
    let done: Vec<_> = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(client)).collect();
        let ended = clients.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended.collect()
    });
    let whole = micros(world, begun);
    let (mut times, mut results) = (Vec::with_capacity(count), Vec::with_capacity(count));
    for client in done {
        for (time, result) in client.unwrap_or(Err(Declined::Nonsense))? {
            times.push(time);
            results.push(result);
        }
    }
    times.sort_unstable();
    Ok((Measured { times, whole }, results))
}

/// Seals and blinds for everybody, ahead.
pub fn prepared(
    (agent, base): (&Agent, &str),
    links: &[String],
    answers: &[u8],
    world: &World,
) -> Result<Vec<Waiting>, Declined> {
    let one = |link: &String| {
        let respondent = Respondent::open(agent, base, link)?;
        let random = world.random().map_err(|_| Declined::Nonsense)?;
        let prepared = respondent.prepare(answers, Random32::new(random))?;
        Ok(Waiting {
            look: wire::post("/api/look", &respondent.link()),
            issue: wire::post("/api/issue", &respondent.to_issue(&prepared)),
            respondent,
            prepared,
        })
    };
    links.iter().map(one).collect()
}

/// Seals for everybody with a slip, ahead; the requests that cast.
pub fn visits(
    (agent, base): (&Agent, &str),
    slips: &[String],
    answers: &[u8],
) -> Result<Vec<Vec<u8>>, Declined> {
    let one = |slip: &String| {
        let (visitor, ticket) = Visitor::with_slip(agent, base, slip)?;
        let envelope = visitor.seal(answers)?;
        let body = visitor.to_cast(Channel::Slip, &ticket, &envelope);
        Ok(wire::post("/api/cast-ticket", &body))
    };
    slips.iter().map(one).collect()
}

/// The shell, what the link leads to, the signature, the ballot.
pub fn whole_way(wire: &mut Wire, shell: &[u8], waiting: &Waiting) -> Result<(), Declined> {
    wire.ask(shell)?;
    wire.ask(&waiting.look)?;
    let answer = waiting.issue(wire)?;
    let cast = waiting.to_cast(&answer)?;
    wire.ask(&cast).map(drop)
}

/// Looks at a page again and again until told to stop; the times it took.
pub fn onlooker(base: &str, path: &str, world: &World, ended: &AtomicBool) -> Measured {
    let (agent, mut times) = (agent(), Vec::new());
    let first = world.now();
    while !ended.load(Ordering::Relaxed) {
        let begun = world.now();
        if fetch(&agent, base, path).is_ok() {
            times.push(micros(world, begun));
        }
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    times.sort_unstable();
    let whole = micros(world, first);
    Measured { times, whole }
}

/// Bare signatures a second on both cores: what everything else is measured against.
pub fn bare_signatures(world: &World) -> Result<u64, BlindRsaError> {
    let key = IssuingKey::generate()?;
    let block = RsaBlock::new([0x42; RsaBlock::LENGTH]);
    let sign = || (0..SIGNATURES).try_for_each(|_| key.blind_sign(&block).map(drop));
    let begun = world.now();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..CORES).map(|_| scope.spawn(sign)).collect();
        let ended = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        let all: Vec<_> = ended.collect();
        let fault = || Err(BlindRsaError::Fault);
        all.into_iter()
            .try_for_each(|one| one.unwrap_or_else(|_| fault()))
    })?;
    let signed = u64::from(SIGNATURES) * CORES as u64;
    Ok(signed.saturating_mul(1_000_000) / micros(world, begun).max(1))
}

/// Microseconds since then.
pub fn micros(world: &World, begun: jiff::Timestamp) -> u64 {
    let taken = world.now().duration_since(begun).as_micros();
    u64::try_from(taken).unwrap_or_default()
}
