//! Addresses of the assessor, below `/office/assess`.

use actix_web::web::ServiceConfig;

use crate::web::console::assess::register;
use crate::web::routes::read;

/// Every route of the assessor.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/assess/{agency}/{round}/register", read(register::page))
        .route("/assess/{agency}/{round}/register.csv", read(register::csv))
        .route(
            "/assess/{agency}/{round}/register.xlsx",
            read(register::xlsx),
        )
        .route(
            "/assess/{agency}/{round}/register/print",
            read(register::print),
        );
}
