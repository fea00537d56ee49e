//! Whether the disk takes what is written.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use super::connection::StoreError;
use super::keys::write_durably;

/// Bytes that must be free: a signing, or a mail that is noted, writes some dozens of pages to a journal.
const ROOM: usize = 1024 * 1024;

/// That the disk of a folder takes what is written to it: room, and a small file, on disk, and gone again.
pub fn can_write(folder: &Path) -> Result<(), StoreError> {
    let file = folder.join(".writable");
    let roomy = has_room(&folder.join(".room"));
    let written = roomy.and_then(|()| write_durably(&file, &[0; 4_096]));
    let removed = gone(&file);
    written?;
    Ok(removed?)
}

/// That the system promises room for what is written. It is gone before it would have to be on disk.
fn has_room(file: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true).mode(0o600);
    let opened = options.open(file);
    let promised = opened.and_then(|mut opened| opened.write_all(&vec![0; ROOM]));
    let removed = gone(file);
    promised?;
    Ok(removed?)
}

fn gone(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
