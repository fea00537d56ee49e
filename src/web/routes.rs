//! The whole URL map.

use actix_web::web::{self, ServiceConfig, get, post};

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
        .route("/", get().to(pages::start))
        .route("/how", get().to(pages::how))
        .route("/privacy", get().to(pages::privacy))
        .route("/receipt", get().to(pages::receipt))
        .route("/i", get().to(pages::shell))
        .route("/health", get().to(pages::health))
        .route("/c/{digest}", get().to(public_files::content))
        .route("/s/{bundle}/{file}", get().to(public_files::script))
        .route("/m/{fingerprint}", get().to(public_files::manifest))
        .route("/b/{fingerprint}", get().to(public_files::board))
        .route("/api/look", post().to(api::look))
        .route("/api/issue", post().to(api::issue))
        .route("/api/cast", post().to(api::cast))
        .default_service(web::to(pages::not_found));
}
