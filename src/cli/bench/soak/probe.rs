//! What the system tells of the server's process, and how large its databases are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::ballots::stage::Stage;
use super::crowd::Paces;

/// What the process and its files came to; of several moments the most.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sample {
    /// Resident memory, in kibibytes.
    pub memory: u64,
    /// Open files and connections.
    pub handles: u64,
    /// Threads.
    pub threads: u64,
    /// Bytes of each database and journal by its name.
    files: BTreeMap<String, u64>,
}

impl Sample {
    /// Bytes of all databases.
    pub fn databases(&self) -> u64 {
        let databases = self.files.iter().filter(|(name, _)| is_named(name, ".db"));
        databases.map(|(_, bytes)| bytes).sum()
    }

    /// Bytes of the longest journal.
    pub fn longest_journal(&self) -> u64 {
        let journals = self.files.iter().filter(|(name, _)| is_named(name, "-wal"));
        journals.map(|(_, bytes)| *bytes).max().unwrap_or_default()
    }

    fn most(mut self, other: Self) -> Self {
        self.memory = self.memory.max(other.memory);
        self.handles = self.handles.max(other.handles);
        self.threads = self.threads.max(other.threads);
        for (name, bytes) in other.files {
            let known = self.files.entry(name).or_default();
            *known = bytes.max(*known);
        }
        self
    }
}

fn is_named(name: &str, end: &str) -> bool {
    name.ends_with(end)
}

/// Who asks.
pub struct Probe {
    process: PathBuf,
    folder: PathBuf,
}

impl Probe {
    /// Of the server of this stage.
    pub fn of(stage: &Stage) -> Self {
        Self {
            process: stage.server.process(),
            folder: stage.folder.clone(),
        }
    }

    /// The most of each second of a minute; nothing if the system told nothing.
    pub fn minute(&self, paces: &Paces, minute: usize) -> Option<Sample> {
        let mut most = Sample::default();
        for second in 1..=60 {
            let after = u64::try_from(minute * 60 + second).unwrap_or_default();
            paces.wait_until(Duration::from_secs(after));
            most = most.most(self.sample()?);
        }
        Some(most)
    }

    /// What is there now. The handles of a server that lets nobody look into it are shown to root alone.
    pub fn sample(&self) -> Option<Sample> {
        let status = std::fs::read_to_string(self.process.join("status")).ok()?;
        let told = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        let handles = std::fs::read_dir(self.process.join("fd")).ok()?.count();
        let mut files = BTreeMap::new();
        for folder in [self.folder.clone(), self.folder.join("urn")] {
            note_files(&folder, &mut files);
        }
        Some(Sample {
            memory: told("VmRSS:")?,
            handles: u64::try_from(handles).ok()?,
            threads: told("Threads:")?,
            files,
        })
    }
}

/// Databases and journals of a folder. One may vanish while it is looked at.
fn note_files(folder: &Path, files: &mut BTreeMap<String, u64>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if is_named(&name, ".db") || is_named(&name, "-wal") {
            files.insert(name, entry.metadata().map_or(0, |about| about.len()));
        }
    }
}
