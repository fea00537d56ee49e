//! Files of a backup on the disk: private, and there when it is said that they are.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::list::Listed;
use super::on;
use crate::crypto::digest::backup_digest_of;
use crate::domain::encoding::hex;
use crate::service::Refusal;

/// Makes a folder and those above it, readable by their owner only.
pub fn make_folder(path: &Path) -> Result<(), Refusal> {
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(path).map_err(on(path))
}

/// Writes a new file, readable by its owner only.
pub fn write(path: &Path, mut bytes: &[u8]) -> Result<(), Refusal> {
    copy_from(&mut bytes, path)
}

/// Copies a file to one that is not there yet.
pub fn copy(from: &Path, to: &Path) -> Result<(), Refusal> {
    copy_from(&mut File::open(from).map_err(on(from))?, to)
}

fn copy_from(from: &mut impl io::Read, to: &Path) -> Result<(), Refusal> {
    if let Some(folder) = to.parent() {
        make_folder(folder)?;
    }
    let mut options = OpenOptions::new();
    let new = options.write(true).create_new(true).mode(0o600).open(to);
    let mut file = new.map_err(on(to))?;
    io::copy(from, &mut file)
        .and_then(|_| file.sync_all())
        .map_err(on(to))
}

/// Names of all files below a folder, sorted; what is no file (such as a link) is passed over.
pub fn names(folder: &Path) -> Result<Vec<String>, Refusal> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        let entries = match fs::read_dir(&here) {
            Err(problem) if problem.kind() == io::ErrorKind::NotFound => continue,
            entries => entries.map_err(on(&here))?,
        };
        for entry in entries {
            let entry = entry.map_err(on(&here))?;
            let (path, kind) = (entry.path(), entry.file_type().map_err(on(&here))?);
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                let name = path.strip_prefix(folder).unwrap_or(&path);
                found.push(name.display().to_string());
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Digest and length of a file.
pub fn listed(path: &Path) -> Result<Listed, Refusal> {
    let mut file = File::open(path).map_err(on(path))?;
    let length = file.metadata().map_err(on(path))?.len();
    let digest = backup_digest_of(&mut file).map_err(on(path))?;
    Ok(Listed {
        digest: hex(&digest),
        length,
    })
}

/// Puts on the disk which files stand in a folder and those below it.
pub fn sync(folder: &Path) -> Result<(), Refusal> {
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(&here).map_err(on(&here))?.flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            }
        }
        File::open(&here)
            .and_then(|folder| folder.sync_all())
            .map_err(on(&here))?;
    }
    Ok(())
}

/// Whether there is nothing: no such folder, or an empty one.
pub fn is_empty(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(problem) => problem.kind() == io::ErrorKind::NotFound,
    }
}

/// A folder that gets its name when it is whole, and goes when it never is.
pub struct Unfinished {
    part: PathBuf,
    name: PathBuf,
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        // A whole one has another name by now. What cannot be removed is at the next beginning.
        let _ = fs::remove_dir_all(&self.part);
    }
}

impl Unfinished {
    /// Begins beside the name; what a killed run left there is removed.
    ///
    /// # Errors
    /// Something is there under either name that no such run left.
    pub fn begin(name: &Path) -> Result<Self, Refusal> {
        let mut part = name.to_owned().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        if !is_empty(name) {
            return Err(super::about("backup.not-empty", name.display()));
        }
        if part.join(super::UNFINISHED).exists() {
            fs::remove_dir_all(&part).map_err(on(&part))?;
        }
        if !is_empty(&part) {
            return Err(super::about("backup.not-empty", part.display()));
        }
        make_folder(&part)?;
        write(&part.join(super::UNFINISHED), b"")?;
        Ok(Self {
            part,
            name: name.to_owned(),
        })
    }

    /// Where it grows.
    pub fn path(&self) -> &Path {
        &self.part
    }

    /// Removes what is in it.
    pub fn clear(&self) -> Result<(), Refusal> {
        fs::remove_dir_all(&self.part).map_err(on(&self.part))?;
        make_folder(&self.part)?;
        write(&self.part.join(super::UNFINISHED), b"")
    }

    /// Gives it its name; all of it is on the disk then.
    pub fn finish(self) -> Result<(), Refusal> {
        let mark = self.part.join(super::UNFINISHED);
        fs::remove_file(&mark).map_err(on(&mark))?;
        sync(&self.part)?;
        fs::rename(&self.part, &self.name).map_err(on(&self.name))?;
        let above = match self.name.parent() {
            Some(above) if !above.as_os_str().is_empty() => above,
            _ => Path::new("."),
        };
        File::open(above)
            .and_then(|folder| folder.sync_all())
            .map_err(on(above))
    }
}
