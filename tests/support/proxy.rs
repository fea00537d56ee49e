//! `HAProxy` on loopback, set up as the operator's guide says.

use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use tempfile::TempDir;

use super::process::{Server, free_address};

/// The file that the guide shows.
pub const CONFIGURATION: &str = include_str!("../../assets/proxy/haproxy.cfg");

/// What it says of the nodes beside their addresses.
const TLS: &str = " ssl verify required ca-file /etc/haproxy/nodes.pem";

/// A running proxy.
pub struct Proxy {
    child: Child,
    _folder: TempDir,
    /// Base of URLs.
    pub base: String,
}

impl Proxy {
    /// Starts it before these three nodes, without TLS. Returns when it listens.
    pub fn start(nodes: &[Server]) -> Self {
        let address = free_address();
        let mut text = CONFIGURATION.to_owned();
        let mut put = |from: &str, to: &str| {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        };
        put(":443 ssl crt /etc/haproxy/ita.pem", &address);
        put(TLS, "");
        for (at, node) in nodes.iter().enumerate() {
            put(&format!("10.0.0.1{}:8443", at + 1), &node.address);
        }
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("haproxy.cfg");
        std::fs::write(&file, text).unwrap();
        let mut child = Command::new(program())
            .arg("-db")
            .arg("-f")
            .arg(file)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while TcpStream::connect(&address).is_err() {
            assert!(child.try_wait().unwrap().is_none(), "haproxy ended");
            sleep(Duration::from_millis(5));
        }
        Self {
            child,
            _folder: folder,
            base: format!("http://{address}"),
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn program() -> &'static str {
    let usual = "/usr/sbin/haproxy";
    if Path::new(usual).exists() {
        usual
    } else {
        "haproxy"
    }
}
