//! Whether the disk takes what is written.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use rustix::fs::{FallocateFlags, fallocate};
use rustix::io::Errno;

use super::connection::StoreError;
use super::keys::write_durably;

/// Bytes that must be free: a signing, or a mail that is noted, writes some dozens of pages to a journal.
const ROOM: u64 = 1024 * 1024;

/// That the disk of a folder takes what is written to it: room, and a small file, on disk, and gone again.
pub fn can_write(folder: &Path) -> Result<(), StoreError> {
    let file = folder.join(".writable");
    let roomy = has_room(&folder.join(".room"));
    let written = roomy.and_then(|()| write_durably(&file, &[0; 4_096]));
    let removed = gone(&file);
    written?;
    Ok(removed?)
}

/// That the disk promises room; nothing is written. A file system that cannot promise is believed.
fn has_room(file: &Path) -> Result<(), StoreError> {
    let mut options = OpenOptions::new();
    let opened = options.write(true).create(true).truncate(true).open(file)?;
    let promised = fallocate(&opened, FallocateFlags::empty(), 0, ROOM);
    let removed = gone(file);
    match promised {
        Err(problem) if ![Errno::OPNOTSUPP, Errno::NOSYS].contains(&problem) => {
            Err(io::Error::from(problem).into())
        }
        _ => Ok(removed?),
    }
}

fn gone(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
