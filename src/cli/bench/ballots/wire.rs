//! A client that does next to nothing: requests are written ahead and sent as they are, over one
//! connection that is kept. It shares the cores with the server that is measured.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

use crate::rehearsal::respondent::Declined;

/// Most bytes that are read at once.
const PART: usize = 16 * 1024;

/// A kept connection.
pub struct Wire {
    stream: TcpStream,
    answer: Vec<u8>,
}

/// A request for what stands at a path.
pub fn get(path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: bench\r\n\r\n").into_bytes()
}

/// A request that posts JSON.
pub fn post(path: &str, body: &Value) -> Vec<u8> {
    let body = body.to_string();
    let length = body.len();
    format!(
        "POST {path} HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\n\
         content-length: {length}\r\n\r\n{body}"
    )
    .into_bytes()
}

impl Wire {
    /// Connects to a server.
    pub fn to(base: &str) -> Result<Self, Declined> {
        let address = base.trim_start_matches("http://");
        let stream = TcpStream::connect(address).map_err(|_| Declined::Nonsense)?;
        stream.set_nodelay(true).map_err(|_| Declined::Nonsense)?;
        let answer = Vec::with_capacity(PART);
        Ok(Self { stream, answer })
    }

    /// Sends a request and waits for the whole answer; its body, if it is a good one.
    pub fn ask(&mut self, request: &[u8]) -> Result<&[u8], Declined> {
        self.answer.clear();
        let sent = self.stream.write_all(request);
        sent.map_err(|_| Declined::Nonsense)?;
        let (head, whole) = loop {
            self.more()?;
            if let Some(lengths) = lengths(&self.answer) {
                break lengths;
            }
        };
        while self.answer.len() < whole {
            self.more()?;
        }
        let body = self.answer.get(head..whole).unwrap_or_default();
        if self.answer.starts_with(b"HTTP/1.1 200 ") {
            return Ok(body);
        }
        let digits = self.answer.get(9..12).unwrap_or_default();
        let status = std::str::from_utf8(digits).unwrap_or_default().parse();
        Err(Declined::Answer {
            status: status.unwrap_or_default(),
            code: String::from_utf8_lossy(body).into_owned(),
        })
    }

    /// Whether the last answer has this header, given in small letters.
    pub fn says(&self, header: &str) -> bool {
        let (head, _) = lengths(&self.answer).unwrap_or_default();
        let head = self.answer.get(..head).unwrap_or_default();
        let mut lines = head.split(|byte| *byte == b'\n');
        lines.any(|line| {
            let name = line.get(..header.len());
            name.is_some_and(|name| name.eq_ignore_ascii_case(header.as_bytes()))
        })
    }

    fn more(&mut self) -> Result<(), Declined> {
        let mut part = [0; PART];
        let read = self.stream.read(&mut part).unwrap_or_default();
        let part = part.get(..read).filter(|part| !part.is_empty());
        self.answer
            .extend_from_slice(part.ok_or(Declined::Nonsense)?);
        Ok(())
    }
}

/// Lengths of an answer's head, and of all of it; nothing before the head is there.
fn lengths(answer: &[u8]) -> Option<(usize, usize)> {
    const END: &[u8] = b"\r\n\r\n";
    let head = END.len() + answer.windows(END.len()).position(|some| some == END)?;
    let lines = std::str::from_utf8(answer.get(..head)?).ok()?.lines();
    let length = lines
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let length: usize = length.map_or(Ok(0), |(_, value)| value.parse()).ok()?;
    Some((head, head + length))
}
