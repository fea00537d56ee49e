//! A server that answers one call honestly and another not: what was announced runs, or nothing does.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use prongsai::domain::encoding::base32;
use serde_json::Value;

use crate::chromium::{Chromium, Device};
use crate::office::Office;
use crate::people::HOSPITAL;
use crate::support::House;
use crate::visit::{SHOWN, Visit};

/// What a dishonest server puts in front of a script.
const EVIL: &str = "globalThis.evil = true;";

/// A page that runs a poll's scripts.
struct Door {
    base: String,
    /// The rest of the link that is opened.
    path: String,
    /// The screen that is shown when everything is as announced.
    welcome: &'static str,
}

impl Door {
    /// A personal link.
    fn of_staff(office: &Office) -> Self {
        Self {
            base: office.base.clone(),
            path: office.link(HOSPITAL, 0).replace(&office.base, ""),
            welcome: "welcome",
        }
    }

    /// Scripts that an honest opening asks for.
    async fn scripts(&self, phone: &Chromium) -> BTreeSet<String> {
        let server = Between::with(&self.base, |_, _| false);
        assert_eq!(server.opened(phone, self).await, self.welcome);
        let asked = server.asked.lock().unwrap();
        asked.keys().cloned().collect()
    }

    /// Whichever of these scripts is changed: nothing runs.
    async fn refuses_changed(&self, phone: &Chromium, scripts: BTreeSet<String>) {
        for script in scripts {
            let changed = script.clone();
            let server = Between::with(&self.base, move |file, _| file == changed);
            let shown = server.opened(phone, self).await;
            assert_ne!(shown, self.welcome, "{script} was changed");
        }
    }
}

#[tokio::test]
async fn a_script_that_is_not_the_announced_one_never_runs() {
    let office = Office::with_everybody_invited();
    let phone = Chromium::open(Device::Phone, office.file("phone").as_ref()).await;
    let door = Door::of_staff(&office);
    let scripts = door.scripts(&phone).await;
    for script in ["respond.js", "seal.js", "blind-rsa.js"] {
        assert!(scripts.contains(script), "{script}");
    }
    door.refuses_changed(&phone, scripts).await;
}

#[actix_web::test]
async fn nor_does_it_on_the_pages_of_a_slip_a_poster_and_a_kiosk() {
    let house = House::in_real_time(&[("A01", 6)]).await;
    house.open_public(40, 60).await;
    let slips = house.slips("A01", 10).await;
    let device = house.kiosk("A01", "โถง").await;
    let folder = tempfile::tempdir().unwrap();
    let phone = Chromium::open(Device::Phone, folder.path()).await;
    let poster = base32(house.public_fingerprint("A01").await.as_ref());
    let mut tried = BTreeSet::new();
    for (path, welcome, own) in [
        (format!("/e#{}", slips[0].fragment), "welcome", "answer.js"),
        (format!("/e/{poster}"), "welcome", "puzzle.js"),
        (format!("/kiosk#{}", device.secret), "start", "kiosk.js"),
    ] {
        let base = house.base.clone();
        let door = Door {
            base,
            path,
            welcome,
        };
        let scripts = door.scripts(&phone).await;
        assert!(scripts.contains(own) && scripts.contains("seal.js"));
        let new: BTreeSet<String> = scripts.difference(&tried).cloned().collect();
        tried.extend(scripts);
        door.refuses_changed(&phone, new).await;
    }
}

#[tokio::test]
async fn a_server_that_answers_differently_the_second_time_gains_nothing() {
    let office = Office::with_everybody_invited();
    let phone = Chromium::open(Device::Phone, office.file("phone").as_ref()).await;
    let door = Door::of_staff(&office);
    let server = Between::with(&office.base, |_, time| time > 1);
    let shown = server.opened(&phone, &door).await;
    assert_eq!(shown, "welcome", "every script was right the first time");
    let asked = server.asked.lock().unwrap().clone();
    assert!(asked.contains_key("respond.js"));
    for (script, times) in asked {
        assert_eq!(times, 1, "what is checked is what runs: {script}");
    }
}

/// Whether a script is changed that is asked for this many times now.
type Changes = Arc<dyn Fn(&str, usize) -> bool + Send + Sync>;

/// A server in front of another, which changes scripts.
struct Between {
    base: String,
    asked: Arc<Mutex<HashMap<String, usize>>>,
}

impl Between {
    fn with(base: &str, changes: impl Fn(&str, usize) -> bool + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let (_, port) = base.rsplit_once(':').unwrap();
        let port: u16 = port.parse().unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(HashMap::new()));
        let (counts, changes): (_, Changes) = (asked.clone(), Arc::new(changes));
        thread::spawn(move || {
            for browser in listener.incoming().map_while(Result::ok) {
                let (counts, changes) = (counts.clone(), changes.clone());
                // A browser may hang up in the middle of anything.
                thread::spawn(move || pass_on(browser, port, &counts, &changes));
            }
        });
        Self { base, asked }
    }

    /// Opens a link by this server: what is shown in the end, with nothing evil run.
    async fn opened(&self, phone: &Chromium, door: &Door) -> String {
        Visit::to(phone, &format!("{}{}", self.base, door.path)).await;
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
            "another script than the announced one was run"
        );
        shown.as_str().unwrap().to_owned()
    }
}

/// One request and its answer.
fn pass_on(
    mut browser: TcpStream,
    port: u16,
    counts: &Mutex<HashMap<String, usize>>,
    changes: &Changes,
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
    let evil = if changes(file, times) { EVIL } else { "" };
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
