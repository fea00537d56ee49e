//! Closing, counting and publishing a filled round, and looking at what was published.

use std::path::Path;

use super::super::visitors::visitors;
use super::fill::{CAST, ROUND, SECRET};
use super::{Measured, most_memory};
use crate::app::App;
use crate::app::server::{self, Listening};
use crate::cli::show::Failure;
use crate::crypto::hpke::SealKey;
use crate::domain::access::Role;
use crate::domain::encoding::unhex;
use crate::rehearsal::country::LARGE;
use crate::rehearsal::pace::{Onlooker, Sample};
use crate::service::Refusal;
use crate::service::close_round::close_round;
use crate::service::finish_round::finish_round;
use crate::service::publish::publish_round;
use crate::service::tally::tally;
use crate::web::console::seat::COOKIE;
use crate::world::World;

/// Looks of each of two clients at a page.
const LOOKS: usize = 20;
/// Looks of each of two clients at the file of all figures.
const FILES: usize = 2;

/// Counts the round of this folder and takes the times.
pub(super) async fn count(folder: &Path) -> Result<Measured, Failure> {
    let app = opened(folder).await?;
    let mut measured = Measured::new();
    let ballots = sizes(&app, folder, &mut measured).await?;
    let counted = times(&app, folder, &mut measured).await?;
    if counted != ballots {
        return Err(Failure::said("bench.miscounted"));
    }
    measured.insert("country-memory".to_owned(), most_memory());
    Ok(measured)
}

/// Looks at what was published.
pub(super) async fn look(folder: &Path) -> Result<Measured, Failure> {
    let app = opened(folder).await?;
    let participation = format!("/office/admin/rounds/{ROUND}/participation");
    let overview = format!("/office/admin/results/{ROUND}");
    let report = format!("{overview}/of/{LARGE}");
    let file = format!("{overview}/department.csv");
    let pages = [
        (overview, LOOKS),
        (report, LOOKS),
        (file, FILES),
        (participation, LOOKS),
    ];
    let [overview, report, file, participation] = looked(&app, pages).await?;
    let measured = [
        ("country-overview-first", overview.first),
        ("country-overview", overview.percentile(95)),
        ("country-report-first", report.first),
        ("country-report", report.percentile(95)),
        ("country-csv", file.percentile(95)),
        ("country-participation", participation.percentile(95)),
    ];
    let named = measured.map(|(name, micros)| (name.to_owned(), micros));
    Ok(Measured::from(named))
}

/// The installation of this folder.
pub(super) async fn opened(folder: &Path) -> Result<App, Failure> {
    let app = App::open(folder, World::real(), "bench").await;
    app.map_err(Failure::CannotOpen)
}

/// How many ballots there are, how fast they came, and the bytes of each.
async fn sizes(app: &App, folder: &Path, measured: &mut Measured) -> Result<u64, Failure> {
    let gone = || Failure::said("bench.no-measure");
    let urn = app.office.urns.get(ROUND).await.map_err(Refusal::from)?;
    let urn = urn.ok_or_else(gone)?;
    let counts = urn.counts().await.map_err(Refusal::from)?;
    let ballots: u64 = counts.values().sum::<u64>().max(1);
    let file = folder.join("urn").join(format!("{ROUND}.db"));
    let bytes = std::fs::metadata(&file).map_or(0, |file| file.len());
    measured.insert("country-bytes".to_owned(), bytes / ballots);
    let took = std::fs::read_to_string(folder.join(CAST)).ok();
    let took: u64 = took
        .and_then(|micros| micros.parse().ok())
        .ok_or_else(gone)?;
    let each_second = ballots.saturating_mul(1_000_000) / took.max(1);
    measured.insert("country-cast".to_owned(), each_second);
    Ok(ballots)
}

/// Closes, counts, publishes; how many ballots were valid.
async fn times(app: &App, folder: &Path, measured: &mut Measured) -> Result<u64, Failure> {
    let (office, world) = (&app.office, &app.office.world);
    let secret = std::fs::read_to_string(folder.join(SECRET)).ok();
    let secret = secret.and_then(|text| unhex(&text).ok());
    let secret = secret.and_then(|bytes| bytes.as_slice().try_into().ok());
    let secret = secret.and_then(|bytes: [u8; 32]| SealKey::from_bytes(&bytes).ok());
    let secret = secret.ok_or_else(|| Failure::said("bench.no-measure"))?;
    let round = close_round(office, ROUND).await?;
    let begun = world.now();
    finish_round(office, &round).await?;
    let finished = world.now();
    let tallied = tally(office, ROUND, &secret, |_| {}).await?;
    let counted = world.now();
    publish_round(office, ROUND).await?;
    let steps = [
        ("country-board", finished.duration_since(begun)),
        ("country-tally", counted.duration_since(finished)),
        ("country-publish", world.now().duration_since(counted)),
    ];
    for (name, took) in steps {
        let micros = u64::try_from(took.as_micros()).unwrap_or_default();
        measured.insert(name.to_owned(), micros);
    }
    Ok(tallied.valid)
}

/// Looks at pages as the administrator.
async fn looked<const N: usize>(
    app: &App,
    pages: [(String, usize); N],
) -> Result<[Sample; N], Failure> {
    let nowhere = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
    let serving = server::serve(
        app.respondent_desk(),
        app.console(),
        &Listening::on(nowhere),
    )
    .map_err(|problem| Failure::Listed(problem.to_string()))?;
    let base = format!("http://{}", serving.address);
    let server = actix_web::rt::spawn(serving.server);
    let all = visitors(app).await?;
    let token = all
        .into_iter()
        .find(|(role, _)| *role == Role::Administrator);
    let (_, token) = token.ok_or_else(|| Failure::said("bench.no-measure"))?;
    let onlooker = Onlooker {
        base,
        cookie: format!("{COOKIE}={}", token.text()),
        world: app.office.world.clone(),
    };
    let measured = actix_web::web::block(move || {
        let looked = pages
            .iter()
            .map(|(page, looks)| onlooker.measure(page, *looks));
        looked.collect::<Result<Vec<Sample>, _>>()
    });
    let measured = measured.await;
    server.abort();
    let measured = measured.map_err(|problem| Failure::Listed(problem.to_string()))?;
    let measured = measured.map_err(|problem| Failure::Listed(problem.to_string()))?;
    let all = measured.try_into();
    all.map_err(|_| Failure::said("bench.no-measure"))
}
