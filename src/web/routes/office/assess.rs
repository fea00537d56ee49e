//! Addresses of the assessor, below `/office/assess`.

use actix_web::web::ServiceConfig;

use crate::service::access::desks::AssessorDesk;
use crate::web::console::figures::{department, home as figures, results};
use crate::web::routes::read;

/// Every route of the assessor.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/assess/{agency}", read(figures::page::<AssessorDesk>))
        .route("/assess/{agency}/{round}/results", read(results::page::<AssessorDesk>))
        .route("/assess/{agency}/{round}/results/{file}", read(results::file::<AssessorDesk>))
        .route("/assess/{agency}/{round}/department", read(department::page::<AssessorDesk>))
        .route("/assess/{agency}/{round}/department/{file}", read(department::file::<AssessorDesk>));
}
