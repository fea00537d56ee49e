//! `prongsai bench overload`: twenty times as many clients as the server has places ask for looks and
//! signatures, each without a pause. They are told at once to come later, people who hold a signature cast
//! all the while, and the server's memory stays as it is. Then very many connections are held without a use.

use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::{Builder, sleep};
use std::time::Duration;

use super::ballots::load::{Waiting, micros, prepared, whole_way};
use super::ballots::stage::Stage;
use super::ballots::wire::{self, Wire};
use super::ballots::{Line, time_line, verdict};
use super::soak::probe::{Probe, Sample};
use super::soak::{equal_line, grown_line};
use crate::app::server::Limits;
use crate::cli::args::BenchOverload;
use crate::cli::show::{Failure, Shown, tell};
use crate::hardening::stand_back;
use crate::locale::Locale;
use crate::rehearsal::respondent::{Declined, agent_of};
use crate::world::World;

/// Clients for each place.
const TIMES: usize = 20;
/// People with a signature, who cast by as many connections.
const CASTING: usize = 16;
/// Between two casts of each.
const CASTS_EVERY: Duration = Duration::from_millis(20);
/// Connections without a use.
const IDLE: usize = 10_000;
/// People who go the whole way beside them.
const BESIDE: usize = 200;
/// Bytes of a client's stack: it does next to nothing.
const STACK: usize = 256 * 1_024;
/// Microseconds within which 95 of a hundred are told to come later.
const LIMIT_REFUSAL: u64 = 500_000;
/// The same of a cast meanwhile.
const LIMIT_CAST: u64 = 1_000_000;
/// The same of the whole way beside idle connections.
const LIMIT_BESIDE: u64 = 50_000;
/// Memory at the end, in hundredths of that after a quarter of the time.
const LIMIT_MEMORY: u64 = 110;

/// Measures and prints; an error if something is over its limit.
pub async fn overload(words: &Locale, args: &BenchOverload) -> Shown {
    let folder = std::env::temp_dir().join(format!("prongsai-overload-{}", std::process::id()));
    let clients = Limits::default().at_once * TIMES;
    let people = clients + CASTING;
    tell(words, "bench.staging", &[("people", people.to_string())]);
    let stage = Stage::set(&folder, people).await;
    let long = Duration::from_secs(args.seconds.into());
    let lines = match stage {
        Ok(stage) => {
            tell(
                words,
                "bench.overloading",
                &[("clients", clients.to_string())],
            );
            let measured = actix_web::web::block(move || measure(&stage, long)).await;
            let spoilt = |problem: String| Failure::Listed(problem);
            measured
                .map_err(|problem| spoilt(problem.to_string()))
                .and_then(|lines| lines.map_err(|declined| spoilt(declined.to_string())))
        }
        Err(failure) => Err(failure),
    };
    let _ = std::fs::remove_dir_all(&folder);
    verdict(words, lines?)
}

/// What came of the requests of all clients.
#[derive(Default)]
struct Told {
    served: AtomicU64,
    /// Microseconds after which it was said to come later, and when.
    refused: Mutex<Vec<u64>>,
    cast: Mutex<Vec<u64>>,
    /// Casts that were not confirmed.
    not_cast: AtomicU64,
    /// Anything else that was answered, or that was not answered.
    otherwise: AtomicU64,
    ended: AtomicBool,
}

impl Told {
    fn is_over(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }
}

fn measure(stage: &Stage, long: Duration) -> Result<Vec<Line>, Declined> {
    let (world, base) = (World::real(), stage.base.as_str());
    let agent = agent_of(CASTING);
    let mut crowd = prepared((&agent, base), &stage.links, &stage.answers, &world)?;
    let casting = crowd.split_off(crowd.len().saturating_sub(CASTING));
    let ballots = signed(base, &casting)?;
    let (told, probe) = (Told::default(), Probe::of(stage));
    let samples = std::thread::scope(|scope| {
        for one in &crowd {
            let client = || insist(base, one, &world, &told);
            let started = Builder::new().stack_size(STACK).spawn_scoped(scope, client);
            count_if(&told.otherwise, started.is_err());
        }
        for ballot in &ballots {
            scope.spawn(|| cast(base, ballot, &world, &told));
        }
        let samples = [long / 4, long * 3 / 4].map(|while_| {
            sleep(while_);
            probe.sample()
        });
        told.ended.store(true, Ordering::Relaxed);
        samples
    });
    let [Some(first), Some(last)] = samples else {
        return Err(Declined::Nonsense);
    };
    let mut lines = told_lines(told, &first, &last);
    lines.extend(idle(base, &crowd, &world, &probe)?);
    Ok(lines)
}

