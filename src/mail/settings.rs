//! How mail is set up: the `[mail]` table of the settings file.

use std::fmt;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::path::{Path, PathBuf};

use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, TlsParameters};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::envelope::{BadMail, Party, Sender};
use super::folder::MailFolder;
use super::pace::Limits;
use super::smtp::{Patience, Protection, Server, Smtp};
use super::transport::Transport;

/// The `[mail]` table. Relative paths start at the data folder.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// Which way messages take; never chosen silently.
    pub transport: Way,
    /// The mail server; needed for `smtp`.
    pub host: Option<String>,
    /// Its port: 587, 465 or 25 by `security` unless given.
    pub port: Option<u16>,
    /// `starttls` unless given; `plain` on loopback.
    pub security: Option<Security>,
    /// PEM file of a certificate authority of one's own, beside the system's.
    pub ca_file: Option<PathBuf>,
    /// User name at the server.
    pub username: Option<String>,
    /// The password; better kept in a file of its own.
    pub password: Option<Password>,
    /// File whose first line is the password.
    pub password_file: Option<PathBuf>,
    /// `Name <address>` that mails come from.
    pub from: String,
    /// Where answers go, if elsewhere.
    pub reply_to: Option<String>,
    /// Most mails in any 60 seconds.
    pub per_minute: Option<NonZeroU32>,
    /// Most mails on any day in Thailand.
    pub per_day: Option<NonZeroU32>,
}

/// Which way messages take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// A mail server.
    Smtp,
    /// `.eml` files in the folder `mail` of the data folder.
    Folder,
}

/// Protection of the connection to the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// TLS after a greeting in the clear; required, not just tried.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// None.
    Plain,
}

impl Security {
    fn usual_port(self) -> u16 {
        match self {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::Plain => 25,
        }
    }
}

/// A password: silent when debugged, wiped when dropped.
#[derive(Clone, Deserialize)]
#[serde(from = "String")]
pub struct Password(Zeroizing<String>);

