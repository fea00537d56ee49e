//! Addresses of the executive, below `/office/executive`.

use actix_web::web::ServiceConfig;

/// Every route of the executive.
pub fn routes(_config: &mut ServiceConfig) {}
