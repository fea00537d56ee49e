//! Addresses of the office, below `/office`: what everybody has, and one file a role.

mod admin;
mod assess;
mod audit;
mod executive;
mod hr;

use actix_web::web::{self, ServiceConfig};

use super::{read, write};
use crate::web::console::{home, seat, sign_in};

/// Every route of the office.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("", read(home::home))
        .route("/sign-in", read(sign_in::form))
        .route("/sign-in", write(sign_in::sign_in))
        .route("/sign-in/code", read(sign_in::code_form))
        .route("/sign-in/code", write(sign_in::code))
        .route("/sign-out", write(sign_in::sign_out))
        .route("/language", write(sign_in::language))
        .configure(admin::routes)
        .configure(hr::routes)
        .configure(assess::routes)
        .configure(executive::routes)
        .configure(audit::routes)
        .default_service(web::to(seat::nothing_here));
}
