//! The list of a backup: what belongs to it, by digest, so that a damaged, half or foreign one is told.
//!
//! ```text
//! prongsai-backup-v1
//! kind data|folder|keys
//! version <of the program>
//! installation <32 hexadecimal digits>
//! made <moment>
//! files <n>
//! <BLAKE3> <length> <name>      for each file, sorted by name
//! end <BLAKE3 of all that stands above>
//! ```

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::crypto::digest::backup_digest;
use crate::domain::encoding::hex;

const HEADING: &str = "prongsai-backup-v1";

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Everything but secrets.
    Data,
    /// Everything but secrets, of an installation whose databases are on servers: they are not in it.
    Folder,
    /// Sealed secrets alone.
    Keys,
}

impl Kind {
    fn code(self) -> &'static str {
        match self {
            Kind::Data => "data",
            Kind::Folder => "folder",
            Kind::Keys => "keys",
        }
    }
}

/// A file of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// BLAKE3 of it, hexadecimal.
    pub digest: String,
    /// Its length in bytes.
    pub length: u64,
}

/// The list of a backup.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackupList {
    /// What it holds.
    pub kind: Kind,
    /// Version of the program that made it.
    pub version: String,
    /// Name of the installation, drawn once.
    pub installation: String,
    /// When it was made.
    pub made: String,
    /// Its files by name, with `/` between folders.
    pub files: BTreeMap<String, Listed>,
}

impl BackupList {
    /// The list as it is written.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{HEADING}\nkind {}\nversion {}\ninstallation {}\nmade {}\nfiles {}\n",
            self.kind.code(),
            self.version,
            self.installation,
            self.made,
            self.files.len()
        );
        for (name, listed) in &self.files {
            let _ = writeln!(text, "{} {} {name}", listed.digest, listed.length);
        }
        let end = end_of(&text);
        let _ = writeln!(text, "end {end}");
        text
    }

    /// Reads a list; nothing if a byte of it was changed or is missing, or a name leads elsewhere.
    pub fn parse(text: &str) -> Option<Self> {
        let (above, end) = text.strip_suffix('\n')?.rsplit_once('\n')?;
        let above = format!("{above}\n");
        if end.strip_prefix("end ")? != end_of(&above) {
            return None;
        }
        let mut lines = above.lines();
        let mut named = |name: &str| -> Option<String> {
            let value = lines.next()?.strip_prefix(name)?;
            Some(value.strip_prefix(' ').unwrap_or(value).to_owned())
        };
        named(HEADING).filter(String::is_empty)?;
        let kind = match named("kind")?.as_str() {
            "data" => Kind::Data,
            "folder" => Kind::Folder,
            "keys" => Kind::Keys,
            _ => return None,
        };
        let (version, installation) = (named("version")?, named("installation")?);
        let (made, number) = (named("made")?, named("files")?);
        let files: Option<BTreeMap<String, Listed>> = lines.map(listed).collect();
        let list = Self {
            kind,
            version,
            installation,
            made,
            files: files?,
        };
        (list.files.len().to_string() == number).then_some(list)
    }

    /// Whether a program of this version can read it: one that is not older.
    pub fn is_for(&self, version: &str) -> bool {
        let numbers = |text: &str| -> Vec<u64> {
            let parts = text.split(|c: char| !c.is_ascii_digit());
            parts.filter_map(|part| part.parse().ok()).collect()
        };
        numbers(&self.version) <= numbers(version)
    }
}

fn listed(line: &str) -> Option<(String, Listed)> {
    let mut words = line.splitn(3, ' ');
    let (digest, length, name) = (words.next()?, words.next()?, words.next()?);
    let leads_below = name
        .split('/')
        .all(|part| !part.is_empty() && part != "." && part != "..");
    let listed = Listed {
        digest: digest.to_owned(),
        length: length.parse().ok()?,
    };
    leads_below.then(|| (name.to_owned(), listed))
}

fn end_of(text: &str) -> String {
    hex(&backup_digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list() -> BackupList {
        let file = |length| Listed {
            digest: "ab".repeat(32),
            length,
        };
        BackupList {
            kind: Kind::Data,
            version: "0.2.0".to_owned(),
            installation: "00".repeat(16),
            made: "2026-11-22T09:00:00+07:00".to_owned(),
            files: [("registry.db", 7), ("urn/a b.db", 9)]
                .map(|(name, length)| (name.to_owned(), file(length)))
                .into(),
        }
    }

    #[test]
    fn a_list_is_read_as_it_was_written_and_no_change_goes_unseen() {
        let text = list().text();
        assert_eq!(BackupList::parse(&text), Some(list()));
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] ^= 1;
            let changed = String::from_utf8_lossy(&changed).into_owned();
            assert_eq!(BackupList::parse(&changed), None, "{at}");
            assert_eq!(BackupList::parse(&text[..at]), None, "{at}");
        }
    }

    #[test]
    fn a_name_that_leads_out_of_the_folder_is_none() {
        for name in ["../registry.db", "/etc/passwd", "urn/../../x", "a//b", "."] {
            let mut list = list();
            let file = list.files["registry.db"].clone();
            list.files.insert(name.to_owned(), file);
            assert_eq!(BackupList::parse(&list.text()), None, "{name}");
        }
    }

    #[test]
    fn an_older_program_does_not_read_it() {
        assert!(list().is_for("0.2.0") && list().is_for("0.10.0"));
        assert!(!list().is_for("0.1.9"));
    }
}