impl From<String> for Password {
    fn from(text: String) -> Self {
        Self(Zeroizing::new(text))
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

/// The `[mail]` table does not fit together.
#[derive(Debug, thiserror::Error)]
pub enum BadMailSettings {
    /// `smtp` without `host`.
    #[error("[mail] transport = \"smtp\" needs host = \"…\"")]
    NoHost,
    /// A user name without a password, or the reverse.
    #[error("[mail] username and one of password and password_file belong together")]
    HalfLogin,
    /// Both ways of giving the password.
    #[error("[mail] give password or password_file, not both")]
    TwoPasswords,
    /// A login over an unprotected connection to another machine.
    #[error("[mail] a password may not travel in the clear: set security to starttls or tls")]
    PasswordInClear,
    /// A file cannot be read.
    #[error("[mail] {path}: {problem}")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        problem: String,
    },
    /// TLS cannot be set up.
    #[error("[mail] TLS: {0}")]
    Tls(String),
    /// `from` or `reply_to` is no address.
    #[error("[mail] {0}")]
    Address(#[from] BadMail),
}

impl MailSettings {
    /// Who writes.
    pub fn sender(&self) -> Result<Sender, BadMailSettings> {
        let reply_to = self.reply_to.as_deref().map(str::parse).transpose()?;
        Ok(Sender {
            from: self.from.parse()?,
            reply_to,
        })
    }

    /// How fast mails may go.
    pub fn limits(&self) -> Limits {
        Limits {
            per_minute: self.per_minute,
            per_day: self.per_day,
        }
    }

    /// The folder of `.eml` files below the data folder `data`.
    pub fn folder(data: &Path) -> MailFolder {
        MailFolder::new(data.join("mail"))
    }

    /// The way messages take; reads the password and certificate files.
    pub fn transport(&self, data: &Path) -> Result<Transport, BadMailSettings> {
        match self.transport {
            Way::Folder => Ok(Transport::Folder(Self::folder(data))),
            Way::Smtp => Ok(Transport::Smtp(Box::new(Smtp::new(self.server(data)?)))),
        }
    }

    fn server(&self, data: &Path) -> Result<Server, BadMailSettings> {
        let host = self.host.clone().ok_or(BadMailSettings::NoHost)?;
        let security = self.security_for(&host);
        let login = self.login(data)?;
        if login.is_some() && security == Security::Plain && !is_loopback(&host) {
            return Err(BadMailSettings::PasswordInClear);
        }
        let from: Party = self.from.parse()?;
        Ok(Server {
            port: self.port.unwrap_or(security.usual_port()),
            protection: self.protection(security, &host, data)?,
            login,
            hello: from.domain().to_owned(),
            patience: Patience::default(),
            host,
        })
    }

    fn security_for(&self, host: &str) -> Security {
        let usual = if is_loopback(host) {
            Security::Plain
        } else {
            Security::StartTls
        };
        self.security.unwrap_or(usual)
    }

    fn protection(
        &self,
        security: Security,
        host: &str,
        data: &Path,
    ) -> Result<Protection, BadMailSettings> {
        Ok(match security {
            Security::Plain => Protection::Plain,
            Security::StartTls => Protection::StartTls(self.tls(host, data)?),
            Security::Tls => Protection::Tls(self.tls(host, data)?),
        })
    }

    fn tls(&self, host: &str, data: &Path) -> Result<TlsParameters, BadMailSettings> {
        let bad = |error: lettre::transport::smtp::Error| BadMailSettings::Tls(error.to_string());
        let mut builder = TlsParameters::builder(host.to_owned());
        if let Some(file) = &self.ca_file {
            let pem = read(&data.join(file))?;
            builder = builder.add_root_certificate(Certificate::from_pem(&pem).map_err(bad)?);
        }
        builder.build().map_err(bad)
    }

    fn login(&self, data: &Path) -> Result<Option<Credentials>, BadMailSettings> {
        match (&self.username, self.secret(data)?) {
            (None, None) => Ok(None),
            (Some(name), Some(secret)) => {
                Ok(Some(Credentials::new(name.clone(), secret.0.to_string())))
            }
            _ => Err(BadMailSettings::HalfLogin),
        }
    }

    fn secret(&self, data: &Path) -> Result<Option<Password>, BadMailSettings> {
        match (&self.password, &self.password_file) {
            (Some(_), Some(_)) => Err(BadMailSettings::TwoPasswords),
            (Some(password), None) => Ok(Some(password.clone())),
            (None, Some(file)) => first_line(&data.join(file)).map(Some),
            (None, None) => Ok(None),
        }
    }
}

fn first_line(path: &Path) -> Result<Password, BadMailSettings> {
    let bytes = Zeroizing::new(read(path)?);
    let text = std::str::from_utf8(&bytes).map_err(|error| bad_file(path, &error))?;
    Ok(text.lines().next().unwrap_or_default().to_owned().into())
}

fn read(path: &Path) -> Result<Vec<u8>, BadMailSettings> {
    std::fs::read(path).map_err(|error| bad_file(path, &error))
}

fn bad_file(path: &Path, problem: &dyn fmt::Display) -> BadMailSettings {
    BadMailSettings::File {
        path: path.display().to_string(),
        problem: problem.to_string(),
    }
}

fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(toml: &str) -> MailSettings {
        toml::from_str(&format!("from = \"กจ. <hr@ita.example>\"\n{toml}")).unwrap()
    }

    fn server(toml: &str) -> Result<Server, BadMailSettings> {
        settings(toml).server(Path::new("/nowhere"))
    }

    #[test]
    fn starttls_is_required_unless_the_server_is_this_machine() {
        let remote = server("transport = \"smtp\"\nhost = \"mail.example\"").unwrap();
        assert!(matches!(remote.protection, Protection::StartTls(_)));
        assert_eq!((remote.port, remote.hello.as_str()), (587, "ita.example"));
        let local = server("transport = \"smtp\"\nhost = \"127.0.0.1\"").unwrap();
        assert!(matches!(local.protection, Protection::Plain));
        assert_eq!(local.port, 25);
    }

    #[test]
    fn a_password_never_travels_in_the_clear_to_another_machine() {
        let login =
            "transport = \"smtp\"\nusername = \"hr\"\npassword = \"p\"\nsecurity = \"plain\"";
        let remote = server(&format!("{login}\nhost = \"10.0.0.9\""));
        assert!(matches!(remote, Err(BadMailSettings::PasswordInClear)));
        assert!(
            server(&format!("{login}\nhost = \"::1\""))
                .unwrap()
                .login
                .is_some()
        );
    }

    #[test]
    fn half_settings_are_refused() {
        let refused = |toml: &str| {
            server(&format!("transport = \"smtp\"\n{toml}"))
                .err()
                .unwrap()
        };
        assert!(matches!(refused(""), BadMailSettings::NoHost));
        let half = refused("host = \"m.example\"\nusername = \"hr\"");
        assert!(matches!(half, BadMailSettings::HalfLogin));
        let missing = refused("host = \"m.example\"\nusername = \"hr\"\npassword_file = \"none\"");
        assert!(missing.to_string().contains("/nowhere/none"));
        assert!(toml::from_str::<MailSettings>("transport = \"smtp\"\nform = \"x\"").is_err());
        assert!(toml::from_str::<MailSettings>("from = \"a@b.example\"").is_err());
    }

    #[test]
    fn the_password_is_the_first_line_of_its_file_and_is_never_shown() {
        let data = tempfile::tempdir().unwrap();
        std::fs::write(data.path().join("pw"), "hunter2\n").unwrap();
        let settings = settings(
            "transport = \"smtp\"\nhost = \"m.example\"\nusername = \"hr\"\npassword_file = \"pw\"",
        );
        assert_eq!(*settings.secret(data.path()).unwrap().unwrap().0, "hunter2");
        let shown = format!("{:?}", settings.secret(data.path()));
        assert!(!shown.contains("hunter2"));
    }

    #[test]
    fn sender_and_limits_are_read() {
        let settings =
            settings("transport = \"folder\"\nreply_to = \"hr2@x.example\"\nper_minute = 30");
        let sender = settings.sender().unwrap();
        assert_eq!(sender.from.domain(), "ita.example");
        assert_eq!(sender.reply_to.unwrap().domain(), "x.example");
        assert_eq!(settings.limits().per_minute, NonZeroU32::new(30));
        assert_eq!(settings.limits().per_day, None);
    }
}
