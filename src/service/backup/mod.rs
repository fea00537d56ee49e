//! Copies of an installation, and putting one back.
//!
//! A **backup** is a folder with everything but secrets: urns, registry, results, public files,
//! evidence, settings, and a list of it all ([`list::BackupList`]). A **key backup** is one file with
//! `keys/` as it lies on the disk, sealed under the key-encryption key, which is in neither. The two
//! belong on different media: with both, the key-encryption key and two key sheets an open round's
//! ballots can be opened, and two backups an hour apart tell which ballots came in that hour.
//!
//! # Why in this order
//!
//! A person first signs (registry), then casts (urn). Databases are copied **urn, registry, results**:
//! - *urn before registry*: whoever's ballot is in the copied urn has signed in the copied registry, so
//!   nobody votes twice after it was put back. What it costs: somebody who signed before the registry was
//!   copied and cast after the urn was has signed and has no ballot; their right is spent, and nobody can
//!   tell whose it is. Between the two copies lie moments. The same happens to all who signed before a
//!   backup and cast after it, whatever the order.
//! - *registry before urn* would keep those ballots, but a person who signed and cast in between has a
//!   ballot in the urn and an unused link: two ballots of one person count. That is worse: a lost ballot
//!   is a number on the board (signed less cast), a ballot too many is nobody's to see.
//! - *results last*: counts are written once and the poll keys destroyed after it, so a copy that knew of
//!   the keys' end and not of the counts would have lost them.
//!
//! Between rounds' steps the three belong together only if nothing was closed, finished, counted or
//! published while they were copied: then all three are copied anew ([`steps`]).
//!
//! Honest limits: whoever signed after the backup can sign again, and one who took the signed ballot out
//! of the own browser beforehand could cast both. What was done after the backup is gone, mails that went
//! out since are sent again.

pub mod inspect;
pub mod keys;
pub mod list;
pub mod place;
pub mod put_back;
pub mod restore;
mod settings;
mod steps;
pub mod take;
mod tree;

use std::io;
use std::path::Path;

use crate::domain::message::Message;
use crate::service::Refusal;
use crate::store::StoreError;

/// Name of the list in a backup.
pub const LIST: &str = "backup.txt";

/// Stands in a folder that is not whole yet.
const UNFINISHED: &str = "UNFINISHED";

/// Name of the file with the installation's name.
const INSTALLATION: &str = "installation";

fn refused(key: &'static str) -> Refusal {
    Refusal::Mendable(Message::new(key))
}

fn about(key: &'static str, file: impl ToString) -> Refusal {
    Refusal::Mendable(Message::new(key).with("file", file))
}

/// A failure of the file system, with the file.
fn on(path: &Path) -> impl Fn(io::Error) -> Refusal {
    move |problem| {
        let said = io::Error::new(problem.kind(), format!("{}: {problem}", path.display()));
        Refusal::Store(StoreError::File(said))
    }
}
