//! Requests, sent to a server in this process: whatever comes, it answers, says nothing in words that are not ours,
//! never that it failed, and writes nothing down that was sent.
//!
//! A file is a request: its head, an empty line, its body. The length of the body is added where the head says nothing
//! about it, and live values stand in it as `{token}` and the like (see [`House`]).

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::Duration;

use super::house::{House, LOG};

/// How long the server may take for an answer. It is waiting for nothing: what is sent has an end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Any bytes as a request.
pub fn requests(bytes: &[u8]) {
    static HOUSE: OnceLock<House> = OnceLock::new();
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    // The lines of the log must be those of this request.
    let _turn = ONE_AT_A_TIME.lock();
    let house = HOUSE.get_or_init(opened);
    let sent = whole(&with_live_values(bytes, house));
    let answer = answered(house.address, &sent);
    logged(house);
    // What has no end of its head was not asked yet.
    let asked = place(&sent, b"\r\n\r\n").is_some();
    if let Some(answer) = answer.filter(|answer| asked || !answer.is_empty()) {
        answers_well(&answer, house);
    }
}

/// The house, whose log is seen to be written.
fn opened() -> House {
    let house = House::open();
    let asked = b"GET /how HTTP/1.1\r\nHost: ita\r\nConnection: close\r\n\r\n";
    answers_well(&answered(house.address, asked).expect("an answer"), &house);
    let lines = LOG.lock().expect("nobody panicked with it");
    let lines = String::from_utf8_lossy(&lines).into_owned();
    assert!(lines.contains("/how"), "nothing is logged: {lines}");
    house
}

fn with_live_values(bytes: &[u8], house: &House) -> Vec<u8> {
    let mut sent = bytes.to_vec();
    for (name, value) in &house.values {
        while let Some(at) = place(&sent, name.as_bytes()) {
            sent.splice(at..at + name.len(), value.bytes());
        }
    }
    sent
}

/// With the length of its body, and from an address of its own: else soon all would have been tried too often.
fn whole(bytes: &[u8]) -> Vec<u8> {
    static SENT: AtomicU32 = AtomicU32::new(0);
    let Some(end) = place(bytes, b"\r\n\r\n") else {
        return bytes.to_vec();
    };
    let (head, body) = (&bytes[..end], &bytes[end + 4..]);
    let known = String::from_utf8_lossy(head).to_lowercase();
    let mut sent = head.to_vec();
    if !known.contains("content-length") && !known.contains("transfer-encoding") && !body.is_empty()
    {
        sent.extend(format!("\r\nContent-Length: {}", body.len()).into_bytes());
    }
    if !known.contains("x-forwarded-for") {
        let [a, b, c, d] = SENT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        sent.extend(format!("\r\nX-Forwarded-For: {}.{b}.{c}.{d}", a | 0x0b).into_bytes());
    }
    sent.extend(b"\r\n\r\n");
    sent.extend(body);
    sent
}

/// The answer; nothing where the connection was reset before any of it was read: the system throws it away then, where
/// a request was refused before all of it had come.
fn answered(address: SocketAddr, sent: &[u8]) -> Option<Vec<u8>> {
    let mut stream = TcpStream::connect(address).expect("the server lives");
    stream.set_read_timeout(Some(PATIENCE)).expect("a time");
    // What is refused early is closed while it is being sent.
    let _ = stream.write_all(sent);
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    let mut part = [0; 8192];
    loop {
        match stream.read(&mut part) {
            Ok(0) => return Some(answer),
            Ok(length) => answer.extend_from_slice(&part[..length]),
            Err(problem) => {
                let waits = problem.kind() == std::io::ErrorKind::WouldBlock;
                assert!(!waits, "no answer in {PATIENCE:?}");
                return Some(answer).filter(|answer| !answer.is_empty());
            }
        }
    }
}

/// Nothing that was sent stands in the log.
fn logged(house: &House) {
    let lines = std::mem::take(&mut *LOG.lock().expect("nobody panicked with it"));
    let lines = String::from_utf8_lossy(&lines);
    for told in house.secrets().chain(["127.0.0.1", "127.", "::1"]) {
        assert!(!lines.contains(told), "the log tells {told}: {lines}");
    }
}

fn answers_well(answer: &[u8], house: &House) {
    let text = String::from_utf8_lossy(answer);
    let text = text.trim_start_matches("HTTP/1.1 100 Continue\r\n\r\n");
    let (head, body) = text.split_once("\r\n\r\n").expect("a whole head");
    let status = head
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok());
    let status: u16 = status.unwrap_or_else(|| panic!("no status: {head}"));
    assert!((200..500).contains(&status), "{head}");
    if body.is_empty() || status < 400 {
        return;
    }
    let head = head.to_lowercase();
    assert!(head.contains("content-security-policy: "), "{head}");
    // 406 names the encodings there are.
    let ours = ["text/html", "application/json"].map(|media| format!("content-type: {media}"));
    let ours = ours.iter().any(|ours| head.contains(ours)) || status == 406;
    assert!(ours, "words that are not ours: {head}\n\n{body}");
    // A form that must be mended shows what was typed.
    for told in house.secrets().filter(|_| status != 422) {
        assert!(
            !body.contains(told),
            "an error tells {told}: {head}\n\n{body}"
        );
    }
}

fn place(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    bytes
        .windows(sought.len())
        .position(|window| window == sought)
}
