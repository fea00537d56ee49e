//! Requests that change something must come from a page of ours.
//!
//! Why headers and not a hidden field: browsers say themselves where a request comes from
//! (`Sec-Fetch-Site`, and `Origin` with every POST), no script can set these, and no form can be
//! forgotten. The cookie's `SameSite=Lax` is a second fence. A browser that sends neither header is
//! older than 2020 and is refused.

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{HOST, HeaderMap, ORIGIN};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage as _};

use super::Console;

/// Lets reading requests through, and others if a page of ours sent them.
pub async fn same_site_only(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if request.method().is_safe() || is_ours(request.headers()) {
        return Ok(next.call(request).await?.map_into_boxed_body());
    }
    drop(request.extensions_mut());
    let console = request.app_data::<Data<Console>>().cloned();
    let answer = console.map_or_else(
        || actix_web::HttpResponse::Forbidden().finish(),
        |console| console.refused_to_anybody(StatusCode::FORBIDDEN, "console.cross_site"),
    );
    Ok(request.into_response(answer))
}

fn is_ours(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let (origin, host) = (text(ORIGIN.as_str()), text(HOST.as_str()));
    let origin_host = origin
        .and_then(|origin| origin.split_once("://"))
        .map(|(_, host)| host);
    origin_host.is_some() && origin_host == host
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{HeaderName, HeaderValue};

    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                )
            })
            .collect()
    }

    #[test]
    fn only_our_own_pages_change_something() {
        let ours = [
            headers(&[("sec-fetch-site", "same-origin")]),
            headers(&[
                ("origin", "https://ita.example.go.th"),
                ("host", "ita.example.go.th"),
            ]),
            headers(&[
                ("origin", "http://127.0.0.1:8080"),
                ("host", "127.0.0.1:8080"),
            ]),
        ];
        let foreign = [
            headers(&[]),
            headers(&[("sec-fetch-site", "cross-site")]),
            headers(&[
                ("sec-fetch-site", "same-site"),
                ("origin", "https://a.go.th"),
                ("host", "a.go.th"),
            ]),
            headers(&[
                ("origin", "https://evil.example"),
                ("host", "ita.example.go.th"),
            ]),
            headers(&[("origin", "null"), ("host", "ita.example.go.th")]),
            headers(&[("host", "ita.example.go.th")]),
        ];
        assert!(ours.iter().all(is_ours));
        assert!(!foreign.iter().any(is_ours));
    }
}
