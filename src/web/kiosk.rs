//! Pages of devices that agencies put up, and the worker that keeps them going without a network.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderValue};
use actix_web::web::{Data, Query};

use super::answers::api_error;
use super::headers::OF_KIOSK;
use super::pages::{Asked, asked_page, questionnaire};
use crate::service::respondent_desk::RespondentDesk;
use crate::view::kiosk;

/// What the worker may stand before. Its own address lies below.
const SCOPE: (&str, &str) = ("Service-Worker-Allowed", "/kiosk");

/// The page of devices: the same bytes for everybody.
pub async fn shell(desk: Data<RespondentDesk>) -> HttpResponse {
    let mut answer = questionnaire(&desk, kiosk::shell);
    let policy = HeaderValue::from_static(OF_KIOSK);
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    answer
}

/// The worker. Browsers know it by its address alone, so that it has none by content.
pub async fn worker(desk: Data<RespondentDesk>) -> HttpResponse {
    match desk.files.current().scripts.get("kiosk-worker.js") {
        Some(bytes) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/javascript; charset=utf-8"))
            .insert_header(SCOPE)
            .body(bytes.clone()),
        None => api_error(&desk, StatusCode::NOT_FOUND, "no-such-file"),
    }
}

/// Where to put a device, to print.
pub async fn advice(desk: Data<RespondentDesk>, asked: Query<Asked>) -> HttpResponse {
    asked_page(&desk, &asked, kiosk::advice)
}
