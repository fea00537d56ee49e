//! `prongsai bench soak`: a server of its own under a mixed load for a long time. People and visitors answer
//! at an even pace, mails go out, offices look at their pages, and others send nonsense, are slow or only
//! hold connections. Every second the system is asked what the server's process and its files have come to.

mod crowd;
mod nuisance;
pub(super) mod probe;

use std::path::Path;
use std::sync::atomic::Ordering;

use self::crowd::{Crowd, PEOPLE_A_SECOND, Paces};
use self::probe::{Probe, Sample};
use super::ballots::stage::{PUBLIC, ROUND, Stage};
use super::ballots::{Line, verdict};
use super::visitors;
use crate::app::App;
use crate::cli::args::{BenchSoak, Format};
use crate::cli::show::{Failure, Shown, list, print, tell};
use crate::domain::access::Role;
use crate::export::sheet::Sheet;
use crate::locale::Locale;
use crate::rehearsal::country::LARGE;
use crate::rehearsal::respondent::Declined;
use crate::service::close_round::close_round;
use crate::service::invite::queue_invitations;
use crate::service::key_sheets::open_secret;
use crate::service::tally::tally;
use crate::web::console::seat::COOKIE;
use crate::world::World;

/// Memory in the last fifth of the time, in hundredths of that in the first.
const LIMIT_MEMORY: u64 = 130;
/// The same of open handles.
const LIMIT_HANDLES: u64 = 120;
/// Most bytes of a journal at any moment.
const LIMIT_JOURNAL: u64 = 4 * 1_024 * 1_024;

/// What is told of each minute.
const COLUMNS: [&str; 6] = [
    "minute",
    "memory",
    "handles",
    "threads",
    "databases",
    "journals",
];

/// What came of it.
struct Endured {
    minutes: Vec<Sample>,
    /// Confirmed ballots of people and of visitors.
    confirmed: [u64; 2],
    /// Requests that were not answered as they should be, and sent again.
    repeated: u64,
    /// Pages of the office that were not answered.
    unanswered: u64,
}

/// Measures and prints; an error if something is over its limit.
pub async fn soak(words: &Locale, args: &BenchSoak) -> Shown {
    let folder = std::env::temp_dir().join(format!("prongsai-soak-{}", std::process::id()));
    let minutes = usize::from(args.minutes);
    let done = endure(words, &folder, minutes).await;
    let _ = std::fs::remove_dir_all(&folder);
    let (endured, counted) = done?;
    print(&table(words, &endured.minutes), Format::Table)?;
    verdict(words, lines(&endured, counted))
}

/// Sets up, endures, and counts.
async fn endure(
    words: &Locale,
    folder: &Path,
    minutes: usize,
) -> Result<(Endured, [u64; 2]), Failure> {
    let people = minutes * 60 * PEOPLE_A_SECOND;
    tell(words, "bench.staging", &[("people", people.to_string())]);
    let stage = Stage::set(folder, people).await?;
    let pages = office_pages(&stage).await?;
    tell(words, "bench.soaking", &[("minutes", minutes.to_string())]);
    let ran = actix_web::web::block(move || Ok((run(&stage, &pages, minutes)?, stage)));
    let spoilt = |problem: String| Failure::Listed(problem);
    let (endured, stage) = ran
        .await
        .map_err(|problem| spoilt(problem.to_string()))?
        .map_err(|declined: Declined| spoilt(declined.to_string()))?;
    let counted = count(stage).await?;
    Ok((endured, counted))
}

/// Requests for pages of the office by people who are signed in. Everybody is mailed, too.
async fn office_pages(stage: &Stage) -> Result<Vec<Vec<u8>>, Failure> {
    let app = App::open(&stage.folder, World::real(), "bench")
        .await
        .map_err(Failure::CannotOpen)?;
    queue_invitations(&app.office, ROUND).await?;
    let mut pages = Vec::new();
    for (role, token) in visitors::visitors(&app).await? {
        for path in paths(role) {
            let cookie = format!("{COOKIE}={}", token.text());
            let head = format!("GET {path} HTTP/1.1\r\nhost: bench\r\ncookie: {cookie}\r\n\r\n");
            pages.push(head.into_bytes());
        }
    }
    Ok(pages)
}

/// Pages that change while people answer.
fn paths(role: Role) -> Vec<String> {
    let below = |base: &str, paths: &[&str]| {
        let path = |path: &&str| format!("{base}{path}");
        paths.iter().map(path).collect()
    };
    match role {
        Role::Administrator => below(
            &format!("/office/admin/rounds/{ROUND}"),
            &["", "/participation", "/readiness", "/participation?q=123"],
        ),
        Role::HrOfficer => below(
            &format!("/office/hr/{LARGE}/{ROUND}"),
            &["", "/register", "/people", "/people?q=123", "/mail", "/kpi"],
        ),
        Role::Assessor => vec![format!("/office/assess/{LARGE}/{ROUND}/register")],
        Role::Executive => Vec::new(),
        Role::Auditor => below("/office/audit", &["", "?q=round"]),
    }
}

