//! Those who send nonsense, who are slow, and who only hold connections. Nothing of it is counted: what it
//! must not do is seen by the server's memory, its handles and the others' answers.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;

/// What is sent, one after another: no HTTP at all, a body that is too large, a ballot that is none, a link
/// that leads nowhere, and a request that ends in its middle.
const NONSENSE: [&str; 5] = [
    "nonsense\r\n\r\n",
    "POST /api/cast HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: 99999999\r\n\r\n",
    "POST /api/cast HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}",
    "POST /api/look HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: 22\r\n\r\n{\"token\":\"A\",\"fp\":\"A\"}",
    "GET /i HTTP/1.1\r\nhost: be",
];
/// Ten times a second.
const EVERY: Duration = Duration::from_millis(100);
/// Connections that are held without a use; each for so many seconds unless the server ends it.
const HELD: usize = 300;
const SECONDS: usize = 12;
/// What they began with: nothing, half a head, a head with a byte of its body, or a page.
const BEGUN: [&str; 4] = [
    "",
    "GET /i HTTP/1.1\r\nhost:",
    "POST /api/issue HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: 900\r\n\r\n{",
    "GET /privacy HTTP/1.1\r\nhost: bench\r\n\r\n",
];

/// Sends nonsense until it is over.
pub fn annoy(base: &str, ended: &AtomicBool) {
    for nonsense in NONSENSE.iter().cycle() {
        if ended.load(Ordering::Relaxed) {
            return;
        }
        if let Some(mut line) = begun(base, nonsense) {
            let _ = line.read(&mut [0; 1_024]);
        }
        sleep(EVERY);
    }
}

/// Holds connections until it is over, and sends a byte more on some of them every second.
pub fn linger(base: &str, ended: &AtomicBool) {
    let mut held = VecDeque::with_capacity(HELD);
    while !ended.load(Ordering::Relaxed) {
        let more = BEGUN.iter().cycle().take(HELD / SECONDS);
        held.extend(more.filter_map(|bytes| begun(base, bytes)));
        while held.len() > HELD {
            held.pop_front();
        }
        for line in held.iter_mut().step_by(10) {
            let _ = line.write_all(b"x");
        }
        sleep(Duration::from_secs(1));
    }
}

/// A connection on which these bytes were sent; it waits for an answer only a moment.
fn begun(base: &str, bytes: &str) -> Option<TcpStream> {
    let mut line = TcpStream::connect(base.trim_start_matches("http://")).ok()?;
    line.set_read_timeout(Some(EVERY)).ok()?;
    line.write_all(bytes.as_bytes()).ok()?;
    Some(line)
}
