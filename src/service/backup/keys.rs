//! The key backup: secrets as they lie on the disk, each sealed under the key-encryption key.
//!
//! Why it is one file and is written anew in its place: a secret that was destroyed here must not live
//! on beside it. A copy from before a count, with two key sheets and an older backup, opens that round's
//! ballots.

use std::path::Path;

use super::list::{BackupList, Kind, Listed};
use super::{LIST, about, refused, take};
use crate::crypto::digest::backup_digest;
use crate::domain::calendar::thai_rfc3339;
use crate::domain::encoding::hex;
use crate::domain::files::Files;
use crate::service::{Office, Refusal};

/// All sealed secrets with their list, to be kept as one archive. `place` goes into the audit log: where
/// the file is that must not stay as it is when a round was counted.
pub async fn back_up_keys(office: &Office, data: &Path, place: &str) -> Result<Files, Refusal> {
    let installation = take::named(office, data)?;
    let held = office.keys.hold().await?;
    let mut files = Files::new();
    for (name, sealed) in office.keys.all_sealed(&held)? {
        files.insert(format!("keys/{name}"), sealed);
    }
    drop(held);
    let listed = files.iter().map(|(name, bytes)| (name.clone(), of(bytes)));
    let list = BackupList {
        kind: Kind::Keys,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        installation,
        made: thai_rfc3339(office.world.now()),
        files: listed.collect(),
    };
    let detail = format!("{} sealed secrets to {place}", list.files.len());
    office.log("backup.keys", "", &detail).await?;
    files.insert(LIST.to_owned(), list.text().into_bytes());
    Ok(files)
}

/// The secrets of a key backup that belongs to this installation, by their path below the data folder.
pub(super) fn opened(files: &Files, of_data: &BackupList) -> Result<Files, Refusal> {
    let list = files.get(LIST).and_then(|bytes| {
        let text = std::str::from_utf8(bytes).ok()?;
        BackupList::parse(text).filter(|list| list.kind == Kind::Keys)
    });
    let list = list.ok_or_else(|| refused("backup.no-key-backup"))?;
    if list.installation != of_data.installation {
        return Err(refused("backup.other-installation"));
    }
    let mut secrets = Files::new();
    for (name, bytes) in files.iter().filter(|(name, _)| *name != LIST) {
        if list.files.get(name) != Some(&of(bytes)) || !name.starts_with("keys/") {
            return Err(about("backup.damaged", name));
        }
        secrets.insert(name.clone(), bytes.clone());
    }
    let missing = list.files.keys().find(|name| !secrets.contains_key(*name));
    match missing {
        Some(name) => Err(about("backup.missing", name)),
        None => Ok(secrets),
    }
}

fn of(bytes: &[u8]) -> Listed {
    Listed {
        digest: hex(&backup_digest(bytes)),
        length: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
    }
}