/// Casts that these people may send.
fn signed(base: &str, people: &[Waiting]) -> Result<Vec<Vec<u8>>, Declined> {
    let mut wire = Wire::to(base)?;
    let one = |waiting: &Waiting| {
        let answer = waiting.issue(&mut wire)?;
        waiting.to_cast(&answer)
    };
    people.iter().map(one).collect()
}

/// Looks and has signed again and again, without a pause.
fn insist(base: &str, one: &Waiting, world: &World, told: &Told) {
    stand_back(19);
    let (mut kept, mut refused) = (None, Vec::new());
    for request in [&one.look, &one.issue].into_iter().cycle() {
        if told.is_over() {
            break;
        }
        let Some(mut wire) = kept.take().or_else(|| Wire::to(base).ok()) else {
            count_if(&told.otherwise, true);
            continue;
        };
        let begun = world.now();
        let result = wire.ask(request).map(drop);
        match result {
            Ok(()) => count_if(&told.served, true),
            Err(Declined::Answer { status: 503, .. }) if wire.says("retry-after") => {
                refused.push(micros(world, begun));
            }
            Err(_) => {
                count_if(&told.otherwise, true);
                continue;
            }
        }
        kept = Some(wire);
    }
    let mut all = told.refused.lock().unwrap_or_else(PoisonError::into_inner);
    all.append(&mut refused);
}

/// Casts the same ballot again and again: each must be confirmed.
fn cast(base: &str, ballot: &[u8], world: &World, told: &Told) {
    let (mut kept, mut times) = (None, Vec::new());
    while !told.is_over() {
        let begun = world.now();
        let wire: Option<Wire> = kept.take().or_else(|| Wire::to(base).ok());
        kept = wire.and_then(|mut wire| wire.ask(ballot).is_ok().then_some(wire));
        count_if(&told.not_cast, kept.is_none());
        times.push(micros(world, begun));
        sleep(CASTS_EVERY);
    }
    let mut all = told.cast.lock().unwrap_or_else(PoisonError::into_inner);
    all.append(&mut times);
}

fn count_if(counter: &AtomicU64, it_is_so: bool) {
    counter.fetch_add(u64::from(it_is_so), Ordering::Relaxed);
}

fn p95(mut times: Vec<u64>) -> u64 {
    times.sort_unstable();
    let at = (times.len() * 95).div_ceil(100).saturating_sub(1);
    times.get(at).copied().unwrap_or_default()
}

fn told_lines(told: Told, first: &Sample, last: &Sample) -> Vec<Line> {
    let times = |of: Mutex<Vec<u64>>| of.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (refused, cast) = (times(told.refused), times(told.cast));
    let count = |what, measured: u64| Line {
        what,
        measured: measured.to_string(),
        limit: "> 0".to_owned(),
        ratio: if measured > 0 { 0 } else { 999 },
    };
    vec![
        count("overload-served", told.served.into_inner()),
        count("overload-refused", refused.len() as u64),
        time_line("overload-refusal", p95(refused), LIMIT_REFUSAL),
        count("overload-cast", cast.len() as u64),
        equal_line("overload-not-cast", told.not_cast.into_inner(), 0),
        time_line("overload-cast-p95", p95(cast), LIMIT_CAST),
        equal_line("overload-otherwise", told.otherwise.into_inner(), 0),
        grown_line(
            "overload-memory",
            " KiB",
            (first.memory, last.memory),
            LIMIT_MEMORY,
        ),
    ]
}

/// Holds connections without a use while some go the whole way.
fn idle(
    base: &str,
    crowd: &[Waiting],
    world: &World,
    probe: &Probe,
) -> Result<[Line; 2], Declined> {
    let address = base.trim_start_matches("http://");
    let held: Vec<_> = (0..IDLE).map(|_| TcpStream::connect(address)).collect();
    let (shell, mut wire, mut times) = (wire::get("/i"), Wire::to(base)?, Vec::new());
    let open = probe.sample().map_or(0, |sample| sample.handles);
    for one in crowd.iter().take(BESIDE) {
        let begun = world.now();
        whole_way(&mut wire, &shell, one)?;
        times.push(micros(world, begun));
    }
    drop(held);
    let held = IDLE as u64;
    Ok([
        Line {
            what: "overload-idle",
            measured: open.to_string(),
            limit: format!("≥ {held}"),
            ratio: held * 100 / open.max(1),
        },
        time_line("overload-beside", p95(times), LIMIT_BESIDE),
    ])
}
