//! `prongsai serve` as a process of its own: HTTPS, and the mail queue beside it.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use openssl::ssl::{SslConnector, SslMethod};
use prongsai::domain::calendar::thai_rfc3339;
use prongsai::service::invite::queue_invitations;
use prongsai::service::send_mail::mail_status;
use prongsai::store::JobState;
use serde_json::Value;

use crate::support::certificates::Certificates;
use crate::support::mail_server::{MailServer, Mode};
use crate::support::process::{Server, free_address, outcome};
use crate::support::{CODE, House, hand, tables};

fn set(house: &House, more: &str) {
    let file = house.data().join("settings.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}\n{more}\n")).unwrap();
}

/// The answer of a server to a client that trusts one authority alone.
fn get(address: &str, path: &str, authority: &Path) -> Result<String, String> {
    let mut connector = SslConnector::builder(SslMethod::tls_client()).unwrap();
    connector.set_ca_file(authority).unwrap();
    // As every browser does.
    connector.set_alpn_protos(b"\x02h2\x08http/1.1").unwrap();
    let socket = TcpStream::connect(address).unwrap();
    let mut line = connector
        .build()
        .connect("127.0.0.1", socket)
        .map_err(|problem| problem.to_string())?;
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    line.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    let _ = line.read_to_end(&mut answer);
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Waits for a state that comes by itself.
fn until(what: &str, is_there: impl Fn() -> bool) {
    let begun = Instant::now();
    while !is_there() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[actix_web::test]
async fn pages_are_served_over_https_and_a_new_certificate_needs_no_restart() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    let (own, stranger) = (Certificates::of_loopback(), Certificates::of_loopback());
    set(
        &house,
        &format!(
            "tls_certificate = \"{}\"\ntls_key = \"{}\"\nlog = \"json\"",
            own.certificate.display(),
            own.key.display()
        ),
    );
    let server = Server::start(&house.data(), &free_address());
    let page = get(&server.address, "/i", &own.authority).unwrap();
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    assert!(page.contains("<html"), "{page}");
    let refused = get(&server.address, "/i", &stranger.authority).unwrap_err();
    assert!(refused.contains("certificate verify failed"), "{refused}");
    let mut plain = TcpStream::connect(&server.address).unwrap();
    plain
        .write_all(b"GET /i HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    let _ = plain.read_to_end(&mut answer);
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/1.1 200"));

    let served_to = |authority: &Path| get(&server.address, "/i", authority).is_ok();
    let complaints = || server.said().matches("cannot be used").count();
    // What a renewal that went wrong leaves: the key of another certificate.
    std::fs::copy(&stranger.key, &own.key).unwrap();
    server.hang_up();
    until("the wrong key is told of", || complaints() == 1);
    assert!(served_to(&own.authority), "the former certificate stays");
    std::fs::copy(&stranger.certificate, &own.certificate).unwrap();
    server.hang_up();
    until("the new certificate", || served_to(&stranger.authority));
    assert!(!served_to(&own.authority));
    assert_eq!(complaints(), 1, "{}", server.said());
    let log = server.kill();
    let lines: Vec<Value> = log
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(lines.iter().any(|line| line["level"] == "error"));
    let request = lines.iter().find(|line| line["route"] == "/i").unwrap();
    let fields: Vec<&String> = request.as_object().unwrap().keys().collect();
    let known = ["level", "milliseconds", "route", "status", "time"];
    assert_eq!(fields, known, "{log}");
    assert_eq!(request["status"], 200);
}

#[actix_web::test]
async fn a_network_address_is_not_served_without_https() {
    let house = House::empty().await;
    let port = free_address().rsplit_once(':').unwrap().1.to_owned();
    let listen = ["serve", "--listen", &format!("0.0.0.0:{port}")];
    let (done, said) = outcome(&house.data(), &listen);
    assert!(!done && said.contains("it needs HTTPS"), "{said}");
    set(&house, "tls_certificate = \"chain.pem\"");
    let (done, said) = outcome(&house.data(), &["serve", "--listen", &free_address()]);
    assert!(!done && said.contains("belong together"), "{said}");
}

/// Waits until no mail waits or is on its way.
async fn until_all_went(house: &House) {
    for _ in 0..300 {
        let mails = mail_status(&house.app.office, CODE).await.unwrap();
        let open = [JobState::Queued, JobState::Sending];
        if !mails.iter().any(|line| open.contains(&line.state)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("mails still wait");
}

#[actix_web::test]
async fn the_server_sends_what_is_due_and_commands_beside_it_send_nothing_twice() {
    const PEOPLE: usize = 30;
    let house = House::in_real_time(&[("D01", PEOPLE)]).await;
    let inbox = MailServer::start(Mode::Plain, &Certificates::of_loopback());
    let mail = format!(
        "[mail]\ntransport = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\nfrom = \"ita@example.go.th\"",
        inbox.port
    );
    set(&house, &mail);
    let _server = Server::start(&house.data(), &free_address());
    queue_invitations(&house.app.office, CODE).await.unwrap();
    let commands: Vec<_> = (0..3)
        .map(|_| {
            let data = house.data();
            std::thread::spawn(move || outcome(&data, &["mail", "send", "--round", CODE]))
        })
        .collect();
    until_all_went(&house).await;
    for command in commands {
        command.join().unwrap();
    }
    assert_eq!(inbox.mails().len(), PEOPLE, "each once");
    // As if they had been invited yesterday.
    let day = "UPDATE mail_job SET day = '2026-01-01'";
    tables::meddle(&house.registry_file(), day).await;
    let soon = house
        .world
        .now()
        .checked_add(Duration::from_secs(4))
        .unwrap();
    let at = ["remind", "--round", CODE, "--at", &thai_rfc3339(soon)];
    let (done, said) = outcome(&house.data(), &at);
    assert!(done && said.contains("30 reminders are planned"), "{said}");
    house.answer("D01-01", &hand::best()).await;
    assert_eq!(inbox.mails().len(), PEOPLE, "not before its time");
    until_all_went(&house).await;
    assert_eq!(
        inbox.mails().len(),
        2 * PEOPLE - 1,
        "who took part gets none"
    );
}
