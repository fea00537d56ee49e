//! A server that answers one call honestly and another not: what was announced runs, or nothing does.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use prongsai::rehearsal::respondent::agent;
use serde_json::Value;

use crate::chromium::{Chromium, Device};
use crate::office::Office;
use crate::people::HOSPITAL;
use crate::visit::{SHOWN, Visit};

/// What a dishonest server puts in front of a script.
const EVIL: &str = "globalThis.evil = true;";

/// Scripts of other pages than the page of a personal link.
const ELSEWHERE: [&str; 22] = [
    "answer.js",
    "board.js",
    "kiosk-exit.js",
    "kiosk-files.js",
    "kiosk-idle.js",
    "kiosk-screens.js",
    "kiosk-sending.js",
    "kiosk-store.js",
    "kiosk-times.js",
    "kiosk-voice.js",
    "kiosk-worker.js",
    "kiosk.js",
    "legacy.js",
    "opening-kiosk.js",
    "opening-ticket.js",
    "print.js",
    "puzzle.js",
    "receipt.js",
    "scan.js",
    "slip.js",
    "tablet.js",
    "ticket-delivery.js",
];

#[tokio::test]
async fn a_script_that_is_not_the_announced_one_never_runs() {
    let office = Office::with_everybody_invited();
    let phone = Chromium::open(Device::Phone, office.file("phone").as_ref()).await;
    for script in announced(&office) {
        let server = Between::with(&office, &script, 1);
        let shown = server.opened(&phone, &office, &script).await;
        assert_ne!(shown, "welcome", "{script} was changed");
        assert!(server.asked_for(&script) > 0, "{script} was not asked for");
    }
}

#[tokio::test]
async fn a_server_that_answers_differently_the_second_time_gains_nothing() {
    let office = Office::with_everybody_invited();
    let phone = Chromium::open(Device::Phone, office.file("phone").as_ref()).await;
    for script in announced(&office) {
        let server = Between::with(&office, &script, 2);
        let shown = server.opened(&phone, &office, &script).await;
        assert_eq!(shown, "welcome", "{script} was right the first time");
        assert_eq!(server.asked_for(&script), 1, "what is checked is what runs");
    }
}

/// Names of the scripts that the manifest lists for the respondent's page.
fn announced(office: &Office) -> Vec<String> {
    let (_, fingerprint) = office.link(HOSPITAL, 0).rsplit_once('.').unwrap();
    let address = format!("{}/m/{fingerprint}", office.base);
    let mut answer = agent().get(address).call().unwrap();
    let manifest: Value = answer.body_mut().read_json().unwrap();
    let scripts = manifest["scripts"].as_object().unwrap().keys();
    scripts
        .filter(|file| !ELSEWHERE.contains(&file.as_str()))
        .cloned()
        .collect()
}

/// A server in front of the office's: it changes one script from the `from`th time on that it is asked for.
struct Between {
    base: String,
    asked: Arc<Mutex<HashMap<String, usize>>>,
}

impl Between {
    fn with(office: &Office, script: &str, from: usize) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (_, port) = office.base.rsplit_once(':').unwrap();
        let port: u16 = port.parse().unwrap();
        let asked = Arc::new(Mutex::new(HashMap::new()));
        let (counts, script) = (asked.clone(), script.to_owned());
        thread::spawn(move || {
            for browser in listener.incoming().map_while(Result::ok) {
                let (counts, script) = (counts.clone(), script.clone());
                // A browser may hang up in the middle of anything.
                thread::spawn(move || pass_on(browser, port, &counts, (&script, from)));
            }
        });
        Self { base, asked }
    }

    fn asked_for(&self, script: &str) -> usize {
        let asked = self.asked.lock().unwrap();
        asked.get(script).copied().unwrap_or_default()
    }

    /// Opens a link by this server: what is shown in the end, with nothing evil run.
    async fn opened(&self, phone: &Chromium, office: &Office, script: &str) -> String {
        let link = office.link(HOSPITAL, 0).replace(&office.base, &self.base);
        Visit::to(phone, &link).await;
        let mut shown = Value::Null;
        for _ in 0..60 {
            shown = phone.ask(SHOWN).await;
            if shown != "shell loading" && !shown.is_null() {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!(
            phone.ask("return globalThis.evil ?? null").await,
            Value::Null,
            "another {script} than the announced one was run"
        );
        shown.as_str().unwrap().to_owned()
    }
}

/// One request and its answer.
fn pass_on(
    mut browser: TcpStream,
    port: u16,
    counts: &Mutex<HashMap<String, usize>>,
    (script, from): (&str, usize),
) -> std::io::Result<()> {
    let (path, request) = read_request(&browser)?;
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    server.write_all(&request)?;
    let mut answer = Vec::new();
    server.read_to_end(&mut answer)?;
    let Some(file) = path
        .strip_prefix("/s/")
        .and_then(|path| path.split('/').nth(1))
    else {
        return browser.write_all(&answer);
    };
    let times = {
        let mut counts = counts.lock().unwrap();
        let times = counts.entry(file.to_owned()).or_default();
        *times += 1;
        *times
    };
    let head = answer
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .unwrap()
        + 4;
    let evil = if file == script && times >= from {
        EVIL
    } else {
        ""
    };
    let body = [evil.as_bytes(), &answer[head..]].concat();
    // Not to be kept, so that a browser which asks twice is answered twice.
    write!(
        browser,
        "HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\nCache-Control: no-store\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    )?;
    browser.write_all(&body)
}

/// Path, and the request as it is passed on: uncompressed, on a line of its own.
fn read_request(browser: &TcpStream) -> std::io::Result<(String, Vec<u8>)> {
    let mut reader = BufReader::new(browser);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut request, mut length) = (first, 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let name = line.to_ascii_lowercase();
        if let Some(value) = name.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
        if line.trim().is_empty() {
            break;
        }
        if !name.starts_with("connection:") && !name.starts_with("accept-encoding:") {
            request.push_str(&line);
        }
    }
    request.push_str("Connection: close\r\n\r\n");
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok((path, [request.into_bytes(), body].concat()))
}
