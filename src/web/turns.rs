//! How many requests are worked on at once, and how long a body may take to arrive.
//!
//! # Why a cast is never turned away
//! Who casts has signed already: the right is used up, and the ballot lies only in that browser. Who is turned
//! away before signing has lost nothing and comes back by itself.
//!
//! Why bodies are read first: else a handful of clients that send a byte a second would hold all places. And who
//! is turned away with their body unread loses the connection, and would come back with a new one, which costs
//! more than the answer.
//!
//! Why the answer waits a moment: those who ask again without a pause would else take the time of those who are
//! served, and of the casts.

use std::io;
use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::dev::{Payload, ServiceRequest, ServiceResponse};
use actix_web::error::PayloadError;
use actix_web::http::header::{ALLOW, CONNECTION, CONTENT_LENGTH, HeaderValue, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::{BytesMut, Data};
use actix_web::{Error, HttpMessage as _};
use futures_util::StreamExt as _;
use futures_util::stream::unfold;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep, timeout_at};

use super::pages::{busy, unread};

/// Beginnings of the paths on which staff and the public wait for their turn. Not the casts, and not pages
/// and files, which cost next to nothing.
const IN_TURN: [&str; 7] = [
    "/api/look",
    "/api/issue",
    "/api/ticket/",
    "/api/poster/",
    "/api/kiosk/",
    "/tablet",
    "/new-link",
];
/// The same of the office and of programs that read published figures, which have places of their own.
const OFFICE: [&str; 2] = ["/office", "/api/v1"];
/// How long it takes to say that there are too many.
const MOMENT: Duration = Duration::from_millis(250);
/// Seconds after which those who are turned away may come again; the page spreads them out.
const COME_AGAIN: &str = "5";
/// Longest body that is read before its turn: what the longest form may have.
const FORM: usize = 16 * 1024;
/// How much longer than a form a file may take.
const FILE: u32 = 10;

/// The places there are.
pub struct Turns {
    respondents: Semaphore,
    office: Semaphore,
    body: Duration,
}

impl Turns {
    /// So many at once for those who answer, and as many for the office; a form has `body` to arrive.
    pub fn new(at_once: usize, body: Duration) -> Self {
        Self {
            respondents: Semaphore::new(at_once),
            office: Semaphore::new(at_once),
            body,
        }
    }

    fn places(&self, path: &str) -> Option<&Semaphore> {
        let begins = |starts: &[&str]| starts.iter().any(|start| path.starts_with(start));
        if begins(&IN_TURN) {
            Some(&self.respondents)
        } else {
            begins(&OFFICE).then_some(&self.office)
        }
    }
}

/// Answers that there are too many, or waits for the body and passes on.
pub async fn in_turn(
    turns: Data<Turns>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.method() == Method::CONNECT {
        return Ok(no_tunnel(request).map_into_right_body());
    }
    let path = request.match_info().as_str().to_owned();
    let places = turns.places(&path);
    let is_full = places.is_some_and(|places| places.available_permits() == 0);
    if is_full && is_read_later(&request) {
        return Ok(turned_away(request, &path).await.map_into_right_body());
    }
    if wait_for_body(&mut request, turns.body).await.is_err() {
        let mut late = unread(request.request(), StatusCode::REQUEST_TIMEOUT);
        let close = HeaderValue::from_static("close");
        late.headers_mut().insert(CONNECTION, close);
        return Ok(request.into_response(late).map_into_right_body());
    }
    let place = places.map(Semaphore::try_acquire);
    if let Some(Err(_)) = place {
        return Ok(turned_away(request, &path).await.map_into_right_body());
    }
    let response = next.call(request).await;
    drop(place);
    Ok(response?.map_into_left_body())
}

/// A tunnel would have a body without an end, which would be waited for.
fn no_tunnel(request: ServiceRequest) -> ServiceResponse {
    let mut answer = unread(request.request(), StatusCode::METHOD_NOT_ALLOWED);
    let headers = answer.headers_mut();
    headers.insert(ALLOW, HeaderValue::from_static("GET, HEAD, POST"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    request.into_response(answer)
}

async fn turned_away(request: ServiceRequest, path: &str) -> ServiceResponse {
    sleep(MOMENT).await;
    let mut answer = busy(request.request(), path.starts_with("/api/"));
    let again = HeaderValue::from_static(COME_AGAIN);
    answer.headers_mut().insert(RETRY_AFTER, again);
    request.into_response(answer)
}

/// Reads a form or message; a file is read by its handler, but not for ever.
async fn wait_for_body(request: &mut ServiceRequest, body: Duration) -> Result<(), PayloadError> {
    // What asks for another protocol would have a body without an end; it is answered in this one.
    if request.method().is_safe() {
        return Ok(());
    }
    let payload = request.take_payload();
    if matches!(payload, Payload::None) {
        return Ok(());
    }
    let time = if is_file(request) { body * FILE } else { body };
    let mut arriving = in_time(payload, time);
    if is_read_later(request) {
        request.set_payload(arriving);
        return Ok(());
    }
    let mut read = BytesMut::new();
    while read.len() <= FORM {
        match arriving.next().await {
            Some(part) => read.extend_from_slice(&part?),
            None => break,
        }
    }
    // What is longer without having said so is refused for it too.
    request.set_payload(Payload::from(read.freeze()));
    Ok(())
}

fn is_file(request: &ServiceRequest) -> bool {
    request.content_type() == "multipart/form-data"
}

/// Whether its handler reads it. What says that it is too long is refused for that there, unread.
fn is_read_later(request: &ServiceRequest) -> bool {
    is_file(request) || said_length(request) > FORM
}

fn said_length(request: &ServiceRequest) -> usize {
    let said = request.headers().get(CONTENT_LENGTH);
    let said = said.and_then(|length| length.to_str().ok()?.parse().ok());
    said.unwrap_or_default()
}

/// The same body, which fails if it is not there in time.
fn in_time(payload: Payload, time: Duration) -> Payload {
    let until = Instant::now() + time;
    let parts = unfold(Some(payload), move |payload| async move {
        let mut payload = payload?;
        match timeout_at(until, payload.next()).await {
            Ok(part) => part.map(|part| (part, Some(payload))),
            Err(_) => Some((Err(late()), None)),
        }
    });
    Payload::Stream {
        // Readers of files ask once more after the end.
        payload: Box::pin(parts.fuse()),
    }
}

fn late() -> PayloadError {
    PayloadError::Io(io::ErrorKind::TimedOut.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cast_needs_no_turn_and_a_look_does() {
        let turns = Turns::new(2, Duration::from_secs(1));
        let free = |path: &str| turns.places(path).map(Semaphore::available_permits);
        for path in [
            "/api/cast",
            "/api/cast-ticket",
            "/e/plain/page",
            "/i",
            "/ready",
        ] {
            assert_eq!(free(path), None, "{path}");
        }
        let first = turns.respondents.try_acquire();
        assert_eq!(free("/api/look"), Some(1));
        let second = turns.respondents.try_acquire();
        assert_eq!(free("/api/issue"), Some(0));
        assert_eq!(free("/office/sign-in"), Some(2));
        drop((first, second));
        assert_eq!(free("/api/poster/puzzle"), Some(2));
    }
}