fn run(stage: &Stage, pages: &[Vec<u8>], minutes: usize) -> Result<Endured, Declined> {
    let world = World::real();
    let (probe, crowd) = (Probe::of(stage), Crowd::before(stage, &world));
    let time = Paces::from(&world);
    let minutes = std::thread::scope(|scope| {
        crowd.answer(scope, &time);
        scope.spawn(|| crowd.look_at(pages));
        scope.spawn(|| nuisance::annoy(&stage.base, &crowd.ended));
        scope.spawn(|| nuisance::linger(&stage.base, &crowd.ended));
        let seen: Vec<_> = (0..minutes).map(|at| probe.minute(&time, at)).collect();
        crowd.ended.store(true, Ordering::Relaxed);
        seen
    });
    let told = |counter: &std::sync::atomic::AtomicU64| counter.load(Ordering::Relaxed);
    Ok(Endured {
        minutes: minutes
            .into_iter()
            .collect::<Option<_>>()
            .ok_or(Declined::Nonsense)?,
        confirmed: crowd.confirmed.each_ref().map(told),
        repeated: told(&crowd.repeated),
        unanswered: told(&crowd.unanswered),
    })
}

/// Ends the server, closes both rounds and counts them: valid ballots of people, and of visitors.
async fn count(stage: Stage) -> Result<[u64; 2], Failure> {
    let Stage {
        folder,
        sheets,
        server,
        ..
    } = stage;
    drop(server);
    let app = App::open(&folder, World::real(), "bench")
        .await
        .map_err(Failure::CannotOpen)?;
    let office = &app.office;
    close_round(office, PUBLIC).await?;
    close_round(office, ROUND).await?;
    let mut counted = [0; 2];
    for (code, valid) in [ROUND, PUBLIC].into_iter().zip(&mut counted) {
        let round = office.round(code).await?;
        let secret = open_secret(office, &round, &sheets).await?;
        *valid = tally(office, code, &secret, |_| {}).await?.valid;
    }
    Ok(counted)
}

fn table(words: &Locale, minutes: &[Sample]) -> Sheet {
    let mut sheet = list(words, &COLUMNS);
    for (at, minute) in (1_u64..).zip(minutes) {
        let kibibytes = |bytes: u64| bytes / 1_024;
        sheet.rows.push(vec![
            at.into(),
            minute.memory.into(),
            minute.handles.into(),
            minute.threads.into(),
            kibibytes(minute.databases()).into(),
            kibibytes(minute.longest_journal()).into(),
        ]);
    }
    sheet
}

fn lines(endured: &Endured, counted: [u64; 2]) -> Vec<Line> {
    let minutes = &endured.minutes;
    let fifth = (minutes.len() / 5).max(1);
    let (first, last) = minutes.split_at(fifth);
    let last = last.get(last.len().saturating_sub(fifth)..).unwrap_or(last);
    let most = |of: &[Sample], what: fn(&Sample) -> u64| of.iter().map(what).max().unwrap_or(0);
    let grown = |name, unit, what: fn(&Sample) -> u64, limit| {
        let (first, last) = (most(first, what), most(last, what));
        grown_line(name, unit, (first, last), limit)
    };
    let journal = most(minutes, Sample::longest_journal);
    let [people, visitors] = endured.confirmed;
    let [of_people, of_visitors] = counted;
    vec![
        grown("soak-memory", " KiB", |one| one.memory, LIMIT_MEMORY),
        grown("soak-handles", "", |one| one.handles, LIMIT_HANDLES),
        Line {
            what: "soak-journal",
            measured: format!("{} KiB", journal / 1_024),
            limit: format!("≤ {} KiB", LIMIT_JOURNAL / 1_024),
            ratio: journal * 100 / LIMIT_JOURNAL,
        },
        equal_line("soak-people", of_people, people),
        equal_line("soak-visitors", of_visitors, visitors),
        equal_line("soak-repeated", endured.repeated, 0),
        equal_line("soak-unanswered", endured.unanswered, 0),
    ]
}

/// Something that was one value and is another; the limit is in hundredths of the first.
pub(super) fn grown_line(
    what: &'static str,
    unit: &str,
    (first, last): (u64, u64),
    limit: u64,
) -> Line {
    let hundredths = last * 100 / first.max(1);
    Line {
        what,
        measured: format!("{first} → {last}{unit}"),
        limit: format!("≤ {limit} %"),
        ratio: hundredths * 100 / limit,
    }
}

/// Something that has to be just so many.
pub(super) fn equal_line(what: &'static str, measured: u64, wanted: u64) -> Line {
    Line {
        what,
        measured: measured.to_string(),
        limit: format!("= {wanted}"),
        ratio: if measured == wanted { 100 } else { 999 },
    }
}
