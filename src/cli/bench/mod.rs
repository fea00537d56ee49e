//! What is measured, as ratios against what is asked: `prongsai bench ballots`, how many people are
//! taken in at once; `prongsai bench country`, how the cost of a count grows; `prongsai bench office`, how long the office's pages take with a whole country
//! in the database, and how heavy they are.

mod ballots;
mod country;
mod fill;
mod pages;
mod visitors;

use std::path::Path;

use super::args::{BenchCommand, BenchOffice, Format};
use super::show::{Failure, Shown, list, print, tell, write_file};
use crate::app::App;
use crate::app::server::Listening;
use crate::domain::message::Message;
use crate::export::sheet::Sheet;
use crate::locale::Locale;
use crate::rehearsal::pace::Onlooker;
use crate::web::console::seat::COOKIE;
use crate::world::World;

/// File in a bench's folder that says that it was filled, and how many people the large agency has.
const FILLED: &str = "bench.txt";
/// Microseconds that the 95th percentile may take.
const LIMIT_TIME: u64 = 50_000;
/// Bytes that an answer may have, compressed.
const LIMIT_BYTES: u64 = 100_000;
/// Looks of each client at a page.
const LOOKS: usize = 20;

/// Measures what is asked.
pub async fn bench(words: &Locale, data: &Path, command: BenchCommand) -> Shown {
    match command {
        BenchCommand::Office(args) => office(words, data, &args).await,
        BenchCommand::Ballots(args) => ballots::ballots(words, &args).await,
        BenchCommand::Country(args) => country::country(words, &args).await,
    }
}

async fn office(words: &Locale, data: &Path, args: &BenchOffice) -> Shown {
    let (app, people) = filled(words, data, args).await?;
    let nowhere = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let listening = Listening::on(nowhere);
    let serving = crate::app::server::serve(app.respondent_desk(), app.console(), &listening)
        .map_err(|problem| Failure::File(data.to_owned(), problem))?;
    let base = format!("http://{}", serving.address);
    let server = actix_web::rt::spawn(serving.server);
    let mut table = list(
        words,
        &[
            "page",
            "first_ms",
            "median_ms",
            "p95_ms",
            "ratio_time",
            "bytes",
            "ratio_size",
        ],
    );
    let mut over = 0;
    for (role, token) in visitors::visitors(&app).await? {
        let onlooker = Onlooker {
            base: base.clone(),
            cookie: format!("{COOKIE}={}", token.text()),
            world: app.office.world.clone(),
        };
        let pages = pages::pages(role, people);
        over += look(words, &onlooker, pages, &mut table).await;
    }
    server.abort();
    print(&table, Format::Table)?;
    if over == 0 {
        Ok(())
    } else {
        Err(Failure::Said(Message::new("bench.over").with("n", over)))
    }
}

/// The installation, filled unless an earlier bench did, and how many people the large agency has.
async fn filled(words: &Locale, data: &Path, args: &BenchOffice) -> Result<(App, usize), Failure> {
    let marker = data.join(FILLED);
    let earlier = std::fs::read_to_string(&marker);
    let known = earlier.is_ok();
    let earlier = earlier.ok().and_then(|people| people.parse().ok());
    let many = earlier.unwrap_or(usize::try_from(args.people).unwrap_or(usize::MAX));
    let used = std::fs::read_dir(data).is_ok_and(|mut entries| entries.next().is_some());
    if used && !known {
        let folder = data.display();
        return Err(Failure::Said(
            Message::new("bench.folder-in-use").with("folder", folder),
        ));
    }
    if !known {
        super::demo::write_settings(data, 0)?;
    }
    let app = App::open(data, World::real(), "bench")
        .await
        .map_err(Failure::CannotOpen)?;
    if !known {
        let values = [
            ("agencies", args.agencies.to_string()),
            ("people", args.people.to_string()),
        ];
        tell(words, "bench.filling", &values);
        fill::fill(&app, usize::from(args.agencies), many).await?;
        write_file(&marker, many.to_string().as_bytes())?;
    }
    Ok((app, many))
}

/// Measures pages; returns how many are over a limit or not answered.
async fn look(words: &Locale, onlooker: &Onlooker, pages: Vec<String>, table: &mut Sheet) -> usize {
    let mut over = 0;
    for page in pages {
        let (onlooker, path) = (onlooker.clone(), page.clone());
        let measured = actix_web::web::block(move || onlooker.measure(&path, LOOKS)).await;
        let Some(sample) = measured.ok().and_then(Result::ok) else {
            tell(words, "bench.no-page", &[("page", page)]);
            over += 1;
            continue;
        };
        let p95 = sample.percentile(95);
        over += usize::from(p95 > LIMIT_TIME || sample.bytes > LIMIT_BYTES);
        table.rows.push(vec![
            page.into(),
            millis(sample.first).into(),
            millis(sample.percentile(50)).into(),
            millis(p95).into(),
            ratio(p95, LIMIT_TIME).into(),
            sample.bytes.into(),
            ratio(sample.bytes, LIMIT_BYTES).into(),
        ]);
    }
    over
}

/// Measured against allowed, in hundredths.
fn ratio(measured: u64, allowed: u64) -> String {
    let hundredths = measured.saturating_mul(100) / allowed;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// Microseconds as milliseconds with one decimal.
fn millis(micros: u64) -> String {
    format!("{}.{}", micros / 1_000, micros % 1_000 / 100)
}
