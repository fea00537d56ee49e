//! Whether the disk takes what is written.

use std::path::Path;
use std::{fs, io};

use super::connection::StoreError;
use super::keys::write_durably;

/// That the disk of a folder takes what is written to it: a small file, on disk, and gone again.
pub fn can_write(folder: &Path) -> Result<(), StoreError> {
    let file = folder.join(".writable");
    write_durably(&file, &[0; 4_096])?;
    match fs::remove_file(&file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
