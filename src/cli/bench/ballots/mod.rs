//! `prongsai bench ballots`: how many people a server takes in at once. Everything is measured in one
//! run against bare RSA signatures of the same key length on the same cores, before and after; server
//! and clients share the machine. What clients do on their own devices is done ahead.

pub(super) mod load;
pub(super) mod stage;
pub(super) mod wire;

use std::sync::atomic::{AtomicBool, Ordering};

use self::load::{CLIENTS, Measured, Waiting};
use self::stage::Stage;
use self::wire::Wire;
use super::{millis, ratio};
use crate::cli::args::{BenchBallots, Format};
use crate::cli::show::{Failure, Shown, list, print, tell};
use crate::domain::message::Message;
use crate::export::sheet::Sheet;
use crate::locale::Locale;
use crate::rehearsal::respondent::{Declined, agent_of};
use crate::world::World;

/// Microseconds that an act may take at the 95th percentile: also the whole way, which is four requests.
const LIMIT_TIME: u64 = 50_000;
/// The same for a page that needs no key, while signatures are given without a pause.
const LIMIT_STILL: u64 = 10_000;
/// People the whole way, in hundredths of the bare signatures in the same time.
const LIMIT_WHOLE: u64 = 24;
/// Signatures given, in hundredths of the bare ones.
const LIMIT_ISSUE: u64 = 65;
/// Time of the server's process for a signature, in hundredths of the bare one's.
const LIMIT_CPU: u64 = 140;
/// Ballots taken a second.
const LIMIT_CAST: u64 = 5_000;
/// Ballots taken a second that come with a ticket.
const LIMIT_VISIT: u64 = 2_000;
/// Ballots opened and counted a second: 100,000 in 15 seconds.
const LIMIT_TALLY: u64 = 6_667;
/// Kibibytes of the server's memory.
const LIMIT_MEMORY: u64 = 60 * 1_024;

/// What was measured, as it is told.
pub(super) struct Line {
    pub what: &'static str,
    pub measured: String,
    pub limit: String,
    /// Measured against the limit, in hundredths; more than a hundred is too much.
    pub ratio: u64,
}

/// Measures and prints; an error if something is over its limit.
pub async fn ballots(words: &Locale, args: &BenchBallots) -> Shown {
    let folder = std::env::temp_dir().join(format!("prongsai-bench-{}", std::process::id()));
    let people = usize::try_from(args.people).unwrap_or(usize::MAX);
    let values = [("people", args.people.to_string())];
    tell(words, "bench.staging", &values);
    let done = measure(words, &folder, people).await;
    let _ = std::fs::remove_dir_all(&folder);
    verdict(words, done?)
}

/// Prints; an error if something is over its limit.
pub(super) fn verdict(words: &Locale, lines: Vec<Line>) -> Shown {
    let over = lines.iter().filter(|line| line.ratio > 100).count();
    print(&table(words, lines), Format::Table)?;
    if over == 0 {
        return Ok(());
    }
    Err(Failure::Said(
        Message::new("bench.over-measures").with("n", over),
    ))
}

async fn measure(
    words: &Locale,
    folder: &std::path::Path,
    people: usize,
) -> Result<Vec<Line>, Failure> {
    let stage = Stage::set(folder, people).await?;
    tell(words, "bench.sealing", &[]);
    let world = World::real();
    let spoilt = |problem: String| Failure::Listed(problem);
    let clock = world.clone();
    let measured = actix_web::web::block(move || Ok((figures(&stage, &clock)?, stage))).await;
    let (mut lines, stage) = measured
        .map_err(|problem| spoilt(problem.to_string()))?
        .map_err(|declined: Declined| spoilt(declined.to_string()))?;
    lines.push(at_least("tally", stage.tally(&world).await?, LIMIT_TALLY));
    Ok(lines)
}

