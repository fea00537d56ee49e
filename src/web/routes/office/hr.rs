//! Addresses of the HR officer, below `/office/hr/{agency}`.

use actix_web::web::ServiceConfig;

use crate::web::console::hr::overview;
use crate::web::routes::read;

/// Every route of the HR officer.
pub fn routes(config: &mut ServiceConfig) {
    config.route("/hr/{agency}", read(overview::overview));
}
