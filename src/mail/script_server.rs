//! A mail server on loopback that says what a test wants it to say.

use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// What the server does at a point of the dialogue.
#[derive(Clone, Copy)]
pub enum Act {
    Say(&'static str),
    HangUp,
    Silence,
}

/// Acts by point, used up in order; afterwards the server is friendly. Points are SMTP's verbs,
/// and `CONNECT`, `BODY` (after 354), `DOT` (after the last line).
pub type Script = Vec<(&'static str, Act)>;

#[derive(Default)]
struct Record {
    acts: HashMap<&'static str, VecDeque<Act>>,
    dialogue: Vec<String>,
    messages: Vec<String>,
}

pub struct ScriptServer {
    pub address: SocketAddr,
    record: Arc<Mutex<Record>>,
}

impl ScriptServer {
    pub fn start(script: Script) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let record = Arc::new(Mutex::new(Record::default()));
        for (point, act) in script {
            let mut record = record.lock().unwrap();
            record.acts.entry(point).or_default().push_back(act);
        }
        let shared = Arc::clone(&record);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                Dialogue::new(stream, Arc::clone(&shared)).run();
            }
        });
        Self { address, record }
    }

    /// The verbs heard, `CONNECT` for each connection.
    pub fn dialogue(&self) -> String {
        self.record.lock().unwrap().dialogue.join(" ")
    }

    /// The messages heard to their dot, dots unstuffed.
    pub fn messages(&self) -> Vec<String> {
        self.record.lock().unwrap().messages.clone()
    }
}

struct Dialogue {
    reader: BufReader<TcpStream>,
    record: Arc<Mutex<Record>>,
}

impl Dialogue {
    fn new(stream: TcpStream, record: Arc<Mutex<Record>>) -> Self {
        let reader = BufReader::new(stream);
        Self { reader, record }
    }

    fn run(&mut self) -> Option<()> {
        self.act("CONNECT", "220 ita.example ESMTP")?;
        loop {
            let line = self.line()?;
            match line
                .split_whitespace()
                .next()?
                .to_ascii_uppercase()
                .as_str()
            {
                "EHLO" => self.act("EHLO", "250-ita.example\r\n250 AUTH PLAIN LOGIN")?,
                "AUTH" => self.act("AUTH", "235 welcome")?,
                "MAIL" => self.act("MAIL", "250 sender ok")?,
                "RCPT" => self.act("RCPT", "250 recipient ok")?,
                "DATA" => self.data()?,
                "RSET" => self.act("RSET", "250 reset")?,
                "QUIT" => self.act("QUIT", "221 bye")?,
                _ => self.act("OTHER", "502 what?")?,
            }
        }
    }

    fn data(&mut self) -> Option<()> {
        if !self.act_said("DATA", "354 go on")?.starts_with("354") {
            return Some(());
        }
        if let Some(Act::HangUp) = self.next("BODY") {
            self.reader.read_exact(&mut [0; 100]).ok()?;
            return None;
        }
        let mut message = String::new();
        loop {
            let line = self.line()?;
            if line == ".\r\n" {
                break;
            }
            message.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
        self.record.lock().unwrap().messages.push(message);
        self.act("DOT", "250 2.0.0 queued as 4711")
    }

    fn act(&mut self, point: &'static str, friendly: &'static str) -> Option<()> {
        self.act_said(point, friendly).map(|_| ())
    }

    fn act_said(&mut self, point: &'static str, friendly: &'static str) -> Option<&'static str> {
        self.record.lock().unwrap().dialogue.push(point.to_owned());
        match self.next(point).unwrap_or(Act::Say(friendly)) {
            Act::Say(words) => {
                let answer = format!("{words}\r\n");
                self.reader.get_mut().write_all(answer.as_bytes()).ok()?;
                Some(words)
            }
            Act::HangUp => {
                let _ = self.reader.get_mut().shutdown(Shutdown::Both);
                None
            }
            Act::Silence => {
                let _ = self.line();
                None
            }
        }
    }

    fn next(&self, point: &'static str) -> Option<Act> {
        let mut record = self.record.lock().unwrap();
        record.acts.get_mut(point)?.pop_front()
    }

    fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        (self.reader.read_line(&mut line).ok()? > 0).then_some(line)
    }
}
