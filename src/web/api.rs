//! The respondent's three calls: look, issue, cast.

use actix_web::error::JsonPayloadError;
use actix_web::http::StatusCode;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};

use super::answers::{api_error, api_error_on, api_failure};
use crate::domain::base64url;
use crate::domain::calendar::thai_rfc3339;
use crate::domain::encoding::{from_base32, unhex};
use crate::domain::wire::{Envelope, Fingerprint, PollId, Random32, RsaBlock, Token};
use crate::service::cast::{ArrivingBallot, Outcome as CastOutcome};
use crate::service::issue::{ACKNOWLEDGEMENT, Outcome as IssueOutcome};
use crate::service::look::{Seen, Standpoint};
use crate::service::respondent_desk::RespondentDesk;

/// Body of a look.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookRequest {
    token: String,
    fp: String,
}

/// Body of an issue.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssueRequest {
    token: String,
    fp: String,
    blinded: String,
    acknowledgement: String,
}

/// Body of a cast: nothing that leads to a person.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CastRequest {
    poll: String,
    envelope: String,
    random: String,
    signature: String,
}

#[derive(Serialize)]
struct LookAnswer {
    state: &'static str,
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    position: String,
    agency: String,
    round: String,
    closes: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
    contact: String,
}

#[derive(Serialize)]
struct IssueAnswer {
    signature: String,
    name: String,
    position: String,
    agency: String,
    day: String,
}

/// What a link leads to. Reads only.
pub async fn look(desk: Data<RespondentDesk>, body: Json<LookRequest>) -> HttpResponse {
    let Some((token, fp)) = link(&body.token, &body.fp) else {
        return unknown_link(&desk);
    };
    match desk.look.look(&token, &fp).await {
        Ok(Some(seen)) => HttpResponse::Ok().json(look_answer(seen)),
        Ok(None) => unknown_link(&desk),
        Err(refusal) => api_failure(&desk, &refusal),
    }
}

/// Records the acknowledgement and signs the blinded message.
pub async fn issue(desk: Data<RespondentDesk>, body: Json<IssueRequest>) -> HttpResponse {
    let Some((token, fp)) = link(&body.token, &body.fp) else {
        return unknown_link(&desk);
    };
    let blinded = fixed::<RsaBlock>(&body.blinded);
    let (Some(blinded), true) = (blinded, body.acknowledgement == ACKNOWLEDGEMENT) else {
        return api_error(&desk, StatusCode::BAD_REQUEST, "malformed");
    };
    match desk.issue.issue(&token, &fp, &blinded).await {
        Ok(IssueOutcome::Signed(signature, who)) => HttpResponse::Ok().json(IssueAnswer {
            signature: base64url::encode(signature.bytes()),
            name: who.name,
            position: who.position,
            agency: who.agency,
            day: who.day.to_string(),
        }),
        Ok(IssueOutcome::AlreadyAcknowledged(day)) => api_error_on(
            &desk,
            StatusCode::CONFLICT,
            "already-acknowledged",
            Some(day.to_string()),
        ),
        Ok(IssueOutcome::Refused) => match desk.look.look(&token, &fp).await {
            Ok(Some(seen)) => refused(&desk, seen.standpoint),
            Ok(None) => unknown_link(&desk),
            Err(refusal) => api_failure(&desk, &refusal),
        },
        Err(refusal) => api_failure(&desk, &refusal),
    }
}

/// Takes a sealed ballot.
pub async fn cast(desk: Data<RespondentDesk>, body: Json<CastRequest>) -> HttpResponse {
    let Some(ballot) = arriving(&body) else {
        return api_error(&desk, StatusCode::BAD_REQUEST, "malformed");
    };
    match desk.cast.cast(ballot).await {
        Ok(CastOutcome::InUrn) => HttpResponse::Ok().json(serde_json::json!({})),
        Ok(CastOutcome::Closed) => api_error(&desk, StatusCode::GONE, "closed"),
        Ok(CastOutcome::Invalid) => api_error(&desk, StatusCode::BAD_REQUEST, "invalid-ballot"),
        Err(refusal) => api_failure(&desk, &refusal),
    }
}

/// A body that is no JSON of the wanted form.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the framework hands the error over"
)]
pub fn bad_json(error: JsonPayloadError, request: &HttpRequest) -> actix_web::Error {
    let status = match error {
        JsonPayloadError::OverflowKnownLength { .. } | JsonPayloadError::Overflow { .. } => {
            StatusCode::PAYLOAD_TOO_LARGE
        }
        _ => StatusCode::BAD_REQUEST,
    };
    let response = match request.app_data::<Data<RespondentDesk>>() {
        Some(desk) => api_error(desk, status, "malformed"),
        None => HttpResponse::new(status),
    };
    actix_web::error::InternalError::from_response("malformed body", response).into()
}

fn refused(desk: &RespondentDesk, standpoint: Standpoint) -> HttpResponse {
    match standpoint {
        Standpoint::Invited => api_error(desk, StatusCode::BAD_REQUEST, "malformed"),
        Standpoint::Closed | Standpoint::Cancelled | Standpoint::Acknowledged(_) => {
            api_error(desk, StatusCode::GONE, standpoint.code())
        }
        Standpoint::Replaced | Standpoint::Removed | Standpoint::Exempt | Standpoint::NotOpen => {
            api_error(desk, StatusCode::FORBIDDEN, standpoint.code())
        }
    }
}

fn look_answer(seen: Seen) -> LookAnswer {
    let day = match seen.standpoint {
        Standpoint::Acknowledged(day) => Some(day.to_string()),
        _ => None,
    };
    LookAnswer {
        state: seen.standpoint.code(),
        name: seen.name,
        position: seen.position,
        contact: seen.agency.contact.line(),
        agency: seen.agency.name,
        round: seen.round,
        closes: thai_rfc3339(seen.closes_at),
        day,
    }
}

fn unknown_link(desk: &RespondentDesk) -> HttpResponse {
    api_error(desk, StatusCode::NOT_FOUND, "unknown-link")
}

fn link(token: &str, fp: &str) -> Option<(Token, Fingerprint)> {
    let token = Token::try_from(from_base32(token, Token::LENGTH).ok()?.as_slice()).ok()?;
    let fp = Fingerprint::try_from(from_base32(fp, Fingerprint::LENGTH).ok()?.as_slice()).ok()?;
    Some((token, fp))
}

fn fixed<T: for<'a> TryFrom<&'a [u8]>>(text: &str) -> Option<T> {
    T::try_from(&base64url::decode(text).ok()?).ok()
}

fn arriving(body: &CastRequest) -> Option<ArrivingBallot> {
    Some(ArrivingBallot {
        poll: PollId::try_from(unhex(&body.poll).ok()?.as_slice()).ok()?,
        envelope: Envelope::new(base64url::decode(&body.envelope).ok()?),
        random32: fixed::<Random32>(&body.random)?,
        signature: fixed::<RsaBlock>(&body.signature)?,
    })
}
