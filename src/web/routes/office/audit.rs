//! Addresses of the auditor, below `/office/audit`.

use actix_web::web::ServiceConfig;

/// Every route of the auditor.
pub fn routes(_config: &mut ServiceConfig) {}
