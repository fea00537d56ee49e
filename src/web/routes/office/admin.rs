//! Addresses of the administrator, below `/office/admin`.

use actix_web::web::ServiceConfig;

/// Every route of the administrator.
pub fn routes(_config: &mut ServiceConfig) {}
