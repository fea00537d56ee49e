//! Content-addressed public files of rounds: pages, styles, scripts, manifests.
//!
//! Why copies: a round is served what it was opened with, so that an upgrade never changes it.

use std::fs;
use std::path::{Path, PathBuf};

use super::connection::StoreError;
use super::keys::write_durably;
use crate::domain::encoding::hex;
use crate::domain::wire::{Digest, Fingerprint, PollId};

/// Folder of public files, each under its SHA-256 or, for manifests, its fingerprint.
#[derive(Debug, Clone)]
pub struct ContentFolder {
    folder: PathBuf,
}

impl ContentFolder {
    /// The folder `content` below the data folder.
    pub fn below(data: &Path) -> Self {
        Self {
            folder: data.join("content"),
        }
    }

    /// Keeps a file under its digest.
    pub fn keep(&self, digest: &Digest, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.folder.join(hex(digest.as_ref()));
        if path.exists() {
            Ok(())
        } else {
            write_durably(&path, bytes)
        }
    }

    /// The file with this digest.
    pub fn get(&self, digest: &Digest) -> Option<Vec<u8>> {
        fs::read(self.folder.join(hex(digest.as_ref()))).ok()
    }

    /// Keeps the manifest of a poll, under its fingerprint and under the poll's name.
    pub fn keep_manifest(
        &self,
        poll: &PollId,
        fingerprint: &Fingerprint,
        bytes: &[u8],
    ) -> Result<(), StoreError> {
        write_durably(&self.folder.join("polls").join(hex(poll.as_ref())), bytes)?;
        write_durably(
            &self
                .folder
                .join("manifests")
                .join(hex(fingerprint.as_ref())),
            bytes,
        )
    }

    /// The manifest of this poll.
    pub fn manifest_of_poll(&self, poll: &PollId) -> Option<Vec<u8>> {
        fs::read(self.of_poll(poll)).ok()
    }

    /// Whether there is one of this poll.
    pub fn has_manifest_of_poll(&self, poll: &PollId) -> bool {
        self.of_poll(poll).is_file()
    }

    fn of_poll(&self, poll: &PollId) -> PathBuf {
        self.folder.join("polls").join(hex(poll.as_ref()))
    }

    /// The manifest with this fingerprint.
    pub fn manifest(&self, fingerprint: &Fingerprint) -> Option<Vec<u8>> {
        fs::read(
            self.folder
                .join("manifests")
                .join(hex(fingerprint.as_ref())),
        )
        .ok()
    }

    /// The one manifest whose fingerprint begins with these bytes; `None` if there is none or more.
    pub fn manifest_beginning(&self, prefix: &[u8]) -> Option<Vec<u8>> {
        let prefix = hex(prefix);
        let names = fs::read_dir(self.folder.join("manifests")).ok()?.flatten();
        let mut found =
            names.filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix));
        let only = found.next()?;
        if found.next().is_some() {
            None
        } else {
            fs::read(only.path()).ok()
        }
    }

    /// Keeps the list of a round's scripts under the digest of the list.
    pub fn keep_bundle(&self, bundle: &Digest, list: &[u8]) -> Result<(), StoreError> {
        write_durably(
            &self.folder.join("bundles").join(hex(bundle.as_ref())),
            list,
        )
    }

    /// The list of scripts with this digest.
    pub fn bundle(&self, bundle: &Digest) -> Option<Vec<u8>> {
        fs::read(self.folder.join("bundles").join(hex(bundle.as_ref()))).ok()
    }
}
