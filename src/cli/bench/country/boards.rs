//! The boards of a counted round as people take them home: written out, and checked there.

use std::path::Path;

use super::count::opened;
use super::fill::ROUND;
use super::{Measured, most_memory};
use crate::cli::show::{Failure, replace_archive};
use crate::crypto::bundle::check;
use crate::intake::archive::read_bundle;
use crate::service::bundle::bundle;
use crate::world::World;

/// Name of the archive in the folder.
const ARCHIVE: &str = "boards.zip";

/// Writes the archive, which takes no more memory than the server's download of it.
pub(super) async fn write(folder: &Path) -> Result<Measured, Failure> {
    let app = opened(folder).await?;
    let begun = World::real().now();
    let files = bundle(&app.office, ROUND).await?;
    replace_archive(&folder.join(ARCHIVE), files.stream()).await?;
    Ok(measured("country-archive", begun))
}

/// Checks it as `prongsai verify` does.
pub(super) fn verify(folder: &Path) -> Result<Measured, Failure> {
    let archive = folder.join(ARCHIVE);
    let begun = World::real().now();
    let files = read_bundle(&archive).map_err(|problem| Failure::File(archive, problem))?;
    let findings = check(&*files);
    let measured = measured("country-verify", begun);
    if findings.troubles.is_empty() && findings.with_totals {
        Ok(measured)
    } else {
        Err(Failure::said("bench.miscounted"))
    }
}

fn measured(what: &str, begun: jiff::Timestamp) -> Measured {
    let took = World::real().now().duration_since(begun).as_micros();
    let took = u64::try_from(took).unwrap_or_default();
    let memory = format!("{what}-memory");
    Measured::from([(what.to_owned(), took), (memory, most_memory())])
}
