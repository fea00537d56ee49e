//! Addresses of the auditor, below `/office/audit`.

use actix_web::web::ServiceConfig;

use crate::web::console::audit::{chain, log};
use crate::web::routes::read;

/// Every route of the auditor.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/audit", read(log::log))
        .route("/audit/log.csv", read(log::csv))
        .route("/audit/chain", read(chain::chain));
}
