//! Addresses of the administrator, below `/office/admin`.

use actix_web::web::ServiceConfig;

use crate::web::console::admin::department;
use crate::web::routes::read;

/// Every route of the administrator.
pub fn routes(config: &mut ServiceConfig) {
    config.route(
        "/admin/rounds/{round}/participation",
        read(department::department),
    );
}
