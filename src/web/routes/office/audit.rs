//! Addresses of the auditor, below `/office/audit`.

use actix_web::web::ServiceConfig;

use crate::service::access::desks::AuditorDesk;
use crate::web::console::audit::{boards, chain, log};
use crate::web::console::figures::{department, home as figures, results, total};
use crate::web::routes::read;

/// Every route of the auditor.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/audit/results", read(figures::page::<AuditorDesk>))
        .route(
            "/audit/results/{round}",
            read(department::page::<AuditorDesk>),
        )
        .route(
            "/audit/results/{round}/{file}",
            read(department::file::<AuditorDesk>),
        )
        .route(
            "/audit/results/{round}/total/{of}",
            read(total::page::<AuditorDesk>),
        )
        .route(
            "/audit/results/{round}/of/{of}",
            read(results::page::<AuditorDesk>),
        )
        .route(
            "/audit/results/{round}/of/{of}/{file}",
            read(results::file::<AuditorDesk>),
        )
        .route("/audit", read(log::log))
        .route("/audit/log.csv", read(log::csv))
        .route("/audit/chain", read(chain::chain))
        .route("/audit/boards", read(boards::page))
        .route("/audit/boards/{round}.zip", read(boards::file))
        .route("/audit/verify_board.py", read(boards::script));
}
