//! The whole URL map.

use actix_web::guard;
use actix_web::web::{self, ServiceConfig, post};
use actix_web::{FromRequest, Handler, Responder, Route};

use super::{api, pages, public_files};

/// Largest body that any request of a respondent has.
const LARGEST_BODY: usize = 8 * 1024;

/// Every route there is.
pub fn routes(config: &mut ServiceConfig) {
    config
        .app_data(
            web::JsonConfig::default()
                .limit(LARGEST_BODY)
                .error_handler(api::bad_json),
        )
        .route("/", read(pages::start))
        .route("/how", read(pages::how))
        .route("/privacy", read(pages::privacy))
        .route("/receipt", read(pages::receipt))
        .route("/i", read(pages::shell))
        .route("/health", read(pages::health))
        .route("/favicon.ico", read(public_files::icon))
        .route("/c/{digest}", read(public_files::content))
        .route("/s/{bundle}/{file}", read(public_files::script))
        .route("/m/{fingerprint}", read(public_files::manifest))
        .route("/b/{fingerprint}", read(public_files::board))
        .route("/api/look", post().to(api::look))
        .route("/api/issue", post().to(api::issue))
        .route("/api/cast", post().to(api::cast))
        .default_service(web::to(pages::not_found));
}

/// A route that is read: GET, and HEAD for those who look whether it is there.
fn read<F, Args>(handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    web::route()
        .guard(guard::Any(guard::Get()).or(guard::Head()))
        .to(handler)
}
