//! The settings file `settings.toml` in the data folder.

use std::net::SocketAddr;
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::mail::settings::MailSettings;
use crate::store::DatabaseUrl;
use crate::telemetry::LogForm;

/// Everything an operator may set. Relative paths start at the data folder.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Address that respondents reach the service under, such as `https://ita.example.go.th`.
    pub public_url: String,
    /// Address that `serve` listens on.
    pub listen: SocketAddr,
    /// Requests worked on at once before others are asked to come back: so many of those who answer, and as many of the
    /// office. Casts are always taken.
    pub at_once: NonZeroU16,
    /// Most connections at once.
    pub connections: NonZeroU16,
    /// Loopback address of figures for a watcher (Prometheus), at `/metrics`; none unless given.
    pub metrics: Option<SocketAddr>,
    /// Whether a proxy of one's own stands in front and writes `X-Forwarded-For`: its last entry is
    /// then where a request comes from. Without a proxy anybody could write one.
    pub behind_proxy: bool,
    /// Form of the log's lines.
    pub log: LogForm,
    /// TLS certificate chain (PEM).
    pub tls_certificate: Option<PathBuf>,
    /// TLS private key (PEM).
    pub tls_key: Option<PathBuf>,
    /// File with the key-encryption key: 64 hexadecimal digits. Belongs outside the data folder.
    pub kek_file: Option<PathBuf>,
    /// A demo of synthetic people, whose key-encryption key may lie in the data folder.
    pub demo: bool,
    /// Folder whose `assets/` and `surveys/` win over the embedded ones.
    pub override_folder: Option<PathBuf>,
    /// Name of the organisation, as printed on memos and key sheets.
    pub organisation: String,
    /// Mail.
    pub mail: Option<MailSettings>,
    /// Databases on servers; without them they are files in the data folder.
    pub databases: Option<DatabaseSettings>,
}

/// Two PostgreSQL servers.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseSettings {
    /// People and figures.
    pub registry: DatabaseUrl,
    /// Ballots: another server, which keeps no history.
    pub urn: DatabaseUrl,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: "http://127.0.0.1:8080".to_owned(),
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            at_once: NonZeroU16::new(128).unwrap_or(NonZeroU16::MIN),
            connections: NonZeroU16::new(20_000).unwrap_or(NonZeroU16::MIN),
            metrics: None,
            behind_proxy: false,
            log: LogForm::Text,
            tls_certificate: None,
            tls_key: None,
            kek_file: None,
            demo: false,
            override_folder: None,
            organisation: String::new(),
            mail: None,
            databases: None,
        }
    }
}

/// The settings file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadSettings {
    /// It cannot be read.
    #[error("{path}: {problem}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        problem: std::io::Error,
    },
    /// It is no settings file.
    #[error("{path}: {problem}")]
    Malformed {
        /// The file.
        path: PathBuf,
        /// What the TOML reader says, with the line.
        problem: String,
    },
}

impl Settings {
    /// Reads `settings.toml` in the data folder; without one the defaults hold.
    pub fn load(data: &Path) -> Result<Self, BadSettings> {
        let path = data.join("settings.toml");
        if !path.exists() {
            return Ok(Self::default());
        }
        let text = std::fs::read_to_string(&path).map_err(|problem| BadSettings::Unreadable {
            path: path.clone(),
            problem,
        })?;
        let mut settings: Self =
            toml::from_str(&text).map_err(|problem| BadSettings::Malformed {
                path,
                problem: problem.to_string(),
            })?;
        settings.public_url = settings.public_url.trim_end_matches('/').to_owned();
        for file in [
            &mut settings.tls_certificate,
            &mut settings.tls_key,
            &mut settings.kek_file,
            &mut settings.override_folder,
        ] {
            *file = file.take().map(|file| data.join(file));
        }
        Ok(settings)
    }
}

#[cfg(test)]
mod tests {
    use super::Settings;

    /// The file that `init` writes, with every remark that sets something made a setting.
    fn all_set() -> String {
        let template = include_str!("cli/settings.toml");
        let sets = |line: &&str| match line.split_once(" = ") {
            Some((name, _)) => !name.contains([' ', '`']),
            None => ["[mail]", "[databases]"].contains(line),
        };
        let lines = template
            .lines()
            .map(|line| line.strip_prefix("# ").filter(sets).unwrap_or(line));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// What may be set, as the reader of the file itself names it.
    fn known(error: &str) -> Vec<String> {
        let list = error.split_once("expected ").unwrap().1;
        let names = list.split('`').skip(1).step_by(2);
        names.map(str::to_owned).collect()
    }

    #[test]
    fn every_setting_is_explained_and_an_unknown_one_is_refused_by_its_line() {
        let text = all_set();
        toml::from_str::<Settings>(&text).unwrap();
        for table in ["", "[mail]\n", "[databases]\n"] {
            let unknown = format!("{table}colour = \"red\"");
            let error = toml::from_str::<Settings>(&unknown).unwrap_err();
            let error = error.to_string();
            assert!(error.contains("unknown field `colour`"), "{error}");
            let line = table.lines().count() + 1;
            assert!(error.contains(&format!("line {line}")), "{error}");
            for name in known(&error) {
                let left_out = ["demo", "mail", "databases", "password"].contains(&name.as_str());
                assert!(left_out || text.contains(&format!("\n{name} = ")), "{name}");
            }
        }
    }
}
