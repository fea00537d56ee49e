//! Addresses of the HR officer, below `/office/hr/{agency}`.

use actix_web::web::ServiceConfig;

use crate::service::access::desks::HrDesk;
use crate::web::console::figures::results;
use crate::web::console::hr::overview;
use crate::web::routes::read;

/// Every route of the HR officer.
pub fn routes(config: &mut ServiceConfig) {
    config.route("/hr/{agency}", read(overview::overview));
    figures_routes(config);
}

/// Results, KPI and gap analysis.
fn figures_routes(config: &mut ServiceConfig) {
    config
        .route("/hr/{agency}/{round}/results", read(results::page::<HrDesk>))
        .route("/hr/{agency}/{round}/results/{file}", read(results::file::<HrDesk>));
}
