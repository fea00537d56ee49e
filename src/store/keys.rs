//! The key folder: sealed blobs under names, written durably, destroyed by overwriting.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use super::connection::StoreError;
use crate::domain::encoding::{hex, unhex};
use crate::domain::wire::PollId;
use crate::fault::{self, Step};

/// A secret of a round, by its name in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyName<'a> {
    /// Secret from which the round's personal links are derived.
    Token(&'a str),
    /// Issuing key of a poll.
    Issuing(&'a str, &'a PollId),
    /// Private poll key (inner seal).
    Poll(&'a str, &'a PollId),
    /// Proof that a machine without a network has to give with its count.
    Carry(&'a str),
    /// Public half of the round key (outer seal), for polls that are added while the round runs.
    RoundPublic(&'a str),
}

impl KeyName<'_> {
    /// The name, also the context under which the blob is sealed.
    pub fn path(&self) -> String {
        match self {
            KeyName::Token(round) => format!("{round}/token"),
            KeyName::Issuing(round, poll) => format!("{round}/issuing-{}", hex(poll.as_ref())),
            KeyName::Poll(round, poll) => format!("{round}/poll-{}", hex(poll.as_ref())),
            KeyName::Carry(round) => format!("{round}/carry"),
            KeyName::RoundPublic(round) => format!("{round}/round-public"),
        }
    }
}

/// The poll whose issuing key a file of this name is.
fn issuing_poll(name: &str) -> Option<PollId> {
    let id = unhex(name.strip_prefix("issuing-")?).ok()?;
    PollId::try_from(id.as_slice()).ok()
}

/// Folder of sealed secrets. Never a database, never in a database's backup.
#[derive(Debug, Clone)]
pub struct KeyFolder {
    folder: PathBuf,
}

/// Nobody else makes keys while this lives.
#[derive(Debug)]
pub struct KeysHeld {
    _folder: File,
}

impl KeyFolder {
    /// The folder `keys` below the data folder.
    pub fn below(data: &Path) -> Self {
        Self {
            folder: data.join("keys"),
        }
    }

    /// Writes a sealed blob; it is on disk when this returns.
    pub fn write(&self, name: KeyName<'_>, sealed: &[u8]) -> Result<(), StoreError> {
        write_durably(&self.folder.join(name.path()), sealed)
    }

    /// Writes a sealed blob in the place of another: a crash leaves either, and the former one is
    /// overwritten once the new one is on disk. (Killed in between, its blocks stay, sealed and without
    /// a name.)
    pub fn replace(
        &self,
        name: KeyName<'_>,
        sealed: &[u8],
        _held: &KeysHeld,
    ) -> Result<(), StoreError> {
        put_in_place(&self.folder.join(name.path()), sealed)
    }

    /// The sealed blob, if it was written and not destroyed.
    pub fn read(&self, name: KeyName<'_>) -> Result<Option<Vec<u8>>, StoreError> {
        match fs::read(self.folder.join(name.path())) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Waits until nobody else makes keys, and keeps others from it until the guard is dropped. The
    /// system lets go of it when the process dies.
    pub fn hold(&self) -> Result<KeysHeld, StoreError> {
        make_durably(&self.folder)?;
        let folder = File::open(&self.folder)?;
        folder.lock()?;
        Ok(KeysHeld { _folder: folder })
    }

    /// All sealed blobs under their paths in the folder; what is half written or on its way out is not
    /// among them.
    pub fn all(&self, _held: &KeysHeld) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let mut found = Vec::new();
        for round in fs::read_dir(&self.folder)? {
            let round = round?.path();
            for entry in fs::read_dir(&round)? {
                let path = entry?.path();
                let name = path.strip_prefix(&self.folder).unwrap_or(&path);
                if path.extension().is_none() {
                    found.push((name.display().to_string(), fs::read(&path)?));
                }
            }
        }
        found.sort();
        Ok(found)
    }

    /// Polls that have an issuing key, in the order of their names. Of a round in draft these are keys that
    /// were drawn ahead.
    pub fn issuing_polls(&self, round: &str, _held: &KeysHeld) -> Result<Vec<PollId>, StoreError> {
        let files = self.files_of(round)?.into_iter();
        let mut polls: Vec<PollId> = files.filter_map(|(name, _)| issuing_poll(&name)).collect();
        polls.sort_unstable();
        Ok(polls)
    }

    /// Destroys what a killed opening left of a round that is no more than a draft: all but issuing keys
    /// that were written to their end.
    pub fn sweep_draft(&self, round: &str, held: &KeysHeld) -> Result<(), StoreError> {
        self.sweep(round, |name| issuing_poll(name).is_some(), held)
    }

    /// Destroys what a killed run left of a round: half-written secrets, and those of polls that
    /// never came to be. Only while the keys are held: the secrets of a poll are written before it.
    pub fn sweep_round(
        &self,
        round: &str,
        polls: &[PollId],
        held: &KeysHeld,
    ) -> Result<(), StoreError> {
        let of_polls = polls
            .iter()
            .flat_map(|poll| [KeyName::Issuing(round, poll), KeyName::Poll(round, poll)]);
        let wanted: HashSet<String> = of_polls
            .chain([
                KeyName::Token(round),
                KeyName::RoundPublic(round),
                KeyName::Carry(round),
            ])
            .map(|name| name.path())
            .collect();
        self.sweep(
            round,
            |name| wanted.contains(&format!("{round}/{name}")),
            held,
        )
    }

    fn sweep(
        &self,
        round: &str,
        wanted: impl Fn(&str) -> bool,
        _held: &KeysHeld,
    ) -> Result<(), StoreError> {
        let files = self.files_of(round)?.into_iter();
        for (_, path) in files.filter(|(name, _)| !wanted(name)) {
            shred(&path)?;
        }
        Ok(())
    }

    /// Names and paths of a round's files, half-written ones too; none where there is no folder.
    fn files_of(&self, round: &str) -> Result<Vec<(String, PathBuf)>, StoreError> {
        let entries = match fs::read_dir(self.folder.join(round)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let file = |entry: io::Result<fs::DirEntry>| {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            Ok((name, entry.path()))
        };
        entries.map(file).collect()
    }

    /// Destroys every secret of a round, also half-written ones, and their folder. May be repeated.
    pub fn destroy_round(&self, round: &str) -> Result<(), StoreError> {
        for (_, path) in self.files_of(round)? {
            shred(&path)?;
        }
        match fs::remove_dir(self.folder.join(round)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    /// Whether anything is left of a round's secrets.
    pub fn remains(&self, round: &str) -> bool {
        self.folder.join(round).exists()
    }

    /// Whether the blob is there.
    pub fn exists(&self, name: KeyName<'_>) -> bool {
        self.folder.join(name.path()).exists()
    }

    /// Overwrites and removes a blob; one that is gone already is fine.
    pub fn destroy(&self, name: KeyName<'_>) -> Result<(), StoreError> {
        shred(&self.folder.join(name.path()))
    }
}

/// Writes a file so that a crash leaves either the old or the new one, readable by its owner only.
pub(super) fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let folder = path.parent().unwrap_or(Path::new("."));
    make_durably(folder)?;
    let unfinished = path.with_extension("new");
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fault::at(Step::FileUnnamed);
    fs::rename(&unfinished, path)?;
    File::open(folder)?.sync_all()?;
    Ok(())
}

/// Writes a file in the place of another, which is overwritten once the new one is on disk.
pub(super) fn put_in_place(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let former = writable(path)?;
    write_durably(path, bytes)?;
    Ok(former.as_ref().map_or(Ok(()), overwrite)?)
}

/// Makes a folder and those above it; each is on disk in the one above when this returns.
pub(super) fn make_durably(folder: &Path) -> Result<(), StoreError> {
    if folder.as_os_str().is_empty() || folder.exists() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or(Path::new("."));
    make_durably(above)?;
    fs::create_dir_all(folder)?;
    let above = if above.as_os_str().is_empty() {
        Path::new(".")
    } else {
        above
    };
    File::open(above)?.sync_all()?;
    Ok(())
}

/// A file that is to be overwritten, if it is there.
fn writable(path: &Path) -> Result<Option<File>, StoreError> {
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Zeros over all of a file, also over one that has lost its name, and on disk when this returns.
pub fn overwrite(mut file: &File) -> io::Result<()> {
    let length = file.metadata()?.len();
    file.rewind()?;
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut file)?;
    file.sync_all()
}

/// Overwrites a file with zeros, whatever other names it has, flushes it and removes it. Flash memory may
/// keep old cells: the operator's guide asks for an encrypted disk.
pub fn shred(path: &Path) -> Result<(), StoreError> {
    let Some(file) = writable(path)? else {
        return Ok(());
    };
    overwrite(&file)?;
    fault::at(Step::FileWiped);
    fs::remove_file(path)?;
    if let Some(folder) = path.parent() {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
