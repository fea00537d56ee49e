//! Addresses of the executive, below `/office/executive`.

use actix_web::web::ServiceConfig;

use crate::service::access::desks::ExecutiveDesk;
use crate::web::console::figures::{department, home as figures, kpi, results, total};
use crate::web::routes::read;

/// Every route of the executive.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/executive/{agency}", read(figures::page::<ExecutiveDesk>))
        .route(
            "/executive/{agency}/{round}/results",
            read(results::page::<ExecutiveDesk>),
        )
        .route(
            "/executive/{agency}/{round}/results/{file}",
            read(results::file::<ExecutiveDesk>),
        )
        .route(
            "/executive/{agency}/{round}/department",
            read(department::page::<ExecutiveDesk>),
        )
        .route(
            "/executive/{agency}/{round}/department/{file}",
            read(department::file::<ExecutiveDesk>),
        )
        .route(
            "/executive/{agency}/{round}/total",
            read(total::page::<ExecutiveDesk>),
        )
        .route("/executive/{agency}/{round}/kpi", read(kpi::executive))
        .route(
            "/executive/{agency}/{round}/kpi/kpi.xlsx",
            read(kpi::executive_file),
        );
}
