//! The program as a process of its own.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running `prongsai serve`.
pub struct Server {
    child: Child,
    /// Address, such as `127.0.0.1:41234`.
    pub address: String,
}

impl Server {
    /// Starts the server on a data folder; port 0 takes a free one. Returns when it listens.
    pub fn start(data: &Path, address: &str) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_prongsai"))
            .args(["-v", "--data"])
            .arg(data)
            .args(["serve", "--listen", address])
            .env("LANG", "C")
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let found = loop {
            said.clear();
            assert_ne!(out.read_line(&mut said).unwrap(), 0, "the server ended before it listened");
            let words = said.split(|symbol: char| symbol.is_whitespace() || "/(),".contains(symbol));
            let listening = words.map(|word| word.trim_end_matches('.')).rfind(|word| word.starts_with("127.0.0.1:"));
            if let Some(address) = listening {
                break address.to_owned();
            }
        };
        Self { child, address: found }
    }

    /// Base of URLs.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Kills it at once (SIGKILL), as a power cut would; returns what it logged.
    pub fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
        log
    }
}
