//! A real mail server on loopback (Debian's python3-aiosmtpd), and the links out of what it received.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use mailparse::{MailHeaderMap as _, ParsedMail, parse_mail};

use crate::process::{Running, free_port, wait_for_port, wait_until};

const PACKAGE: &str = "python3-aiosmtpd";

/// The server and its mailbox.
pub struct Inbox {
    _server: Running,
    /// Port that mails are taken on.
    pub port: u16,
    folder: PathBuf,
}

impl Inbox {
    /// Starts the server with its mailbox below `folder`.
    pub fn open(folder: &Path) -> Self {
        let folder = folder.join("mailbox");
        let port = free_port();
        let server = Running::start(
            Command::new(python())
                .args([
                    "-m",
                    "aiosmtpd",
                    "--nosetuid",
                    "--listen",
                    &format!("127.0.0.1:{port}"),
                ])
                .args(["--class", "aiosmtpd.handlers.Mailbox"])
                .arg(&folder)
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
            PACKAGE,
        );
        wait_for_port(port, true, "mail server");
        Self {
            _server: server,
            port,
            folder,
        }
    }

    /// Personal links by address, each out of the decoded body of a received mail.
    pub fn links(&self, base: &str) -> HashMap<String, String> {
        let mails = fs::read_dir(self.folder.join("new")).unwrap();
        mails
            .filter_map(|mail| {
                link_of(
                    &fs::read(mail.unwrap().path()).unwrap(),
                    &format!("{base}/i#"),
                )
            })
            .collect()
    }

    /// The one-time link that an account was mailed; waits for it.
    pub fn welcome(&self, base: &str, email: &str) -> String {
        let start = format!("{base}/office/welcome/");
        let mut found = None;
        wait_until("the mail with a one-time link", || {
            let mails = fs::read_dir(self.folder.join("new")).unwrap();
            let mut links =
                mails.filter_map(|mail| link_of(&fs::read(mail.unwrap().path()).unwrap(), &start));
            found = links.find(|(to, _)| to == email);
            found.is_some()
        });
        found.unwrap().1
    }
}

/// Address and link of a mail that has a link beginning so.
fn link_of(bytes: &[u8], beginning: &str) -> Option<(String, String)> {
    let mail = parse_mail(bytes).unwrap();
    let to = mailparse::addrparse_header(mail.headers.get_first_header("To").unwrap()).unwrap();
    let address = to.extract_single_info().unwrap().addr;
    let text = plain_text(&mail).expect("a part of plain text");
    let start = text.find(beginning)?;
    let link = text[start..].split_whitespace().next().unwrap();
    Some((address, link.to_owned()))
}

fn plain_text(mail: &ParsedMail) -> Option<String> {
    if mail.subparts.is_empty() {
        return (mail.ctype.mimetype == "text/plain").then(|| mail.get_body().unwrap());
    }
    mail.subparts.iter().find_map(plain_text)
}

/// A Python that has the mail server: the system's, else the first on the path.
fn python() -> &'static str {
    let has_it = |python: &&str| {
        let asked = Command::new(python)
            .args(["-c", "import aiosmtpd"])
            .stderr(Stdio::null())
            .status();
        asked.is_ok_and(|status| status.success())
    };
    let found = ["/usr/bin/python3", "python3"].into_iter().find(has_it);
    found.unwrap_or_else(|| panic!("no python3 with aiosmtpd: install {PACKAGE}"))
}
