//! Calls of visits with a ticket: what it is good for, a poster's start, a device's stock, the cast.
//! Each answer depends on the ticket or the poll alone.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use super::answers::{api_error, api_failure};
use super::console::Console;
use crate::domain::base64url;
use crate::domain::encoding::{base32, from_base32, unhex};
use crate::domain::ticket::Channel;
use crate::domain::wire::{Envelope, Fingerprint, PollId, Ticket};
use crate::service::respondent_desk::RespondentDesk;
use crate::service::tickets::poster::Start;
use crate::service::tickets::slot::{ArrivingTicketBallot, Outcome, Standing};

/// A ticket whose poll is looked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TicketRequest {
    ticket: String,
}

/// A ticket in a poll; without a ticket the poll alone.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookRequest {
    fp: String,
    channel: String,
    ticket: String,
}

/// Body of a cast: nothing that leads to a person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CastRequest {
    poll: String,
    envelope: String,
    ticket: String,
    channel: String,
    hasty: bool,
}

/// A poll whose poster was scanned.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PollRequest {
    fp: String,
}

/// A solved puzzle.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartRequest {
    fp: String,
    puzzle: String,
    solution: Vec<u32>,
}

/// A device that says what it keeps.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KioskRequest {
    secret: String,
}

/// A device that asks for tickets.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockRequest {
    secret: String,
    number: u32,
}

#[derive(Serialize)]
struct Fp {
    fp: String,
}

#[derive(Serialize)]
struct State {
    state: &'static str,
}

/// The poll that a typed slip is for. Reads only.
pub async fn poll_of_slip(desk: Data<RespondentDesk>, body: Json<TicketRequest>) -> HttpResponse {
    let Some(ticket) = ticket(&body.ticket) else {
        return api_error(&desk, StatusCode::NOT_FOUND, "unknown-ticket");
    };
    match desk.tickets.poll_of_slip(&ticket).await {
        Ok(Some(fp)) => HttpResponse::Ok().json(Fp {
            fp: base32(fp.bytes()),
        }),
        Ok(None) => api_error(&desk, StatusCode::NOT_FOUND, "unknown-ticket"),
        Err(refusal) => api_failure(&desk, &refusal),
    }
}

/// What a ticket is good for. Reads only.
pub async fn look(desk: Data<RespondentDesk>, body: Json<LookRequest>) -> HttpResponse {
    let (Some(fp), Ok(channel)) = (fingerprint(&body.fp), body.channel.parse::<Channel>()) else {
        return api_error(&desk, StatusCode::BAD_REQUEST, "malformed");
    };
    let standing = if body.ticket.is_empty() {
        desk.tickets.poll_standing(&fp).await
    } else {
        match ticket(&body.ticket) {
            Some(ticket) => desk.tickets.standing(&fp, channel, &ticket).await,
            None => Ok(Standing::Unknown),
        }
    };
    let state = match standing {
        Ok(Standing::Good) => "good",
        Ok(Standing::Spent) => "spent",
        Ok(Standing::Unknown) => "unknown-ticket",
        Ok(Standing::Closed) => "closed",
        Err(refusal) => return api_failure(&desk, &refusal),
    };
    HttpResponse::Ok().json(State { state })
}

/// Spends a ticket and takes the sealed ballot.
pub async fn cast(desk: Data<RespondentDesk>, body: Json<CastRequest>) -> HttpResponse {
    let Some(ballot) = arriving(&body) else {
        return api_error(&desk, StatusCode::BAD_REQUEST, "malformed");
    };
    match desk.tickets.cast(ballot).await {
        Ok(Outcome::InUrn) => HttpResponse::Ok().json(serde_json::json!({})),
        Ok(Outcome::NoTicket) => api_error(&desk, StatusCode::CONFLICT, "no-ticket"),
        Ok(Outcome::Closed) => api_error(&desk, StatusCode::GONE, "closed"),
        Ok(Outcome::Invalid) => api_error(&desk, StatusCode::BAD_REQUEST, "invalid-ballot"),
        Err(refusal) => api_failure(&desk, &refusal),
    }
}