fn figures(stage: &Stage, world: &World) -> Result<Vec<Line>, Declined> {
    let (agent, base) = (agent_of(CLIENTS + 1), stage.base.as_str());
    let mut waiting = load::prepared((&agent, base), &stage.links, &stage.answers, world)?;
    let visits = load::visits((&agent, base), &stage.slips, &stage.visitor_answers)?;
    let mut stepwise = waiting.split_off(waiting.len() / 2);
    let signatures = || load::bare_signatures(world).map_err(|_| Declined::Nonsense);
    let (before, here, shell) = (signatures()?, (world, base), wire::get("/i"));
    let act = |wire: &mut Wire, one: Waiting| load::whole_way(wire, &shell, &one);
    let (whole, _) = load::all(here, waiting, act)?;
    let watched = stepwise.split_off(stepwise.len() * 2 / 3);
    let issue = |wire: &mut Wire, one: Waiting| {
        let answer = one.issue(wire)?;
        Ok((one, answer))
    };
    let used = stage.used();
    let (issued, mut signed) = load::all(here, stepwise, issue)?;
    let cpu = stage.used().cpu.saturating_sub(used.cpu);
    let ended = AtomicBool::new(false);
    let (others, still) = std::thread::scope(|scope| {
        let onlooker = scope.spawn(|| load::onlooker(base, "/privacy", world, &ended));
        let others = load::all(here, watched, issue);
        ended.store(true, Ordering::Relaxed);
        (others, onlooker.join().unwrap_or_default())
    });
    signed.extend(others?.1);
    let unblinded = signed.iter().map(|(one, answer)| one.to_cast(answer));
    let ballots = unblinded.collect::<Result<Vec<_>, _>>()?;
    let send = |wire: &mut Wire, request: Vec<u8>| wire.ask(&request).map(drop);
    let (cast, _) = load::all(here, ballots, send)?;
    let (visited, _) = load::all(here, visits, send)?;
    let pace = u64::midpoint(before, signatures()?);
    let memory = stage.used().memory;
    let mut lines = told(pace, &whole, &issued);
    lines.extend(taken(&cast, &visited));
    let each = cpu.saturating_mul(10_000) / (issued.times.len() as u64).max(1);
    lines.push(cpu_line(each, pace));
    lines.push(time_line("still", still.p95(), LIMIT_STILL));
    lines.push(Line {
        what: "memory",
        measured: format!("{memory} KiB"),
        limit: format!("{LIMIT_MEMORY} KiB"),
        ratio: memory * 100 / LIMIT_MEMORY,
    });
    Ok(lines)
}

fn told(bare: u64, whole: &Measured, issued: &Measured) -> Vec<Line> {
    let of_bare = |what, measured: &Measured, percent: u64| {
        let limit = bare * percent / 100;
        at_least(what, measured.per_second(), limit)
    };
    vec![
        Line {
            what: "bare",
            measured: format!("{bare}/s"),
            limit: String::new(),
            ratio: 0,
        },
        of_bare("whole", whole, LIMIT_WHOLE),
        time_line("whole-p95", whole.p95(), LIMIT_TIME),
        of_bare("issue", issued, LIMIT_ISSUE),
        time_line("issue-p95", issued.p95(), LIMIT_TIME),
    ]
}

fn taken(cast: &Measured, visited: &Measured) -> [Line; 4] {
    [
        at_least("cast", cast.per_second(), LIMIT_CAST),
        time_line("cast-p95", cast.p95(), LIMIT_TIME),
        at_least("visit", visited.per_second(), LIMIT_VISIT),
        time_line("visit-p95", visited.p95(), LIMIT_TIME),
    ]
}

fn at_least(what: &'static str, rate: u64, limit: u64) -> Line {
    Line {
        what,
        measured: format!("{rate}/s"),
        limit: format!("≥ {limit}/s"),
        ratio: limit.saturating_mul(100) / rate.max(1),
    }
}

pub(super) fn time_line(what: &'static str, micros: u64, limit: u64) -> Line {
    Line {
        what,
        measured: format!("{} ms", millis(micros)),
        limit: format!("≤ {} ms", millis(limit)),
        ratio: micros.saturating_mul(100) / limit,
    }
}

/// Microseconds of a core for each signature given, against a bare one on two cores.
fn cpu_line(each: u64, bare: u64) -> Line {
    let limit = 2 * 1_000_000 / bare.max(1) * LIMIT_CPU / 100;
    time_line("issue-cpu", each, limit.max(1))
}

fn table(words: &Locale, lines: Vec<Line>) -> Sheet {
    let mut sheet = list(words, &["measure", "measured", "limit", "ratio_limit"]);
    for line in lines {
        let what = words.say(&format!("bench.{}", line.what)).to_owned();
        sheet.rows.push(vec![
            what.into(),
            line.measured.into(),
            line.limit.into(),
            ratio(line.ratio, 100).into(),
        ]);
    }
    sheet
}
