//! Where a backup may be: where what destroys the installation does not destroy it, and never where one
//! thief finds both the backup and the keys.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use super::{LIST, about};
use crate::service::Refusal;

/// Start of an archive whose first file is the list: of a key backup.
const KEY_BACKUP: [&[u8]; 2] = [b"PK\x03\x04", LIST.as_bytes()];

/// Length of an archive's header before the name of its first file.
const HEADER: usize = 30;

/// That a backup may be here: not inside the data folder nor around it, and not beside a key backup.
pub fn fits_data(data: &Path, to: &Path) -> Result<(), Refusal> {
    if lies_within(to, data) || lies_within(data, to) {
        return Err(about("backup.inside", to.display()));
    }
    let to = resolved(to);
    let beside = to.parent().into_iter().flat_map(neighbours);
    match beside.into_iter().find(|path| is_key_backup(path)) {
        Some(keys) => Err(about("backup.beside-keys", keys.display())),
        None => Ok(()),
    }
}

/// That a key backup may be here: on another file system than the data, and not beside a backup or in
/// one, as far as can be told.
pub fn fits_keys(data: &Path, to: &Path) -> Result<(), Refusal> {
    let whole = resolved(to);
    let folder = whole.parent().unwrap_or(Path::new("/"));
    if lies_within(to, data) || on_one_disk(folder, data) {
        return Err(about("backup.same-disk", to.display()));
    }
    let around = folder.ancestors().map(Path::to_owned);
    let mut found = around.chain(neighbours(folder));
    match found.find(|path| path.join(LIST).is_file()) {
        Some(backup) => Err(about("backup.beside-data", backup.display())),
        None => Ok(()),
    }
}

fn neighbours(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// Whether a file is a key backup, by how it begins.
pub fn is_key_backup(path: &Path) -> bool {
    let mut start = [0; HEADER + LIST.len()];
    let is_file = path.is_file();
    let read = is_file && File::open(path).is_ok_and(|mut it| it.read_exact(&mut start).is_ok());
    let [magic, name] = KEY_BACKUP;
    read && start.starts_with(magic) && start.ends_with(name)
}

/// Whether two places are on one file system, as far as can be told.
pub fn on_one_disk(one: &Path, other: &Path) -> bool {
    device(one).is_some() && device(one) == device(other)
}

/// The file system on which the first folder of a path lies that is there.
fn device(path: &Path) -> Option<u64> {
    let mut there = path.ancestors().filter_map(|it| it.metadata().ok());
    there.next().map(|about| about.dev())
}

/// Whether a file lies in a folder, links followed; neither has to be there.
pub fn lies_within(file: &Path, folder: &Path) -> bool {
    resolved(file).starts_with(resolved(folder))
}

/// The true path of what is there of it, and the rest as it is written.
fn resolved(path: &Path) -> PathBuf {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    whole
        .ancestors()
        .find_map(|there| {
            let real = there.canonicalize().ok()?;
            Some(real.join(whole.strip_prefix(there).ok()?))
        })
        .unwrap_or(whole)
}
