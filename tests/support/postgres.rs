//! The two database servers that `tests/clusters` starts, where tests are told of them.

use std::path::PathBuf;
use std::process::Command;

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

    /// Its address without a database, if tests run on it.
    pub fn address(self) -> Option<String> {
        std::env::var(self.variable()).ok()
    }

    /// The folder in which it keeps everything.
    pub fn folder(self) -> PathBuf {
        let variable = format!("{}_FOLDER", self.variable());
        std::env::var(variable).unwrap().into()
    }

    /// Makes a database there, and names it.
    pub fn database(self, name: &str) -> String {
        let address = self.address().unwrap();
        self.say("postgres", &format!("CREATE DATABASE {name}"));
        format!("{address}/{name}")
    }

    /// What the server answers, a row a line.
    pub fn say(self, database: &str, sql: &str) -> String {
        let url = format!("{}/{database}", self.address().unwrap());
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

/// The settings of an installation on the servers, with databases of its own; nothing where tests run
/// on files.
pub fn settings(name: &str) -> String {
    if Cluster::Registry.address().is_none() {
        return String::new();
    }
    let [registry, urn] = [Cluster::Registry, Cluster::Urn].map(|cluster| cluster.database(name));
    format!("[databases]\nregistry = \"{registry}\"\nurn = \"{urn}\"\n")
}
