//! The two database servers that `tests/clusters` starts, where tests are told of them.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the server has what would be in this file of a data folder: the address of the database, and
/// the schema.
pub fn instead_of(file: &Path) -> Option<(String, String)> {
    let stem = file.file_stem()?.to_str()?.to_owned();
    let folder = file.parent()?;
    let is_urn = folder.ends_with("urn");
    let data = if is_urn { folder.parent()? } else { folder };
    let settings = std::fs::read_to_string(data.join("settings.toml")).ok()?;
    let (key, schema) = if is_urn {
        ("urn", format!("urn_{stem}"))
    } else {
        ("registry", stem)
    };
    let (_, from) = settings.split_once(&format!("{key} = \"postgres:"))?;
    let (rest, _) = from.split_once('"')?;
    Some((format!("postgres:{rest}"), schema))
}

/// One of the servers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cluster {
    /// People and figures.
    Registry,
    /// Ballots.
    Urn,
}

impl Cluster {
    fn variable(self) -> &'static str {
        match self {
            Cluster::Registry => "PRONGSAI_TEST_REGISTRY",
            Cluster::Urn => "PRONGSAI_TEST_URN",
        }
    }

    /// Its address without a database.
    pub fn address(self) -> String {
        let told = std::env::var(self.variable());
        told.expect("the addresses that `tests/clusters start FOLDER` prints")
    }

    /// The folder in which it keeps everything.
    pub fn folder(self) -> PathBuf {
        let variable = format!("{}_FOLDER", self.variable());
        std::env::var(variable).unwrap().into()
    }

    /// Makes a database there, and names it.
    pub fn database(self, name: &str) -> String {
        let address = self.address();
        self.say("postgres", &format!("CREATE DATABASE {name}"));
        format!("{address}/{name}")
    }

    /// What the server answers, a row a line.
    pub fn say(self, database: &str, sql: &str) -> String {
        let url = format!("{}/{database}", self.address());
        let asked = [
            "--no-psqlrc",
            "--quiet",
            "--tuples-only",
            "--no-align",
            "-c",
        ];
        let said = Command::new("psql").arg(url).args(asked).arg(sql).output();
        let said = said.unwrap();
        assert!(
            said.status.success(),
            "{sql}: {}",
            String::from_utf8_lossy(&said.stderr)
        );
        String::from_utf8(said.stdout).unwrap()
    }
}

/// Whether houses stand on the servers in place of files.
pub fn are_meant() -> bool {
    std::env::var("PRONGSAI_TEST_ON_SERVERS").is_ok()
}

/// The line in the settings of an installation on the servers, with databases of its own.
pub fn settings(name: &str) -> String {
    let [registry, urn] = [Cluster::Registry, Cluster::Urn].map(|cluster| cluster.database(name));
    format!("databases = {{ registry = \"{registry}\", urn = \"{urn}\" }}\n")
}
