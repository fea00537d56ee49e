//! A real mail server on loopback (Debian's python3-aiosmtpd), with TLS and a login or without.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::certificates::Certificates;

/// Way of a connection to the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Plain,
    StartTls,
    Tls,
}

impl Mode {
    /// As the settings file has it.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Plain => "plain",
            Mode::StartTls => "starttls",
            Mode::Tls => "tls",
        }
    }
}

/// A running mail server.
pub struct MailServer {
    child: Child,
    folder: TempDir,
    /// Its port on loopback.
    pub port: u16,
}

impl MailServer {
    /// Starts it with a certificate of these.
    pub fn start(mode: Mode, certificates: &Certificates) -> Self {
        let folder = TempDir::new().unwrap();
        let address = super::process::free_address();
        let port: u16 = address.rsplit_once(':').unwrap().1.parse().unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/mail_server.py");
        let mut child = Command::new(python())
            .arg(script)
            .arg(port.to_string())
            .arg(folder.path())
            .arg(mode.name())
            .args([&certificates.certificate, &certificates.key])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut said)
            .unwrap();
        assert_eq!(said, "ready\n", "the mail server did not start");
        Self {
            child,
            folder,
            port,
        }
    }

    /// First lines (how it came, and who sent it) and contents of what was taken.
    pub fn mails(&self) -> Vec<(String, String)> {
        super::tables::files(self.folder.path())
            .into_iter()
            .filter(|(name, _)| Path::new(name).extension().is_some_and(|e| e == "eml"))
            .map(|(_, bytes)| {
                let text = String::from_utf8(bytes).unwrap();
                let (how, mail) = text.split_once("\r\n").unwrap();
                (how.to_owned(), mail.to_owned())
            })
            .collect()
    }
}

impl Drop for MailServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A Python that has the mail server: the system's, else the first on the path.
fn python() -> &'static str {
    let has = |python: &&str| {
        Command::new(python)
            .args(["-c", "import aiosmtpd"])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    ["/usr/bin/python3", "python3"]
        .into_iter()
        .find(|python| has(python))
        .expect("no python3 with aiosmtpd: install python3-aiosmtpd")
}
