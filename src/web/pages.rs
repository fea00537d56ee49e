//! Pages for anybody: start, how, privacy, receipt, and the shell of the questionnaire.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, ContentType, HeaderMap, HeaderValue};
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, http::header::ACCEPT};
use maud::Markup;
use serde::Deserialize;

use super::answers::api_error;
use super::headers::OF_QUESTIONNAIRE;
use crate::domain::encoding::{base32, from_base32, hex};
use crate::domain::lang::Lang;
use crate::domain::wire::Fingerprint;
use crate::locale::Locale;
use crate::service::fit_to_serve::FitToServe;
use crate::service::respondent_desk::RespondentDesk;
use crate::view::public::{self, ErrorKind, PublicFacts};
use crate::view::respondent::{self, ShellFacts};
use crate::view::visitor;

/// Which language a page is asked in.
#[derive(Deserialize)]
pub struct Asked {
    lang: Option<String>,
}

/// The start page.
pub async fn start(desk: Data<RespondentDesk>, asked: Query<Asked>) -> HttpResponse {
    asked_page(&desk, &asked, public::start)
}

/// How it is possible that nobody can know.
pub async fn how(desk: Data<RespondentDesk>, asked: Query<Asked>) -> HttpResponse {
    asked_page(&desk, &asked, public::how)
}

/// The privacy notice.
pub async fn privacy(desk: Data<RespondentDesk>, asked: Query<Asked>) -> HttpResponse {
    asked_page(&desk, &asked, public::privacy)
}

/// Looking a receipt up, at home.
pub async fn receipt(desk: Data<RespondentDesk>, asked: Query<Asked>) -> HttpResponse {
    asked_page(&desk, &asked, public::receipt)
}

/// The page that personal links open: the same bytes for everybody.
pub async fn shell(desk: Data<RespondentDesk>) -> HttpResponse {
    let page = desk.files.shell(|| drawn(&desk, respondent::shell));
    as_questionnaire(page.to_owned())
}

/// The page for people with a slip: the same bytes for everybody.
pub async fn tickets_shell(desk: Data<RespondentDesk>) -> HttpResponse {
    questionnaire(&desk, |words, facts| visitor::shell(words, facts, None))
}

/// The page that a poster's QR opens: the same bytes for everybody who scans it.
pub async fn poster_shell(
    desk: Data<RespondentDesk>,
    request: HttpRequest,
    fingerprint: Path<String>,
) -> HttpResponse {
    let known = from_base32(&fingerprint, Fingerprint::LENGTH)
        .ok()
        .and_then(|bytes| Fingerprint::try_from(bytes.as_slice()).ok())
        .filter(|fingerprint| desk.tickets.manifest(fingerprint).is_some());
    let Some(known) = known else {
        return not_found(desk, request).await;
    };
    let poster = base32(known.bytes());
    questionnaire(&desk, |words, facts| {
        visitor::shell(words, facts, Some(&poster))
    })
}

pub(super) fn questionnaire(
    desk: &RespondentDesk,
    view: impl FnOnce([&Locale; 2], &ShellFacts) -> Markup,
) -> HttpResponse {
    as_questionnaire(drawn(desk, view))
}

fn drawn(desk: &RespondentDesk, view: impl FnOnce([&Locale; 2], &ShellFacts) -> Markup) -> String {
    let current = desk.files.current();
    let facts = ShellFacts {
        bundle: &hex(current.bundle.as_ref()),
        scripts: &current.digests,
        style: &current.page_style.digest,
    };
    view([&desk.thai, &desk.english], &facts).0
}

fn as_questionnaire(page: String) -> HttpResponse {
    let mut answer = html(StatusCode::OK, page);
    let policy = HeaderValue::from_static(OF_QUESTIONNAIRE);
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    answer
}

/// Says that the server runs.
pub async fn health() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({"status": "ok"}))
}

