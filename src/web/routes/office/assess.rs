//! Addresses of the assessor, below `/office/assess`.

use actix_web::web::ServiceConfig;

/// Every route of the assessor.
pub fn routes(_config: &mut ServiceConfig) {}
