//! Making a backup of a live installation.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::list::{BackupList, Kind};
use super::steps::{Step, steps};
use super::tree::{self, Unfinished};
use super::{INSTALLATION, LIST, place, refused, settings};
use crate::domain::calendar::thai_rfc3339;
use crate::domain::encoding::hex;
use crate::fault::{self, Step as Copying};
use crate::service::{Office, Refusal};
use crate::store::installation;

/// How often the databases are copied anew because a round took a step meanwhile.
const TRIES: usize = 4;

/// Folders that are in every backup, beside the databases. `keys`, `strongroom` and `mail` never are:
/// secrets, and live links.
const FOLDERS: [&str; 2] = ["content", "evidence"];

/// A backup that was made.
#[derive(Debug)]
pub struct Taken {
    /// What it holds.
    pub kind: Kind,
    /// Number of its files.
    pub files: usize,
    /// Their length together, in bytes.
    pub length: u64,
    /// Rounds whose sealed ballots are in it.
    pub urns: Vec<String>,
}

/// Copies an installation into a folder that is not there yet, while others work on it. `more` are
/// folders below the data folder that the settings name. What is in a database's file but not in its
/// tables is not copied: no order of arrival, no freed row. Databases on servers are not copied: the servers'
/// own tools do that, before this.
pub async fn back_up(
    office: &Office,
    data: &Path,
    more: &[PathBuf],
    to: &Path,
) -> Result<Taken, Refusal> {
    place::fits_data(data, to)?;
    let name = named(office, data)?;
    let unfinished = Unfinished::begin(to)?;
    let part = unfinished.path();
    let kind = if office.registry.is_shared() {
        Kind::Folder
    } else {
        Kind::Data
    };
    let urns = match kind {
        Kind::Folder => Vec::new(),
        _ => copy_databases(office, &unfinished).await?,
    };
    let always = FOLDERS.map(PathBuf::from);
    for folder in always.iter().chain(more) {
        copy_folder(data, folder, part)?;
    }
    if let Some(text) = settings::without_secrets(&data.join("settings.toml"))? {
        tree::write(&part.join("settings.toml"), text.as_bytes())?;
    }
    tree::write(&part.join(INSTALLATION), format!("{name}\n").as_bytes())?;
    let list = list(office, part, (kind, name))?;
    tree::write(&part.join(LIST), list.text().as_bytes())?;
    let taken = Taken {
        kind,
        files: list.files.len(),
        length: list.files.values().map(|file| file.length).sum(),
        urns,
    };
    fault::at(Copying::BackupListed);
    unfinished.finish()?;
    Ok(taken)
}

/// Copies urns, registry and results, in this order and as of one step of every round.
async fn copy_databases(office: &Office, to: &Unfinished) -> Result<Vec<String>, Refusal> {
    for _ in 0..TRIES {
        let before = steps(office).await?;
        let copied = copy_once(office, &before, to.path()).await;
        if steps(office).await? == before {
            return copied;
        }
        to.clear()?;
    }
    Err(refused("backup.steps-meanwhile"))
}

async fn copy_once(office: &Office, steps: &[Step], to: &Path) -> Result<Vec<String>, Refusal> {
    let mut urns = Vec::new();
    tree::make_folder(&to.join("urn"))?;
    for step in steps.iter().filter(|step| step.keeps_urn()) {
        if let Some(urn) = office.urns.get(&step.code).await? {
            let file = to.join("urn").join(format!("{}.db", step.code));
            urn.copy_to(&file).await?;
            urns.push(step.code.clone());
        }
    }
    fault::at(Copying::BackupUrns);
    office.registry.copy_to(&to.join("registry.db")).await?;
    office.results.copy_to(&to.join("results.db")).await?;
    Ok(urns)
}

/// Copies a folder; what somebody is just writing or removing is not there yet, or no more.
fn copy_folder(data: &Path, folder: &Path, to: &Path) -> Result<(), Refusal> {
    for name in tree::names(&data.join(folder))? {
        let (from, to) = (data.join(folder).join(&name), to.join(folder).join(&name));
        let is_written = Path::new(&name).extension().is_some_and(|it| it == "new");
        if is_written || !from.exists() {
            continue;
        }
        tree::copy(&from, &to)?;
    }
    Ok(())
}

fn list(
    office: &Office,
    part: &Path,
    (kind, installation): (Kind, String),
) -> Result<BackupList, Refusal> {
    let mut files = BTreeMap::new();
    for name in tree::names(part)? {
        if name != super::UNFINISHED {
            let listed = tree::listed(&part.join(&name))?;
            files.insert(name, listed);
        }
    }
    Ok(BackupList {
        kind,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        installation,
        made: thai_rfc3339(office.world.now()),
        files,
    })
}

/// Name of this installation, drawn when it is first asked for.
pub(super) fn named(office: &Office, data: &Path) -> Result<String, Refusal> {
    let drawn: [u8; 16] = office.world.random()?;
    Ok(installation(data, &hex(&drawn))?)
}
