//! What an adversary has in hand: bytes of files, and a way to look for things in them.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Bytes of files by their path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// All files below a folder.
pub fn files(folder: &Path) -> std::io::Result<Files> {
    let mut found = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in std::fs::read_dir(&here)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap_or(&path);
                found.insert(name.display().to_string(), std::fs::read(&path)?);
            }
        }
    }
    Ok(found)
}

/// Copies files by a process of its own: a process that closes a database file drops the locks which
/// SQLite holds on it there.
pub fn copy(from: &[PathBuf], to: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(to)?;
    let done = Command::new("cp").arg("-R").args(from).arg(to).status()?;
    if done.success() {
        Ok(())
    } else {
        Err(std::io::Error::other("cp failed"))
    }
}

/// All files below a folder in use, read from a copy.
pub fn files_in_use(folder: &Path, copied: &Path) -> std::io::Result<Files> {
    copy(&[folder.join(".")], copied)?;
    let found = files(copied);
    std::fs::remove_dir_all(copied)?;
    found
}

/// Bytes of a needle by which places are picked that may hold it.
const START: usize = 8;

/// How many of the needles occur anywhere. Needles shorter than eight bytes are not looked for.
pub fn found(needles: &[Vec<u8>], files: &Files) -> usize {
    let mut by_start: HashMap<[u8; START], Vec<usize>> = HashMap::new();
    for (at, needle) in needles.iter().enumerate() {
        if let Some(start) = needle.first_chunk::<START>() {
            by_start.entry(*start).or_default().push(at);
        }
    }
    let mut seen = vec![false; needles.len()];
    // Most places are passed over by two bytes.
    let mut starts = vec![false; 1 << 16];
    let pair = |start: &[u8]| match start {
        [one, other, ..] => usize::from(u16::from_be_bytes([*one, *other])),
        _ => 0,
    };
    for start in by_start.keys() {
        if let Some(marked) = starts.get_mut(pair(start)) {
            *marked = true;
        }
    }
    for bytes in files.values() {
        let places = bytes.windows(START).enumerate();
        for (at, start) in places.filter(|(_, start)| starts.get(pair(start)) == Some(&true)) {
            let Some(candidates) = <[u8; START]>::try_from(start)
                .ok()
                .and_then(|start| by_start.get(&start))
            else {
                continue;
            };
            let rest = bytes.get(at..).unwrap_or_default();
            for candidate in candidates {
                let whole = needles.get(*candidate);
                if let (Some(seen), Some(needle)) = (seen.get_mut(*candidate), whole) {
                    *seen |= rest.starts_with(needle);
                }
            }
        }
    }
    seen.into_iter().filter(|seen| *seen).count()
}

/// Page images of a write-ahead log in the order in which they were written (SQLite's file format).
pub fn frames(journal: &[u8]) -> Vec<&[u8]> {
    let size = journal
        .get(8..12)
        .and_then(|bytes| bytes.try_into().ok())
        .map_or(0, u32::from_be_bytes) as usize;
    let Some(rest) = journal.get(32..).filter(|_| size > 0) else {
        return Vec::new();
    };
    rest.chunks_exact(24 + size)
        .filter_map(|frame| frame.get(24..))
        .collect()
}

/// Place of a needle in a haystack.
pub fn place(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack
        .windows(needle.len().max(1))
        .position(|bytes| bytes == needle)
}
