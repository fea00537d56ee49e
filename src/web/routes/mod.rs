//! The whole URL map: respondents and anybody here, the office below, one file a role.

mod office;

use actix_web::guard;
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig, post};
use actix_web::{FromRequest, Handler, Responder, Route};

use super::{api, kiosk, new_link, pages, plain, public_files, published_api, tablet, ticket_api};
use crate::web::console::cross_site::same_site_only;
use crate::web::console::malformed::nothing_malformed;

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
        // First those that everybody comes by on the last evening: routes are tried one by one.
        .route("/i", read(pages::shell))
        .route("/api/look", write(api::look))
        .route("/api/issue", write(api::issue))
        .route("/api/cast", write(api::cast))
        .route("/api/cast-ticket", write(ticket_api::cast))
        .route("/", read(pages::start))
        .route("/how", read(pages::how))
        .route("/privacy", read(pages::privacy))
        .route("/receipt", read(pages::receipt))
        .route("/e", read(pages::tickets_shell))
        .route("/e/plain/slip", write(plain::slip))
        .route("/e/plain/poster", write(plain::poster))
        .route("/e/plain/page", write(plain::page))
        .route("/e/{fingerprint}", read(pages::poster_shell))
        .route("/health", read(pages::health))
        .route("/ready", read(pages::ready))
        .route("/favicon.ico", read(public_files::icon))
        .route("/c/{digest}", read(public_files::content))
        .route("/s/{bundle}/{file}", read(public_files::script))
        .route("/m/{fingerprint}", read(public_files::manifest))
        .route("/b/{fingerprint}", read(public_files::board))
        .route("/api/ticket/poll", write(ticket_api::poll_of_slip))
        .route("/api/ticket/look", write(ticket_api::look))
        .route("/api/poster/puzzle", write(ticket_api::puzzle))
        .route("/api/poster/start", write(ticket_api::start))
        .route("/api/v1/openapi.json", read(published_api::openapi))
        .route("/api/v1/rounds", read(published_api::rounds))
        .route(
            "/api/v1/rounds/{round}/figures",
            read(published_api::figures),
        )
        .route("/new-link", read(new_link::form))
        .route("/new-link", write(new_link::send))
        .configure(kiosks)
        .service(
            web::scope("/tablet")
                .wrap(from_fn(same_site_only))
                .route("", read(tablet::page))
                .route("/join", write(tablet::join))
                .route("/people", write(tablet::people))
                .route("/begin", write(tablet::begin))
                .route("/exit", write(tablet::exit)),
        )
        .service(
            web::scope("/office")
                .wrap(from_fn(nothing_malformed))
                .wrap(from_fn(same_site_only))
                .configure(office::routes),
        )
        .default_service(web::to(pages::not_found));
}

/// Devices that agencies put up for the people they serve.
fn kiosks(config: &mut ServiceConfig) {
    config
        .route("/kiosk", read(kiosk::shell))
        .route("/kiosk/worker.js", read(kiosk::worker))
        .route("/kiosk/advice", read(kiosk::advice))
        .route("/api/kiosk/look", write(ticket_api::kiosk_look))
        .route("/api/kiosk/tickets", write(ticket_api::kiosk_stock));
}

/// A route that changes something: POST.
fn write<F, Args>(handler: F) -> Route
where
    F: Handler<Args>,
    Args: FromRequest + 'static,
    F::Output: Responder + 'static,
{
    post().to(handler)
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
