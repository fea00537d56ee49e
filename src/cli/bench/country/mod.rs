//! `prongsai bench country`: what it costs to count rounds of more and more ballots, in as many agencies
//! as they would have in a country of 8,300 with 1.4 million. Each round is counted by a process of its own, so
//! that its memory can be told.

mod boards;
mod count;
mod fill;

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use super::{millis, ratio};
use crate::cli::args::{BenchCountry, CountryStep as Step, Format};
use crate::cli::show::{Failure, Shown, list, print, tell, write_file};
use crate::domain::message::Message;
use crate::export::sheet::{Cell, Sheet};
use crate::locale::Locale;

/// Ballots of the rounds that are counted.
const SIZES: [u32; 5] = [1_000, 10_000, 100_000, 1_000_000, 1_400_000];
/// Ballots and agencies of a country.
const COUNTRY: (u32, u32) = (1_400_000, 8_300);
/// Where a measuring process leaves what it measured, in the round's folder.
const MEASURED: &str = "measured.json";

/// What was measured, by name; times in microseconds.
type Measured = BTreeMap<String, u64>;

/// What is shown, in order: its name, whether it is a time or a number, and what a country is allowed.
const LINES: [(&str, bool, Option<u64>); 16] = [
    ("country-cast", false, None),
    ("country-bytes", false, Some(700)),
    ("country-board", true, None),
    ("country-tally", true, Some(180_000_000)),
    ("country-memory", false, Some(300 * 1_024)),
    ("country-publish", true, None),
    ("country-report-first", true, Some(50_000)),
    ("country-report", true, Some(50_000)),
    ("country-overview-first", true, Some(300_000)),
    ("country-overview", true, Some(300_000)),
    ("country-csv", true, Some(1_000_000)),
    ("country-participation", true, Some(50_000)),
    ("country-archive", true, None),
    ("country-archive-memory", false, Some(60 * 1_024)),
    ("country-verify", true, None),
    ("country-verify-memory", false, Some(60 * 1_024)),
];

/// Fills and counts a round of each size; an error if that of the country is over a limit.
pub async fn country(words: &Locale, args: &BenchCountry) -> Shown {
    match (&args.step, &args.folder, args.ballots, args.agencies) {
        (Some(Step::Fill), Some(folder), Some(ballots), Some(agencies)) => {
            return fill::fill(folder, ballots as usize, agencies as usize).await;
        }
        (Some(Step::Count), Some(folder), ..) => return keep(folder, count::count(folder).await?),
        (Some(Step::Look), Some(folder), ..) => return keep(folder, count::look(folder).await?),
        (Some(Step::Boards), Some(folder), ..) => {
            return keep(folder, boards::write(folder).await?);
        }
        (Some(Step::Verify), Some(folder), ..) => return keep(folder, boards::verify(folder)?),
        _ => {}
    }
    let sizes: Vec<(u32, u32)> = match (args.ballots, args.agencies) {
        (Some(ballots), Some(agencies)) => vec![(ballots, agencies)],
        (up_to, _) => {
            let sizes = SIZES
                .iter()
                .filter(|size| up_to.is_none_or(|most| **size <= most));
            sizes.map(|size| (*size, agencies_of(*size))).collect()
        }
    };
    let mut all = Vec::new();
    for (ballots, agencies) in sizes {
        let values = [
            ("n", ballots.to_string()),
            ("agencies", agencies.to_string()),
        ];
        tell(words, "bench.country", &values);
        all.push((ballots, measure(ballots, agencies)?));
    }
    let (sheet, over) = table(words, &all);
    print(&sheet, Format::Table)?;
    if over == 0 {
        return Ok(());
    }
    Err(Failure::Said(
        Message::new("bench.over-measures").with("n", over),
    ))
}

/// As many agencies as have so many ballots in a country; two at least.
fn agencies_of(ballots: u32) -> u32 {
    (ballots / (COUNTRY.0 / COUNTRY.1)).clamp(2, COUNTRY.1)
}

/// Fills a folder, counts it and looks at what was published, each by a process of its own.
fn measure(ballots: u32, agencies: u32) -> Result<Measured, Failure> {
    let name = format!("prongsai-bench-{}-{ballots}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    let steps = [
        Step::Fill,
        Step::Count,
        Step::Look,
        Step::Boards,
        Step::Verify,
    ];
    let size = [ballots.to_string(), agencies.to_string()];
    let done = steps
        .into_iter()
        .try_for_each(|step| run(step, &folder, &size))
        .and_then(|()| read(&folder));
    let _ = std::fs::remove_dir_all(&folder);
    done
}

fn run(step: Step, folder: &Path, [ballots, agencies]: &[String; 2]) -> Shown {
    let wrong = |problem| Failure::File(folder.to_owned(), problem);
    let program = std::env::current_exe().map_err(wrong)?;
    let ended = Command::new(program)
        .args(["bench", "country", "--ballots", ballots])
        .args(["--agencies", agencies, "--step", step.name(), "--folder"])
        .arg(folder)
        .status();
    if ended.map_err(wrong)?.success() {
        Ok(())
    } else {
        Err(Failure::said("bench.no-measure"))
    }
}

/// Leaves what was measured in the folder, beside what was before.
fn keep(folder: &Path, measured: Measured) -> Shown {
    let mut all = read(folder).unwrap_or_default();
    all.extend(measured);
    let text = serde_json::to_string(&all);
    let text = text.map_err(|problem| Failure::Listed(problem.to_string()))?;
    write_file(&folder.join(MEASURED), text.as_bytes())
}

fn read(folder: &Path) -> Result<Measured, Failure> {
    let file = folder.join(MEASURED);
    let text = std::fs::read(&file).map_err(|problem| Failure::File(file, problem))?;
    serde_json::from_slice(&text).map_err(|problem| Failure::Listed(problem.to_string()))
}

/// Most memory that this process has had, in kibibytes; nothing where the system does not say.
fn most_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let most = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let most = most.and_then(|line| line.split_whitespace().next()?.parse().ok());
    most.unwrap_or_default()
}

/// A line a measure and a column a round; how many measures of the largest are over their limits.
fn table(words: &Locale, all: &[(u32, Measured)]) -> (Sheet, usize) {
    let mut sheet = list(words, &["measure"]);
    for (ballots, _) in all {
        sheet.columns.push(crate::export::sheet::Column {
            code: "ballots",
            heading: ballots.to_string(),
        });
    }
    let more = list(words, &["limit", "ratio_limit"]);
    sheet.columns.extend(more.columns);
    let mut over = 0;
    for (what, is_time, limit) in LINES {
        let shown = |n: u64| if is_time { millis(n) } else { n.to_string() };
        let mut row: Vec<Cell> = vec![words.say(&format!("bench.{what}")).to_owned().into()];
        row.extend(all.iter().map(|(_, measured)| match measured.get(what) {
            Some(n) => shown(*n).into(),
            None => Cell::Empty,
        }));
        row.push(limit.map_or(Cell::Empty, |limit| shown(limit).into()));
        let last = all.last().and_then(|(_, measured)| measured.get(what));
        row.push(match last.zip(limit) {
            Some((n, limit)) => {
                over += usize::from(*n > limit);
                ratio(*n, limit).into()
            }
            None => Cell::Empty,
        });
        sheet.rows.push(row);
    }
    (sheet, over)
}
