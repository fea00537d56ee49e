//! Published figures for programs: read-only, a token an agency, nothing before publication.

use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;

use super::console::Console;
use crate::domain::agency::Agency;
use crate::domain::lang::Lang;
use crate::domain::round::{Round, RoundState};
use crate::service::figures::{Gallery, Opened};
use crate::service::publish::PublishedAgency;
use crate::service::refusal::Refusal;

/// The description of this interface.
const OPENAPI: &str = include_str!("../../assets/api/openapi.json");

#[derive(Serialize)]
struct ErrorBody<'a> {
    code: &'a str,
    message: &'a str,
}

#[derive(Serialize)]
struct RoundBody {
    code: String,
    fiscal_year: u16,
    number: u16,
    framework: String,
    instrument: String,
}

#[derive(Serialize)]
struct RoundsBody {
    agency: String,
    rounds: Vec<RoundBody>,
}

#[derive(Serialize)]
struct FiguresBody {
    round: RoundBody,
    figures: PublishedAgency,
}

fn round_body(round: Round) -> RoundBody {
    RoundBody {
        code: round.code,
        fiscal_year: round.terms.fiscal_year,
        number: round.terms.number,
        framework: round.terms.framework,
        instrument: round.terms.instrument,
    }
}

/// The description, for everybody.
pub async fn openapi() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("application/json")
        .body(OPENAPI)
}

/// Published rounds.
pub async fn rounds(console: Data<Console>, request: HttpRequest) -> HttpResponse {
    let (agency, gallery) = match admitted(&console, &request).await {
        Ok(admitted) => admitted,
        Err(answer) => return answer,
    };
    match gallery.rounds().await {
        Ok(rounds) => {
            let published = rounds
                .into_iter()
                .filter(|round| round.state == RoundState::Published);
            HttpResponse::Ok().json(RoundsBody {
                agency: agency.code,
                rounds: published.map(round_body).collect(),
            })
        }
        Err(refusal) => failed(&console, &refusal),
    }
}

/// Figures of the token's agency in a round.
pub async fn figures(
    console: Data<Console>,
    request: HttpRequest,
    round: Path<String>,
) -> HttpResponse {
    let (agency, gallery) = match admitted(&console, &request).await {
        Ok(admitted) => admitted,
        Err(answer) => return answer,
    };

    match gallery.agency(&round, &agency.code).await {
        Ok(Some(Opened::Hangs(sheet))) => HttpResponse::Ok().json(FiguresBody {
            round: round_body(sheet.round),
            figures: sheet.published,
        }),
        Ok(Some(Opened::NotYet(_))) => refused(&console, StatusCode::CONFLICT, "not-published"),
        Ok(None) => refused(&console, StatusCode::NOT_FOUND, "unknown-round"),
        Err(refusal) => failed(&console, &refusal),
    }
}

/// Whose token was sent.
async fn admitted(
    console: &Console,
    request: &HttpRequest,
) -> Result<(Agency, Gallery), HttpResponse> {
    let header = request.headers().get(AUTHORIZATION);
    let text = header
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let token = text.strip_prefix("Bearer ").unwrap_or_default();
    match console.front.gallery_of_token(token).await {
        Ok(Some(found)) => Ok(found),
        Ok(None) => {
            let mut answer = refused(console, StatusCode::UNAUTHORIZED, "unknown-token");
            let scheme = actix_web::http::header::HeaderValue::from_static("Bearer");
            answer.headers_mut().insert(WWW_AUTHENTICATE, scheme);
            Err(answer)
        }
        Err(refusal) => Err(failed(console, &refusal)),
    }
}

fn refused(console: &Console, status: StatusCode, code: &str) -> HttpResponse {
    let key = match code {
        "not-published" => "figures.api_not_published",
        "unknown-round" => "figures.api_unknown_round",
        "unknown-token" => "figures.api_unknown_token",
        _ => "figures.api_failed",
    };
    let message = console.words(Lang::En).say(key);
    HttpResponse::build(status).json(ErrorBody { code, message })
}

/// Something of ours failed: logged under an operation id, told as nothing but a failure.
fn failed(console: &Console, refusal: &Refusal) -> HttpResponse {
    let operation = console.front.operation_id();
    tracing::error!(operation, cause = %refusal, "published figures could not be read");
    refused(console, StatusCode::SERVICE_UNAVAILABLE, "failed")
}
