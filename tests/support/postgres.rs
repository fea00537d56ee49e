//! The two database servers that `tests/clusters` starts, where tests are told of them.

use std::collections::BTreeMap;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::certificates::Certificates;

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
        say(&self.address(), database, sql)
    }

    /// What it answers the one who set it up, who may set anything.
    pub fn say_to_superuser(self, database: &str, sql: &str) -> String {
        say(&as_superuser(&self.address()), database, sql)
    }
}

/// The same address for the one who set the server up.
fn as_superuser(address: &str) -> String {
    let (who, place) = address.split_once('@').unwrap();
    let (_, password) = who.rsplit_once(':').unwrap();
    format!("postgres://postgres:{password}@{place}")
}

/// What the server at this address answers, a row a line.
fn say(address: &str, database: &str, sql: &str) -> String {
    let asked = [
        "--no-psqlrc",
        "--quiet",
        "--tuples-only",
        "--no-align",
        "-c",
    ];
    let url = format!("{address}/{database}");
    let said = Command::new("psql").arg(url).args(asked).arg(sql).output();
    let said = said.unwrap();
    assert!(
        said.status.success(),
        "{sql}: {}",
        String::from_utf8_lossy(&said.stderr)
    );
    String::from_utf8(said.stdout).unwrap()
}

/// Whether houses stand on the servers in place of files.
pub fn are_meant() -> bool {
    std::env::var("PRONGSAI_TEST_ON_SERVERS").is_ok()
}

/// Two servers of one test alone, which may be restarted.
pub struct OwnServers {
    folder: TempDir,
    addresses: BTreeMap<String, String>,
}

impl OwnServers {
    /// Starts them, with TLS.
    pub fn start(certificates: &Certificates) -> Self {
        let folder = TempDir::new().unwrap();
        // The server's own user must come through to its folder.
        std::fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
        let told = clusters(&folder, "start", &[]);
        let of_line = |line: &str| {
            let (name, address) = line.strip_prefix("PRONGSAI_TEST_")?.split_once('=')?;
            Some((name.to_lowercase(), address.to_owned()))
        };
        let addresses = told.lines().filter_map(of_line).collect();
        let files = [&certificates.certificate, &certificates.key];
        clusters(&folder, "secure", &files.map(|file| file.to_str().unwrap()));
        Self { folder, addresses }
    }

    /// Restarts one of them, `fast` or `immediate`, which is a crash.
    pub fn restart(&self, name: &str, mode: &str) {
        clusters(&self.folder, "restart", &[name, mode]);
    }

    /// Ends one of them, `fast` or `immediate`, and starts it again after so many seconds.
    pub fn away(&self, name: &str, mode: &str, seconds: u64) {
        clusters(&self.folder, "away", &[name, mode, &seconds.to_string()]);
    }

    /// The line in the settings of an installation on them that trusts this authority alone.
    pub fn settings(&self, authority: &Path) -> String {
        let only = format!("sslmode=verify-full&sslrootcert={}", authority.display());
        let line = ["registry", "urn"].map(|name| {
            let address = &self.addresses[name];
            say(address, "postgres", "CREATE DATABASE house");
            format!("{name} = \"{address}/house?{only}\"")
        });
        format!("databases = {{ {} }}\n", line.join(", "))
    }

    /// What one of them answers about the house.
    pub fn say(&self, name: &str, sql: &str) -> String {
        say(&self.addresses[name], "house", sql)
    }

    /// What one of them answers the one who set it up.
    pub fn say_to_superuser(&self, name: &str, database: &str, sql: &str) -> String {
        say(&as_superuser(&self.addresses[name]), database, sql)
    }

    /// Changes a setting of one of them while it runs: `SET name = value` or `RESET name`.
    pub fn alter(&self, name: &str, act: &str) {
        self.say_to_superuser(name, "postgres", &format!("ALTER SYSTEM {act}"));
        self.say_to_superuser(name, "postgres", "SELECT pg_reload_conf()");
    }

    /// The address of one of them without a database.
    pub fn address(&self, name: &str) -> &str {
        &self.addresses[name]
    }

    /// What one of them has logged.
    pub fn log(&self, name: &str) -> String {
        let file = PathBuf::from(&self.addresses[&format!("{name}_folder")]).join("log");
        String::from_utf8_lossy(&std::fs::read(file).unwrap()).into_owned()
    }
}

impl Drop for OwnServers {
    fn drop(&mut self) {
        clusters(&self.folder, "stop", &[]);
    }
}

fn clusters(folder: &TempDir, act: &str, more: &[&str]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/clusters");
    let done = Command::new(script)
        .arg(act)
        .arg(folder.path().join("clusters"))
        .args(more)
        .output()
        .unwrap();
    let problem = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "tests/clusters {act}: {problem}");
    String::from_utf8(done.stdout).unwrap()
}

/// The line in the settings of an installation on the servers, with databases of its own.
pub fn settings(name: &str) -> String {
    let [registry, urn] = [Cluster::Registry, Cluster::Urn].map(|cluster| cluster.database(name));
    format!("databases = {{ registry = \"{registry}\", urn = \"{urn}\" }}\n")
}
