//! Too many at once, and clients that are slow, broken or too large.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use prongsai::app::server::{Limits, Listening, serve};
use prongsai::rehearsal::Declined;
use prongsai::rehearsal::respondent::agent;
use serde_json::json;

use crate::support::{House, blocking, hand, staff_id};

/// All that the server answers to these bytes before it hangs up.
fn said_to(server: SocketAddr, bytes: &str) -> String {
    let mut line = TcpStream::connect(server).unwrap();
    line.set_read_timeout(Some(Duration::from_secs(30)))
        .unwrap();
    line.write_all(bytes.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A line that is cut is as good an end as one that is closed; one that stays open is none.
    match line.read_to_end(&mut answer) {
        Err(problem) if problem.kind() == std::io::ErrorKind::WouldBlock => panic!("{bytes}"),
        _ => String::from_utf8_lossy(&answer).into_owned(),
    }
}

fn limits(at_once: usize) -> Limits {
    Limits {
        at_once,
        // The server's own clock goes by half seconds.
        head: Duration::from_secs(2),
        body: Duration::from_millis(400),
        ..Limits::default()
    }
}

#[actix_web::test]
async fn a_crowd_is_asked_to_come_again_but_a_signed_ballot_is_always_taken() {
    let mut house = House::with(&[("D01", 6)]).await;
    let ballot = house
        .issue(&staff_id("D01", 0), hand::encode(&hand::best()))
        .await
        .unwrap();
    let second = |at_once: usize| {
        let listening = Listening {
            limits: limits(at_once),
            ..Listening::on(([127, 0, 0, 1], 0).into())
        };
        let serving = serve(house.app.respondent_desk(), house.app.console(), &listening).unwrap();
        let handle = serving.server.handle();
        actix_web::rt::spawn(serving.server);
        (serving.address, handle)
    };
    let (full, full_server) = second(0);
    let (free, free_server) = second(1);

    for path in ["/api/look", "/api/issue", "/office/sign-in", "/new-link"] {
        let url = format!("http://{full}{path}");
        let answer = blocking(move || agent().post(url).send_json(json!({})).unwrap()).await;
        assert_eq!(answer.status(), 503, "{path}");
        assert_eq!(answer.headers()["retry-after"], "5", "{path}");
        assert!(answer.headers().get("connection").is_none(), "{path}");
    }
    let head = "Host: localhost\r\nAccept: text/html\r\nConnection: close\r\n\r\n";
    let asked = format!("GET /office/sign-in HTTP/1.1\r\n{head}");
    let page = blocking(move || said_to(full, &asked)).await;
    assert!(
        page.starts_with("HTTP/1.1 503") && page.contains("<h1>"),
        "{page}"
    );
    // Nobody is asked whose page it is: the address says the language, or both are spoken.
    let (thai, english) = ("ขณะนี้มีผู้ใช้งานมาก", "Many people are using the system");
    for (path, lang, words) in [
        ("/new-link?lang=en", "en", [false, true]),
        ("/tablet?lang=th", "th", [true, false]),
        ("/office/hr", "th", [true, true]),
    ] {
        let asked = format!("GET {path} HTTP/1.1\r\n{head}");
        let page = blocking(move || said_to(full, &asked)).await;
        let said = [thai, english].map(|word| page.contains(&format!("<h1>{word}")));
        assert_eq!(said, words, "{path}: {page}");
        let page_lang = format!("<html lang=\"{lang}\">");
        assert!(page.contains(&page_lang), "{path}: {page}");
    }
    let asked = format!("GET /i HTTP/1.1\r\n{head}");
    let page = blocking(move || said_to(full, &asked)).await;
    assert!(page.starts_with("HTTP/1.1 200"), "{page}");
    let own = std::mem::replace(&mut house.base, format!("http://{full}"));
    house.cast(&staff_id("D01", 0), &ballot).await.unwrap();
    let declined = house.issue(&staff_id("D01", 1), vec![0; 64]).await;
    assert!(matches!(
        declined,
        Err(Declined::Answer { status: 503, .. })
    ));
    house.base = own;

    let begun = Instant::now();
    let to = |first: &str, more: &str| format!("{first} HTTP/1.1\r\nHost: localhost\r\n{more}");
    let form = "Content-Type: application/json\r\nContent-Length:";
    for (sent, wanted) in [
        ("nonsense\r\n\r\n".to_owned(), &["HTTP/1.1 400"][..]),
        (
            "GET /i HTTP/1.1\r\nHost: loc".to_owned(),
            &["HTTP/1.1 408", ""],
        ),
        (
            to("POST /api/cast", &format!("{form} 99999999\r\n\r\n")),
            &["HTTP/1.1 413"],
        ),
        (
            to("POST /api/look", &format!("{form} 100\r\n\r\n{{")),
            &["HTTP/1.1 408"],
        ),
        (
            to("POST /api/cast", &format!("{form} 100\r\n\r\n{{")),
            &["HTTP/1.1 408"],
        ),
    ] {
        let asked = sent.clone();
        let said = blocking(move || said_to(free, &asked)).await;
        let is_wanted =
            |start: &&str| said.starts_with(*start) && (!start.is_empty() || said.is_empty());
        assert!(wanted.iter().any(is_wanted), "{sent}: {said}");
    }
    assert!(begun.elapsed() < Duration::from_secs(20));
    // The one place that there is was not kept by anybody.
    let (url, body) = (
        format!("http://{free}/api/look"),
        json!({ "token": "A", "fp": "A" }),
    );
    let answer = blocking(move || agent().post(url).send_json(body).unwrap()).await;
    assert_eq!(answer.status(), 404);
    full_server.stop(false).await;
    free_server.stop(false).await;
}
