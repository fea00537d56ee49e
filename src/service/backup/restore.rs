//! Putting a backup back, in a folder that is not there yet.

use std::path::Path;

use super::list::{BackupList, Kind};
use super::put_back::{WhyNot, why_not};
use super::tree::{self, Unfinished};
use super::{LIST, UNFINISHED, about, keys};
use crate::crypto::digest::audit_link;
use crate::domain::audit::AuditEntry;
use crate::domain::files::Files;
use crate::domain::message::Message;
use crate::fault::{self, Step};
use crate::service::Refusal;
use crate::store::{KeyFolder, KeyName, Registry, Results, Urns};
use crate::world::World;

/// What was put back.
#[derive(Debug)]
pub struct Restored {
    /// What the backup held.
    pub kind: Kind,
    /// When the backup was made.
    pub made: String,
    /// Rounds whose sealed ballots are there again.
    pub urns: Vec<String>,
    /// How many secrets are.
    pub keys: usize,
}

/// The stores of what is being put back.
struct Stores {
    registry: Registry,
    results: Results,
    urns: Urns,
    keys: KeyFolder,
}

/// Checks a backup as a whole, and puts it in `data` under its name when all of it is there. Of an installation
/// whose databases are on servers that is the folder; nothing is read from the servers or written to them.
///
/// # Errors
/// It is none, half, damaged, of a later version or has strange files in it; the key backup is of another
/// installation; the sealed ballots of a counted or cancelled round are in it; something is there already.
/// Nothing is left in `data` then.
pub async fn restore(
    from: &Path,
    key_backup: Option<&Files>,
    data: &Path,
    (world, actor): (&World, &str),
) -> Result<Restored, Refusal> {
    let list = read(from)?;
    let secrets = key_backup.map(|files| keys::opened(files, &list));
    let secrets = secrets.transpose()?;
    let unfinished = Unfinished::begin(data)?;
    let part = unfinished.path();
    let urns = put(from, &list, secrets.as_ref(), part).await?;
    fault::at(Step::RestorePut);
    if list.kind == Kind::Data {
        note(part, &list, (world, actor)).await?;
    }
    fault::at(Step::RestoreNoted);
    unfinished.finish()?;
    Ok(Restored {
        kind: list.kind,
        made: list.made,
        urns,
        keys: secrets.map_or(0, |secrets| secrets.len()),
    })
}

/// The list of a backup whose files are there and no others.
fn read(from: &Path) -> Result<BackupList, Refusal> {
    if from.join(UNFINISHED).exists() {
        return Err(about("backup.half", from.display()));
    }
    let text = std::fs::read_to_string(from.join(LIST));
    let text = text.map_err(|_| about("backup.none", from.display()))?;
    let list = BackupList::parse(&text).filter(|list| list.kind != Kind::Keys);
    let list = list.ok_or_else(|| about("backup.damaged", LIST))?;
    if !list.is_for(env!("CARGO_PKG_VERSION")) {
        let said = Message::new("backup.later").with("version", &list.version);
        return Err(Refusal::Mendable(said));
    }
    let found = tree::names(from)?;
    if let Some(name) = list.files.keys().find(|name| !found.contains(*name)) {
        return Err(about("backup.missing", name));
    }
    let strange = |name: &&String| *name != LIST && !list.files.contains_key(*name);
    match found.iter().find(strange) {
        Some(name) => Err(about("backup.stranger", name)),
        None => Ok(list),
    }
}

/// Copies all files, compares the copies with the list, and looks whether what they say may be.
async fn put(
    from: &Path,
    list: &BackupList,
    secrets: Option<&Files>,
    part: &Path,
) -> Result<Vec<String>, Refusal> {
    for (name, listed) in &list.files {
        tree::copy(&from.join(name), &part.join(name))?;
        if tree::listed(&part.join(name))? != *listed {
            return Err(about("backup.damaged", name));
        }
    }
    for (name, sealed) in secrets.into_iter().flatten() {
        tree::write(&part.join(name), sealed)?;
    }
    if list.kind == Kind::Folder {
        return Ok(Vec::new());
    }
    let stores = Stores {
        registry: Registry::open(part).await?,
        results: Results::open(part).await?,
        urns: Urns::below(part),
        keys: KeyFolder::below(part),
    };
    let checked = check_urns(&stores, secrets.is_some()).await;
    stores.registry.close().await?;
    stores.results.close().await?;
    stores.urns.close().await?;
    checked
}

/// That only boxes that are still to be counted come back.
async fn check_urns(stores: &Stores, with_keys: bool) -> Result<Vec<String>, Refusal> {
    let urns = stores.urns.rounds().await?;
    let has_key = |name: KeyName<'_>| !with_keys || stores.keys.exists(name);
    for code in &urns {
        let found = why_not(&stores.registry, &stores.results, has_key, code).await?;
        if let Some(why) = found {
            let key = match why {
                WhyNot::Counted => "backup.counted-urn",
                WhyNot::KeysGone => "backup.keys-gone",
            };
            return Err(Refusal::Mendable(Message::new(key).with("round", code)));
        }
        stores.urns.get(code).await?;
    }
    Ok(urns)
}

/// A line in the audit log that is put back: what comes after it was done here.
async fn note(
    part: &Path,
    list: &BackupList,
    (world, actor): (&World, &str),
) -> Result<(), Refusal> {
    let line = AuditEntry {
        number: 0,
        day: world.today(),
        at: Some(world.now()),
        actor: actor.to_owned(),
        act: "backup.restore".to_owned(),
        subject: String::new(),
        detail: format!("backup of {}", list.made),
        hash: None,
    };
    let registry = Registry::open(part).await?;
    registry.append_audit(line, audit_link).await?;
    Ok(registry.close().await?)
}
