//! Addresses of the HR officer, below `/office/hr/{agency}`.

use actix_web::web::ServiceConfig;

use crate::web::console::hr::{dashboard, overview, register};
use crate::web::routes::read;

/// Every route of the HR officer.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/hr/{agency}", read(overview::overview))
        .route("/hr/{agency}/{round}", read(dashboard::dashboard))
        .route("/hr/{agency}/{round}/last-day", read(dashboard::last_day))
        .route("/hr/{agency}/{round}/register", read(register::page))
        .route("/hr/{agency}/{round}/register.csv", read(register::csv))
        .route("/hr/{agency}/{round}/register.xlsx", read(register::xlsx))
        .route("/hr/{agency}/{round}/register/print", read(register::print));
}
