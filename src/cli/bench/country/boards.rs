//! The boards of a counted round as people take them home.

use std::path::Path;

use super::count::opened;
use super::fill::ROUND;
use super::{Measured, measured};
use crate::cli::show::{Failure, replace_archive};
use crate::service::bundle::bundle;

/// Name of the archive in the folder.
const ARCHIVE: &str = "boards.zip";

/// Writes the archive, which takes no more memory than the server's download of it.
pub(super) async fn write(folder: &Path) -> Result<Measured, Failure> {
    let app = opened(folder).await?;
    let begun = app.office.world.now();
    let files = bundle(&app.office, ROUND).await?;
    replace_archive(&folder.join(ARCHIVE), files.stream()).await?;
    Ok(measured("country-archive", begun))
}
