//! What backups hold that they must not.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::Path;

use super::place::is_key_backup;
use super::tree;
use crate::domain::message::Message;
use crate::service::doctor::Finding;
use crate::service::{Office, Refusal, doctor};

/// Bytes at the end of an archive that are looked at for the names in it.
const NAMES: u64 = 1 << 20;

/// Name by which an export for a count elsewhere is known.
const POLL_KEYS: &[u8] = b"poll-keys.sealed";

/// Looks at all files below a folder of backups.
pub async fn inspect(office: &Office, folder: &Path) -> Result<Vec<Finding>, Refusal> {
    let rounds = office.registry.rounds().await?.into_iter();
    let over: Vec<String> = rounds
        .filter(doctor::is_over)
        .map(|round| format!("urn/{}.db", round.code))
        .collect();
    let mut findings = Vec::new();
    for name in tree::names(folder)? {
        let wrong = by_name(&name, &over).or_else(|| by_content(&folder.join(&name)));
        findings.extend(wrong.map(|key| {
            let said = Message::new(key).with("file", &name);
            Finding::bad("doctor.check-backups", said)
        }));
    }
    if findings.is_empty() {
        let said = Message::new("doctor.backups-good").with("folder", folder.display());
        findings.push(Finding::good("doctor.check-backups", said));
    }
    Ok(findings)
}

fn by_name(name: &str, over: &[String]) -> Option<&'static str> {
    let mut parts = name.rsplit('/');
    let file = parts.next().unwrap_or_default();
    let is_secret = ["token", "carry", "round-public"].contains(&file)
        || ["issuing-", "poll-"]
            .iter()
            .any(|start| file.starts_with(start));
    let extension = Path::new(file).extension();
    if parts.clone().any(|part| part == "strongroom") {
        Some("doctor.backup-strongroom")
    } else if is_secret && parts.any(|part| part == "keys") {
        Some("doctor.backup-keys")
    } else if extension.is_some_and(|extension| extension.eq_ignore_ascii_case("eml")) {
        Some("doctor.backup-links")
    } else if file.ends_with(".db-wal") || file.ends_with(".db-journal") {
        Some("doctor.backup-journal")
    } else if over.iter().any(|urn| name.ends_with(urn.as_str())) {
        Some("doctor.backup-counted")
    } else {
        None
    }
}

/// What cannot be read is no secret to whoever finds it either.
fn by_content(path: &Path) -> Option<&'static str> {
    if is_key_backup(path) {
        return Some("doctor.backup-keys");
    }
    let mut file = File::open(path).ok()?;
    let length = file.metadata().ok()?.len();
    let mut bytes = Vec::new();
    if (64..=66).contains(&length) {
        file.read_to_end(&mut bytes).ok()?;
        let digits = bytes.trim_ascii();
        let is_key = digits.len() == 64 && digits.iter().all(u8::is_ascii_hexdigit);
        return is_key.then_some("doctor.backup-kek");
    }
    let mut start = [0; 2];
    file.read_exact(&mut start).ok()?;
    if start != *b"PK" {
        return None;
    }
    file.seek(SeekFrom::Start(length.saturating_sub(NAMES)))
        .ok()?;
    file.read_to_end(&mut bytes).ok()?;
    let mut places = bytes.windows(POLL_KEYS.len());
    places
        .any(|it| it == POLL_KEYS)
        .then_some("doctor.backup-export")
}
