//! The program as a process of its own.

use std::ffi::OsString;
use std::fs::File;
use std::io::Write as _;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::NamedTempFile;

/// A running `prongsai serve`.
pub struct Server {
    child: Child,
    log: NamedTempFile,
    /// Address, such as `127.0.0.1:41234`.
    pub address: String,
}

/// An address on loopback that is free now.
pub fn free_address() -> String {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .to_string()
}

/// What is served with: the program of this build, or the one that a measurement names.
fn program() -> OsString {
    let named = std::env::var_os("PRONGSAI_TEST_PROGRAM");
    named.unwrap_or_else(|| env!("CARGO_BIN_EXE_prongsai").into())
}

/// Runs a command to its end: whether it was carried out, and all that it said.
pub fn outcome(data: &Path, args: &[&str]) -> (bool, String) {
    let ended = run(data, args, "");
    (ended.code == Some(0), ended.said + &ended.told)
}

impl Server {
    /// Starts the server on a data folder, logging all it can. Returns when it listens.
    pub fn start(data: &Path, address: &str) -> Self {
        Self::start_with(data, address, |_| {})
    }

    /// The same with another environment.
    pub fn start_with(data: &Path, address: &str, change: impl FnOnce(&mut Command)) -> Self {
        let log = NamedTempFile::new().unwrap();
        let mut command = Command::new(program());
        change(&mut command);
        let mut child = command
            .args(["-v", "--data"])
            .arg(data)
            .args(["serve", "--listen", address])
            .env("NO_COLOR", "1")
            .stdout(Stdio::null())
            .stderr(File::create(log.path()).unwrap())
            .spawn()
            .unwrap();
        while TcpStream::connect(address).is_err() {
            assert!(
                child.try_wait().unwrap().is_none(),
                "{}",
                std::fs::read_to_string(log.path()).unwrap()
            );
            sleep(Duration::from_millis(5));
        }
        Self {
            child,
            log,
            address: address.to_owned(),
        }
    }

    /// Number of the process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Base of URLs.
    pub fn base(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it logged so far.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.log.path()).unwrap()
    }

    /// Waits for its end; how it ended.
    pub fn ended(&mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Asks it to read its certificate again (SIGHUP).
    pub fn hang_up(&self) {
        self.signal("-HUP");
    }

    /// Stops it where it is, as a machine that hangs (SIGSTOP).
    pub fn halt(&self) {
        self.signal("-STOP");
    }

    /// Lets it go on after that (SIGCONT).
    pub fn resume(&self) {
        self.signal("-CONT");
    }

    fn signal(&self, which: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([which, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Kills it at once (SIGKILL), as a power cut would; returns what it logged.
    pub fn kill(mut self) -> String {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        std::fs::read_to_string(self.log.path()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// How a command ended.
pub struct Ended {
    /// Its exit code; none if it was killed.
    pub code: Option<i32>,
    /// The signal that killed it.
    pub signal: Option<i32>,
    /// What it printed.
    pub said: String,
    /// What it told beside.
    pub told: String,
}

/// Runs a command on a data folder, with this text typed into it.
pub fn run(data: &Path, args: &[&str], typed: &str) -> Ended {
    run_with(data, args, typed, |_| {})
}

/// The same with another environment.
pub fn run_with(
    data: &Path,
    args: &[&str],
    typed: &str,
    change: impl FnOnce(&mut Command),
) -> Ended {
    let mut command = Command::new(env!("CARGO_BIN_EXE_prongsai"));
    change(&mut command);
    let mut child = command
        .arg("--data")
        .arg(data)
        .args(args)
        .env_remove("PRONGSAI_KEK")
        .env("LC_ALL", "en_GB.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that is refused at once reads nothing.
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    let done = child.wait_with_output().unwrap();
    Ended {
        code: done.status.code(),
        signal: done.status.signal(),
        said: String::from_utf8(done.stdout).unwrap(),
        told: String::from_utf8(done.stderr).unwrap(),
    }
}