/// Says whether the server can do its work: yes or no, and nothing more to anybody.
pub async fn ready(fit: Data<FitToServe>) -> HttpResponse {
    if fit.is_fit().await {
        HttpResponse::Ok().json(serde_json::json!({"status": "ok"}))
    } else {
        HttpResponse::ServiceUnavailable().json(serde_json::json!({"status": "not ready"}))
    }
}

/// Too many at once: a word for a script, or a page.
pub fn busy(request: &HttpRequest, script: bool) -> HttpResponse {
    let Some(desk) = request.app_data::<Data<RespondentDesk>>() else {
        return HttpResponse::ServiceUnavailable().finish();
    };
    if script || !wants_html(request.headers()) {
        return api_error(desk, StatusCode::SERVICE_UNAVAILABLE, "busy");
    }
    let status = StatusCode::SERVICE_UNAVAILABLE;
    let kind = if request.method().is_safe() {
        ErrorKind::Busy
    } else {
        ErrorKind::Unheard
    };
    wrong(desk, request, (status, kind))
}

/// What was sent cannot be read: a word for a script, or a page.
pub fn unread(request: &HttpRequest, status: StatusCode) -> HttpResponse {
    let Some(desk) = request.app_data::<Data<RespondentDesk>>() else {
        return HttpResponse::new(status);
    };
    if !wants_html(request.headers()) {
        return api_error(desk, status, "malformed");
    }
    let kind = if status == StatusCode::PAYLOAD_TOO_LARGE {
        ErrorKind::TooLong
    } else {
        ErrorKind::Unread
    };
    wrong(desk, request, (status, kind))
}

/// There is nothing at this address.
pub async fn not_found(desk: Data<RespondentDesk>, request: HttpRequest) -> HttpResponse {
    if !wants_html(request.headers()) {
        return api_error(&desk, StatusCode::NOT_FOUND, "no-such-file");
    }
    let missing = (StatusCode::NOT_FOUND, ErrorKind::Missing);
    wrong(&desk, &request, missing)
}

/// What went wrong, in the language that the address names, and in both where it names none: whose the page is
/// stands in the database at most, which is not asked for this.
fn wrong(
    desk: &RespondentDesk,
    request: &HttpRequest,
    (status, kind): (StatusCode, ErrorKind),
) -> HttpResponse {
    let asked = Query::<Asked>::from_query(request.query_string()).ok();
    let spoken = match asked.and_then(|asked| asked.lang.as_deref()?.parse().ok()) {
        Some(Lang::Th) => (&desk.thai, None),
        Some(Lang::En) => (&desk.english, None),
        None => (&desk.thai, Some(&desk.english)),
    };
    page(desk, status, spoken.0, |words, facts| {
        public::error((words, spoken.1), facts, kind)
    })
}

/// A page of another file, in the language that was asked for.
pub fn page_in(
    desk: &RespondentDesk,
    asked: &Asked,
    status: StatusCode,
    view: fn(&Locale, &PublicFacts) -> Markup,
) -> HttpResponse {
    let english = asked.lang.as_deref() == Some("en");
    let locale = if english { &desk.english } else { &desk.thai };
    page(desk, status, locale, view)
}

pub(super) fn asked_page(
    desk: &RespondentDesk,
    asked: &Asked,
    view: fn(&Locale, &PublicFacts) -> Markup,
) -> HttpResponse {
    let locale = if asked.lang.as_deref() == Some("en") {
        &desk.english
    } else {
        &desk.thai
    };
    page(desk, StatusCode::OK, locale, view)
}

fn page(
    desk: &RespondentDesk,
    status: StatusCode,
    locale: &Locale,
    view: impl FnOnce(&Locale, &PublicFacts) -> Markup,
) -> HttpResponse {
    let current = desk.files.current();
    let (bundle, style) = (
        hex(current.bundle.as_ref()),
        hex(current.public_style.digest.as_ref()),
    );
    html(
        status,
        view(
            locale,
            &PublicFacts {
                bundle: &bundle,
                style: &style,
            },
        )
        .0,
    )
}

fn html(status: StatusCode, page: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type(ContentType::html())
        .body(page)
}

fn wants_html(headers: &HeaderMap) -> bool {
    headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"))
}
