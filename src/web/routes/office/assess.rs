//! Addresses of the assessor, below `/office/assess`.

use actix_web::web::ServiceConfig;

use crate::service::access::desks::AssessorDesk;
use crate::web::console::assess::register;
use crate::web::console::figures::{
    department, evidence, home as figures, kpi, people, results, total,
};
use crate::web::routes::{read, write};

/// Every route of the assessor.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/assess/{agency}", read(figures::page::<AssessorDesk>))
        .route(
            "/assess/{agency}/{round}/total",
            read(total::page::<AssessorDesk>),
        )
        .route(
            "/assess/{agency}/{round}/results",
            read(results::page::<AssessorDesk>),
        )
        .route(
            "/assess/{agency}/{round}/results/{file}",
            read(results::file::<AssessorDesk>),
        )
        .route(
            "/assess/{agency}/{round}/department",
            read(department::page::<AssessorDesk>),
        )
        .route(
            "/assess/{agency}/{round}/department/{file}",
            read(department::file::<AssessorDesk>),
        )
        .configure(kpi_routes);
}

fn kpi_routes(config: &mut ServiceConfig) {
    config
        .route(
            "/assess/{agency}/{round}/kpi",
            read(kpi::page::<AssessorDesk>),
        )
        .route(
            "/assess/{agency}/{round}/kpi/kpi.xlsx",
            read(kpi::file::<AssessorDesk>),
        )
        .route(
            "/assess/{agency}/{round}/kpi/evidence",
            read(evidence::assessor),
        )
        .route(
            "/assess/{agency}/{round}/kpi/evidence",
            write(evidence::judge),
        )
        .route(
            "/assess/{agency}/{round}/kpi/file/{id}",
            read(evidence::file::<AssessorDesk>),
        )
        .route(
            "/assess/{agency}/{round}/kpi/people",
            read(people::list::<AssessorDesk>),
        )
        .route(
            "/assess/{agency}/{round}/kpi/people.xlsx",
            read(people::file::<AssessorDesk>),
        )
        .route(
            "/assess/{agency}/{round}/kpi/person/{staff}",
            read(people::one::<AssessorDesk>),
        )
        .route("/assess/{agency}/{round}/register", read(register::page))
        .route("/assess/{agency}/{round}/register.csv", read(register::csv))
        .route(
            "/assess/{agency}/{round}/register.xlsx",
            read(register::xlsx),
        )
        .route(
            "/assess/{agency}/{round}/register/print",
            read(register::print),
        );
}
