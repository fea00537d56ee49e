//! Files by their names as one archive (ZIP, nothing compressed): the same files always make the same
//! bytes, and every system opens it.

use std::collections::BTreeMap;
use std::io::{Cursor, Write as _};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

/// The archive could not be written.
#[derive(Debug, thiserror::Error)]
#[error("the archive could not be written")]
pub struct Unwritable(#[from] ZipError);

impl From<std::io::Error> for Unwritable {
    fn from(problem: std::io::Error) -> Self {
        Self(problem.into())
    }
}

/// The archive of these files, without a time of their making.
pub fn archive(files: &BTreeMap<String, Vec<u8>>) -> Result<Vec<u8>, Unwritable> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    for (name, bytes) in files {
        writer.start_file(name.as_str(), options)?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}
