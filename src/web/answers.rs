//! Answers that handlers share: JSON errors `{code, message}`, and failures with an operation id.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, RETRY_AFTER};
use serde::Serialize;

use crate::service::Refusal;
use crate::service::respondent_desk::RespondentDesk;

#[derive(Serialize)]
struct ApiError<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    day: Option<String>,
}

/// An error that a script understands by its code and a person by its message.
pub fn api_error(desk: &RespondentDesk, status: StatusCode, code: &str) -> HttpResponse {
    api_error_on(desk, status, code, None)
}

/// An error that names a day.
pub fn api_error_on(
    desk: &RespondentDesk,
    status: StatusCode,
    code: &str,
    day: Option<String>,
) -> HttpResponse {
    let key = format!("api.{code}");
    HttpResponse::build(status).json(ApiError {
        code,
        message: desk.thai.say(&key),
        day,
    })
}

/// Seconds after which those for whom nothing could be saved may come again: somebody has to make room.
pub const NO_WRITING_AGAIN: &str = "30";

/// A failure of ours: logged once with an operation id, shown as nothing but that id. Where nothing can
/// be saved for a while, that is said, and nobody has to report it.
pub fn api_failure(desk: &RespondentDesk, refusal: &Refusal) -> HttpResponse {
    let operation = note_failure(desk, refusal);
    if refusal.is_no_writing() {
        let mut answer = api_error(desk, StatusCode::SERVICE_UNAVAILABLE, "no-writing");
        let again = HeaderValue::from_static(NO_WRITING_AGAIN);
        answer.headers_mut().insert(RETRY_AFTER, again);
        return answer;
    }
    HttpResponse::ServiceUnavailable()
        .insert_header((RETRY_AFTER, "5"))
        .json(ApiError {
            code: "failure",
            message: &desk.thai.fill("api.failure", &[("operation", &operation)]),
            day: None,
        })
}

/// Logs what failed under an operation id, without any value of the request.
pub fn note_failure(desk: &RespondentDesk, refusal: &Refusal) -> String {
    let operation = desk.operation_id();
    tracing::error!(operation, cause = %refusal, "an act failed");
    operation
}
