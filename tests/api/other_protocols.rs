//! Requests that ask for another protocol or another way: refused or answered as if they had not asked, in full, and
//! nothing that came with them is written down.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::House;
use crate::support::process::{Server, free_address};

/// Stands in a header, the path, the address and the body of each request.
const SECRET: &str = "7kq3secretvx9";
/// Where the client says it comes from.
const ADDRESS: &str = "203.0.113.77";

/// All that is answered before the server hangs up.
fn said_to(server: &str, request: &str) -> String {
    let mut line = TcpStream::connect(server).unwrap();
    let patience = Some(Duration::from_secs(30));
    line.set_read_timeout(patience).unwrap();
    line.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    match line.read_to_end(&mut answer) {
        Err(problem) if problem.kind() == std::io::ErrorKind::WouldBlock => {
            panic!("kept open: {request}")
        }
        _ => String::from_utf8_lossy(&answer).into_owned(),
    }
}

/// A request with this first line and these headers, and a body.
fn asking(first: &str, headers: &str) -> String {
    format!(
        "{first} HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: {ADDRESS}\r\nUser-Agent: {SECRET}\r\n\
         {headers}Content-Length: {}\r\n\r\n{SECRET}",
        SECRET.len()
    )
}

#[actix_web::test]
async fn who_asks_for_another_protocol_or_way_is_answered_in_full_and_not_written_down() {
    let house = House::in_real_time(&[("D01", 6)]).await;
    let server = Server::start(&house.data(), &free_address());
    let started = server.said().len();
    let h2c = "Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n";
    let socket = "Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
                  Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    let close = "Connection: close\r\n";
    let elsewhere = format!("CONNECT {SECRET}.example:443");
    let (trace, connect) = ("TRACE /i".to_owned(), "CONNECT /i".to_owned());
    let page = "GET /i".to_owned();
    let asked = [
        (&page, h2c, true),
        (&page, socket, true),
        (&trace, close, false),
        (&connect, close, false),
        (&elsewhere, close, false),
    ];
    for (first, headers, served) in asked {
        let answer = said_to(&server.address, &asking(first, headers));
        let (head, body) = answer.split_once("\r\n\r\n").expect(first);
        let status: u16 = head.split(' ').nth(1).unwrap().parse().unwrap();
        let fits = if served {
            status == 200
        } else {
            (400..500).contains(&status)
        };
        assert!(fits, "{first} {headers}: {head}");
        assert!(!head.to_lowercase().contains("upgrade:"), "{first}: {head}");
        for told in [SECRET, ADDRESS] {
            assert!(
                !answer.contains(told),
                "{first} says {told}: {head}\n\n{body}"
            );
        }
    }
    // A tunnel says no length: nothing of it is waited for.
    for to in ["/i", &format!("{SECRET}.example:443")] {
        let tunnel = format!(
            "CONNECT {to} HTTP/1.1\r\nHost: localhost\r\nUser-Agent: {SECRET}\r\n\r\n{SECRET}"
        );
        let answer = said_to(&server.address, &tunnel);
        assert!(answer.starts_with("HTTP/1.1 405"), "{answer}");
        assert!(!answer.contains(SECRET), "{answer}");
    }
    let log = server.kill();
    // Before them stands the address that it listens on.
    let log = &log[started..];
    assert!(log.contains("/i"), "nothing is logged: {log}");
    for told in [SECRET, ADDRESS, "127.0.0.1", "h2c", "websocket"] {
        assert!(!log.contains(told), "the log tells {told}: {log}");
    }
}
