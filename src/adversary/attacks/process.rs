//! The program as a process of its own, and everything of it that an operator can see.

use std::fs::File;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use crate::adversary::Spoilt;

/// How often it is asked whether the server listens, and how long to wait in between.
const ASKED: u32 = 6_000;
const PAUSE: Duration = Duration::from_millis(10);

/// What can be read of a process below `/proc`, besides its memory.
const VISIBLE: [&str; 7] = [
    "environ",
    "cmdline",
    "comm",
    "maps",
    "status",
    "limits",
    "mountinfo",
];

/// A server that logs all it can.
pub struct Server {
    child: Child,
    log: PathBuf,
    /// Address of the server.
    pub base: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    /// Starts one on a data folder; returns when it listens.
    pub fn start(program: &Path, data: &Path) -> Result<Self, Spoilt> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let log = data.with_extension("log");
        let mut child = Command::new(program)
            .args(["-v", "--data"])
            .arg(data)
            .args(["serve", "--listen", &address.to_string()])
            .env("NO_COLOR", "1")
            .env("RUST_LOG", "trace")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()?;
        for _ in 0..ASKED {
            if child.try_wait()?.is_some() {
                break;
            }
            if TcpStream::connect(address).is_ok() {
                return Ok(Self {
                    child,
                    log,
                    base: format!("http://{address}"),
                });
            }
            sleep(PAUSE);
        }
        let _ = child.kill();
        let _ = child.wait();
        Err(Spoilt::Setup("server"))
    }

    /// What it has logged so far.
    pub fn log(&self) -> std::io::Result<Vec<u8>> {
        std::fs::read(&self.log)
    }

    /// What the system shows of it: texts by their names, and those of all files that it has open. What is
    /// shown to nobody but the root user, and not to us, is left out.
    pub fn visible(&self) -> Vec<(String, Vec<u8>)> {
        let about = PathBuf::from(format!("/proc/{}", self.child.id()));
        let mut seen: Vec<(String, Vec<u8>)> = VISIBLE
            .iter()
            .filter_map(|name| Some(((*name).to_owned(), std::fs::read(about.join(name)).ok()?)))
            .collect();
        let open = std::fs::read_dir(about.join("fd")).into_iter().flatten();
        let open = open
            .flatten()
            .filter_map(|file| std::fs::read_link(file.path()).ok());
        seen.extend(open.map(|file| ("fd".to_owned(), file.display().to_string().into_bytes())));
        seen
    }

    /// Whether the process may leave a core dump.
    pub fn dumps_core(&self) -> std::io::Result<bool> {
        let limits = std::fs::read_to_string(format!("/proc/{}/limits", self.child.id()))?;
        let cores = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        let cores = cores.map(|line| line.split_whitespace().skip(4).take(2));
        Ok(!cores.is_some_and(|mut limits| limits.all(|limit| limit == "0")))
    }
}

/// Runs a command of the program on a data folder, with nothing typed in: whether it was carried out, and what
/// it said.
pub fn run(program: &Path, data: &Path, args: &[&str]) -> Result<(bool, Vec<u8>), Spoilt> {
    let done = Command::new(program)
        .arg("--data")
        .arg(data)
        .args(args)
        .stdin(Stdio::null())
        .output()?;
    Ok((done.status.success(), [done.stdout, done.stderr].concat()))
}
