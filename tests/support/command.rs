//! Commands of the program as processes that are killed at a step of their own writing.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::SystemTime;

use prongsai::crypto::key_sheet::KeySheet;
use tempfile::TempDir;

use super::House;

/// A data folder of its own, the same as a house's; the key-encryption key stays with the house.
pub struct Folder(TempDir);

impl Folder {
    /// A copy of what is on disk now.
    pub fn of(house: &House) -> Self {
        let folder = TempDir::new().unwrap();
        // By a process of its own: one that reads and closes a database file lets go of all locks that
        // its own connections hold on it.
        let data = house.data().join(".");
        let mut copy = Command::new("cp");
        let copied = copy.arg("-r").arg(data).arg(folder.path()).status();
        assert!(copied.unwrap().success());
        Self(folder)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// The registry's file.
    pub fn registry(&self) -> PathBuf {
        self.path().join("registry.db")
    }

    /// Names of the files below `keys/`.
    pub fn keys(&self) -> Vec<String> {
        super::tables::files(&self.path().join("keys"))
            .into_keys()
            .collect()
    }

    /// Starts a command on it.
    pub fn start(&self, arguments: &[&str]) -> Running {
        Running::start(self.path(), arguments)
    }

    /// Runs a command to its end; whether it succeeded.
    pub fn run(&self, arguments: &[&str]) -> bool {
        self.start(arguments).ends()
    }
}

/// A command that runs.
pub struct Running {
    child: Child,
    data: PathBuf,
    said: BufReader<ChildStdout>,
}

/// Names, lengths and times of writing of all files.
type Seen = BTreeMap<PathBuf, (u64, Option<SystemTime>)>;

impl Running {
    /// Starts a command on a data folder.
    pub fn start(data: &Path, arguments: &[&str]) -> Self {
        Self::start_with(data, arguments, |_| {})
    }

    /// The same with another environment.
    pub fn start_with(data: &Path, arguments: &[&str], change: impl FnOnce(&mut Command)) -> Self {
        // The shell lets everybody read new files: what keeps them private is the program.
        let mut command = Command::new("sh");
        change(&mut command);
        let mut child = command
            .args(["-c", "umask 000; exec \"$0\" \"$@\""])
            .arg(env!("CARGO_BIN_EXE_prongsai"))
            .arg("--data")
            .arg(data)
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let said = BufReader::new(child.stdout.take().unwrap());
        Self {
            child,
            data: data.to_owned(),
            said,
        }
    }

    /// Types.
    pub fn types(&mut self, text: &str) {
        let typed = self.child.stdin.as_mut().unwrap();
        typed.write_all(text.as_bytes()).unwrap();
        typed.flush().unwrap();
    }

    /// Plays so many custodians: each copies the sheet from the screen and reads it back.
    pub fn read_back(&mut self, custodians: usize) {
        for _ in 0..custodians {
            let sheet = loop {
                let mut line = String::new();
                assert!(self.said.read_line(&mut line).unwrap() > 0, "no sheet");
                if KeySheet::parse(line.trim()).is_ok() {
                    break line;
                }
            };
            self.types(&format!("\n{sheet}"));
        }
    }

    /// Kills it at once.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end; whether it succeeded.
    pub fn ends(self) -> bool {
        self.ended().success()
    }

    /// Waits for its end; how it ended.
    pub fn ended(mut self) -> ExitStatus {
        drop(self.child.stdin.take());
        let mut rest = String::new();
        while self.said.read_line(&mut rest).unwrap() > 0 {}
        self.child.wait().unwrap()
    }

    /// Kills it as soon as so many writes to the data folder were seen from now on; whether it was
    /// still running. Nothing in the program helps with this: the folder is looked at all the time.
    pub fn killed_after(mut self, writes: usize) -> bool {
        drop(self.child.stdin.take());
        let (mut before, mut seen) = (look(&self.data), 0);
        while seen < writes {
            if self.child.try_wait().unwrap().is_some() {
                return false;
            }
            let now = look(&self.data);
            seen += usize::from(now != before);
            before = now;
        }
        self.child.kill().unwrap();
        let ended = self.child.wait().unwrap();
        !ended.success() && ended.code().is_none()
    }
}

fn look(folder: &Path) -> Seen {
    let mut seen = Seen::new();
    if let Ok(about) = std::fs::metadata(folder) {
        seen.insert(folder.to_owned(), (about.len(), about.modified().ok()));
    }
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in std::fs::read_dir(&here).into_iter().flatten().flatten() {
            // A file may be gone between the listing and the look.
            match entry.metadata() {
                Ok(about) if about.is_dir() => folders.push(entry.path()),
                Ok(about) => {
                    seen.insert(entry.path(), (about.len(), about.modified().ok()));
                }
                Err(_) => {}
            }
        }
    }
    seen
}
