//! Processes and ports of a test: found or refused with a clear message, ended with the test.

use std::io::Read as _;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long anything on loopback may take to come up.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A process that ends with this value.
pub struct Running(Child);

impl Running {
    /// Starts `command`; `package` is what a machine without the program has to install.
    pub fn start(command: &mut Command, package: &str) -> Self {
        let program = command.get_program().to_owned();
        let child = command.spawn();
        Self(child.unwrap_or_else(|problem| {
            panic!(
                "{} cannot be started ({problem}): install {package}",
                program.display()
            )
        }))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Waits until somebody listens on the port; with `greets` also until something is said.
pub fn wait_for_port(port: u16, greets: bool, what: &str) {
    wait_until(what, || {
        let Ok(mut line) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)) else {
            return false;
        };
        line.set_read_timeout(Some(Duration::from_secs(2))).unwrap();
        !greets || line.read(&mut [0; 64]).is_ok_and(|read| read > 0)
    });
}

/// Waits until it is so.
pub fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !so() {
        assert!(
            started.elapsed() < PATIENCE,
            "{what}: not within {PATIENCE:?}"
        );
        sleep(Duration::from_millis(50));
    }
}

/// Kills a process at once, as a phone does that needs the memory.
pub fn kill_9(process: u32) {
    let done = Command::new("kill")
        .args(["-9", &process.to_string()])
        .status()
        .unwrap();
    assert!(done.success(), "process {process} could not be killed");
}