/// A puzzle for a visit that a poster begins.
pub async fn puzzle(desk: Data<RespondentDesk>, body: Json<PollRequest>) -> HttpResponse {
    let Some(fp) = fingerprint(&body.fp) else {
        return api_error(&desk, StatusCode::BAD_REQUEST, "malformed");
    };
    match desk.posters.puzzle(&fp) {
        Ok(Some(puzzle)) => HttpResponse::Ok().json(serde_json::json!({
            "puzzle": puzzle.text, "parts": puzzle.parts, "bits": puzzle.bits,
        })),
        Ok(None) => api_error(&desk, StatusCode::NOT_FOUND, "no-such-manifest"),
        Err(refusal) => api_failure(&desk, &refusal),
    }
}

/// A ticket for a visit whose puzzle is solved.
pub async fn start(
    desk: Data<RespondentDesk>,
    console: Data<Console>,
    request: HttpRequest,
    body: Json<StartRequest>,
) -> HttpResponse {
    let Some(fp) = fingerprint(&body.fp) else {
        return api_error(&desk, StatusCode::BAD_REQUEST, "malformed");
    };
    let place = console.origin(&request);
    let started = desk
        .posters
        .start(&fp, &body.puzzle, &body.solution, &place)
        .await;
    match started {
        Ok(Start::Ticket(ticket)) => {
            HttpResponse::Ok().json(serde_json::json!({ "ticket": base32(ticket.bytes()) }))
        }
        Ok(Start::Unknown) => api_error(&desk, StatusCode::NOT_FOUND, "no-such-manifest"),
        Ok(Start::Unsolved) => api_error(&desk, StatusCode::BAD_REQUEST, "malformed"),
        Ok(Start::Full) => api_error(&desk, StatusCode::FORBIDDEN, "full"),
        Ok(Start::Closed) => api_error(&desk, StatusCode::GONE, "closed"),
        Err(refusal) => api_failure(&desk, &refusal),
    }
}

/// What a device serves.
pub async fn kiosk_look(desk: Data<RespondentDesk>, body: Json<KioskRequest>) -> HttpResponse {
    match desk.kiosks.look(&body.secret).await {
        Ok(Some(seen)) => HttpResponse::Ok().json(serde_json::json!({
            "name": seen.name, "fp": base32(seen.fingerprint.bytes()), "exit": seen.exit, "open": seen.open,
        })),
        Ok(None) => api_error(&desk, StatusCode::FORBIDDEN, "revoked"),
        Err(refusal) => api_failure(&desk, &refusal),
    }
}

/// A stock of tickets for a device.
pub async fn kiosk_stock(desk: Data<RespondentDesk>, body: Json<StockRequest>) -> HttpResponse {
    match desk.kiosks.stock(&body.secret, body.number).await {
        Ok(Some(tickets)) => {
            let tickets: Vec<String> = tickets
                .iter()
                .map(|ticket| base32(ticket.bytes()))
                .collect();
            HttpResponse::Ok().json(serde_json::json!({ "tickets": tickets }))
        }
        Ok(None) => api_error(&desk, StatusCode::FORBIDDEN, "revoked"),
        Err(refusal) => api_failure(&desk, &refusal),
    }
}

fn ticket(text: &str) -> Option<Ticket> {
    Ticket::try_from(from_base32(text, Ticket::LENGTH).ok()?.as_slice()).ok()
}

fn fingerprint(text: &str) -> Option<Fingerprint> {
    Fingerprint::try_from(from_base32(text, Fingerprint::LENGTH).ok()?.as_slice()).ok()
}

fn arriving(body: &CastRequest) -> Option<ArrivingTicketBallot> {
    Some(ArrivingTicketBallot {
        poll: PollId::try_from(unhex(&body.poll).ok()?.as_slice()).ok()?,
        envelope: Envelope::new(base64url::decode(&body.envelope).ok()?),
        ticket: ticket(&body.ticket)?,
        channel: body.channel.parse().ok()?,
        hasty: body.hasty,
    })
}
