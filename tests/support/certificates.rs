//! An authority of one's own and a server certificate of it, made with `openssl`.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

/// Files of an authority and of a server.
pub struct Certificates {
    _folder: TempDir,
    /// The authority's certificate.
    pub authority: PathBuf,
    /// The server's certificate.
    pub certificate: PathBuf,
    /// The server's key.
    pub key: PathBuf,
}

impl Certificates {
    /// For a server of these names, such as `DNS:localhost,IP:127.0.0.1`.
    pub fn of(names: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let file = |name: &str| folder.path().join(name);
        let new = "req -x509 -newkey rsa:2048 -nodes -days 2";
        let authority = format!("{new} -subj /CN=Authority -keyout ca.key -out ca.pem");
        openssl(folder.path(), &authority);
        openssl(
            folder.path(),
            &format!(
                "{new} -subj /CN=server -addext subjectAltName={names} \
                 -addext basicConstraints=critical,CA:FALSE \
                 -CA ca.pem -CAkey ca.key -keyout server.key -out server.pem"
            ),
        );
        Self {
            authority: file("ca.pem"),
            certificate: file("server.pem"),
            key: file("server.key"),
            _folder: folder,
        }
    }

    /// For this machine.
    pub fn of_loopback() -> Self {
        Self::of("DNS:localhost,IP:127.0.0.1")
    }
}

fn openssl(folder: &Path, arguments: &str) {
    let made = Command::new("openssl")
        .args(arguments.split_whitespace())
        .current_dir(folder)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&made.stderr).into_owned();
    assert!(made.status.success(), "openssl {arguments}: {said}");
}
