//! Files under their hashes, manifests and boards: public, the same for everybody.

use std::io::Write as _;

use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY,
};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::answers::{api_error, api_failure};
use crate::domain::encoding::{from_base32, unhex};
use crate::domain::wire::{Digest, Fingerprint};
use crate::service::respondent_desk::RespondentDesk;

/// What never changes may be kept by browsers for ever.
const FOR_EVER: (actix_web::http::header::HeaderName, &str) =
    (CACHE_CONTROL, "public, max-age=31536000, immutable");

/// The icon in the tab; browsers ask for it by themselves, whatever page they are on.
const ICON: &str = include_str!("../../assets/img/icon.svg");

/// Typed letters carry the first symbols of a fingerprint only: that many bytes.
const SHORT_FINGERPRINT: usize = 10;

/// A page or a style of a round.
pub async fn content(
    desk: Data<RespondentDesk>,
    digest: Path<String>,
    request: HttpRequest,
) -> HttpResponse {
    let found = digest_of(&digest).and_then(|digest| desk.files.content(&digest));
    match found {
        Some((bytes, kind)) => kept(&request, bytes, kind),
        None => api_error(&desk, StatusCode::NOT_FOUND, "no-such-file"),
    }
}

/// The icon.
pub async fn icon() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .insert_header((CONTENT_TYPE, "image/svg+xml"))
        .body(ICON)
}

/// A script of a bundle.
pub async fn script(
    desk: Data<RespondentDesk>,
    path: Path<(String, String)>,
    request: HttpRequest,
) -> HttpResponse {
    let (bundle, file) = path.into_inner();
    match digest_of(&bundle).and_then(|bundle| desk.files.script(&bundle, &file)) {
        Some(bytes) => kept(&request, bytes, "text/javascript; charset=utf-8"),
        None => api_error(&desk, StatusCode::NOT_FOUND, "no-such-file"),
    }
}

/// A manifest, by its fingerprint or the start of it that a letter prints.
pub async fn manifest(desk: Data<RespondentDesk>, fingerprint: Path<String>) -> HttpResponse {
    let whole = from_base32(&fingerprint, Fingerprint::LENGTH).ok();
    let found = match whole.and_then(|bytes| Fingerprint::try_from(bytes.as_slice()).ok()) {
        Some(fingerprint) => desk.files.manifest(&fingerprint),
        None => from_base32(&fingerprint, SHORT_FINGERPRINT)
            .ok()
            .and_then(|start| desk.files.manifest_beginning(&start)),
    };
    match found {
        Some(bytes) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "application/json"))
            .body(bytes),
        None => api_error(&desk, StatusCode::NOT_FOUND, "no-such-manifest"),
    }
}

/// The board of a poll, once it stands.
pub async fn board(desk: Data<RespondentDesk>, fingerprint: Path<String>) -> HttpResponse {
    let fingerprint = from_base32(&fingerprint, Fingerprint::LENGTH).ok();
    let Some(fingerprint) =
        fingerprint.and_then(|bytes| Fingerprint::try_from(bytes.as_slice()).ok())
    else {
        return api_error(&desk, StatusCode::NOT_FOUND, "no-such-manifest");
    };
    match desk.files.board(&fingerprint).await {
        Ok(Some(bytes)) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
            .body(bytes),
        Ok(None) => api_error(&desk, StatusCode::NOT_FOUND, "no-board-yet"),
        Err(refusal) => api_failure(&desk, &refusal),
    }
}

/// A file that browsers keep. It is loaded once, so it is worth more than the fastest compression,
/// which the server uses elsewhere: a page on a slow line is a third lighter.
fn kept(request: &HttpRequest, bytes: Vec<u8>, kind: &'static str) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header(FOR_EVER)
        .insert_header((CONTENT_TYPE, kind));
    match takes_gzip(request).then(|| gzip(&bytes)) {
        Some(Ok(smaller)) => answer
            .insert_header((CONTENT_ENCODING, "gzip"))
            .insert_header((VARY, "accept-encoding"))
            .body(smaller),
        _ => answer.body(bytes),
    }
}

fn takes_gzip(request: &HttpRequest) -> bool {
    let accepted = request.headers().get_all(ACCEPT_ENCODING);
    let mut codings = accepted
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(','));
    codings.any(|coding| coding.trim().eq_ignore_ascii_case("gzip"))
}

fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn digest_of(text: &str) -> Option<Digest> {
    Digest::try_from(unhex(text).ok()?.as_slice()).ok()
}
