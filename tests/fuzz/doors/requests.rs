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

/// What the browser calls itself, where the request says nothing about it.
const AGENT: &str = "Browser-7Kq3vx9";

/// Any bytes as a request.
pub fn requests(bytes: &[u8]) {
    static HOUSE: OnceLock<House> = OnceLock::new();
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    // The lines of the log must be those of this request.
    let _turn = ONE_AT_A_TIME.lock();
    let house = HOUSE.get_or_init(opened);
    let (sent, from) = whole(&with_live_values(bytes, house));
    let answer = answered(house.address, &sent);
    let lines = std::mem::take(&mut *LOG.lock().expect("nobody panicked with it"));
    let here = ["127.0.0.1", "127.", "::1"];
    let told = house.secrets().chain(here).chain([AGENT, &from]);
    tells_none("the log", &String::from_utf8_lossy(&lines), told);
    // What has no end of its head was not asked yet.
    let asked = place(&sent, b"\r\n\r\n").is_some();
    if let Some(answer) = answer.filter(|answer| asked || !answer.is_empty()) {
        answers_well(&answer, house);
        tells_none(
            "an answer",
            &String::from_utf8_lossy(&answer),
            [AGENT, &from],
        );
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

/// With the length of its body, a browser's name, and from an address of its own, which it answers with: else soon all
/// would have been tried too often.
fn whole(bytes: &[u8]) -> (Vec<u8>, String) {
    static SENT: AtomicU32 = AtomicU32::new(0);
    let [a, b, c, d] = SENT.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    let from = format!("{}.{b}.{c}.{d}", a | 0x0b);
    let Some(end) = place(bytes, b"\r\n\r\n") else {
        return (bytes.to_vec(), from);
    };
    let (head, body) = (&bytes[..end], &bytes[end + 4..]);
    let known = String::from_utf8_lossy(head).to_lowercase();
    let mut sent = head.to_vec();
    if !known.contains("content-length") && !known.contains("transfer-encoding") && !body.is_empty()
    {
        sent.extend(format!("\r\nContent-Length: {}", body.len()).into_bytes());
    }
    if !known.contains("user-agent") {
        sent.extend(format!("\r\nUser-Agent: {AGENT}").into_bytes());
    }
    if !known.contains("x-forwarded-for") {
        sent.extend(format!("\r\nX-Forwarded-For: {from}").into_bytes());
    }
    sent.extend(b"\r\n\r\n");
    sent.extend(body);
    (sent, from)
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

/// Nothing of this stands in a text, however it is written there.
fn tells_none<'t>(place: &str, text: &str, told: impl IntoIterator<Item = &'t str>) {
    let said = plain(text);
    for told in told {
        assert!(!said.contains(&plain(told)), "{place} tells {told}: {text}");
    }
}

/// In small letters, what is written as `%41` decoded.
fn plain(text: &str) -> String {
    let mut plain = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let code = behind.get(..2).filter(|_| *first == b'%');
        let code =
            code.and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        plain.push(code.unwrap_or(*first));
        rest = code.map_or(behind, |_| &behind[2..]);
    }
    String::from_utf8_lossy(&plain).to_lowercase()
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
    // A form that must be mended shows what was typed.
    let silent = status >= 300 && status != 422;
    if silent {
        tells_none("the head of an answer", head, house.secrets());
    }
    if body.is_empty() || status < 400 {
        return;
    }
    let head = head.to_lowercase();
    assert!(head.contains("content-security-policy: "), "{head}");
    // 406 names the encodings there are.
    let ours = ["text/html", "application/json"].map(|media| format!("content-type: {media}"));
    let ours = ours.iter().any(|ours| head.contains(ours)) || status == 406;
    assert!(ours, "words that are not ours: {head}\n\n{body}");
    if silent {
        tells_none("an error", body, house.secrets());
    }
}

fn place(bytes: &[u8], sought: &[u8]) -> Option<usize> {
    bytes
        .windows(sought.len())
        .position(|window| window == sought)
}
