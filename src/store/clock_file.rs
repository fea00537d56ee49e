//! The last time at which the clock was believed, beside the databases.
//!
//! Why no table: what is written there among signatures would tell their time in the journal. It is written every
//! minute, whoever comes, over itself: the same few bytes, also where the disk is full.

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use jiff::Timestamp;

use super::connection::StoreError;
use super::text::second;

/// The file `last-seen`.
#[derive(Debug, Clone)]
pub struct ClockFile(PathBuf);

impl ClockFile {
    /// Below the data folder.
    pub fn below(data: &Path) -> Self {
        Self(data.join("last-seen"))
    }

    /// What stands there; nothing where a write was cut off.
    pub fn read(&self) -> Option<Timestamp> {
        fs::read_to_string(&self.0).ok()?.trim().parse().ok()
    }

    /// Writes it. It need not be on disk: what is older makes a clock doubted, not believed.
    pub fn write(&self, moment: Timestamp) -> Result<(), StoreError> {
        let mut options = OpenOptions::new();
        let options = options.write(true).create(true).truncate(false).mode(0o600);
        let mut file = options.open(&self.0)?;
        Ok(writeln!(file, "{}", second(moment))?)
    }
}
