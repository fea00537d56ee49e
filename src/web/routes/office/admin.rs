//! Addresses of the administrator, below `/office/admin`.

use actix_web::web::ServiceConfig;

use crate::service::access::desks::AdministratorDesk;
use crate::web::console::figures::{department, home as figures, results};
use crate::web::routes::read;

/// Every route of the administrator.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/admin/results", read(figures::page::<AdministratorDesk>))
        .route(
            "/admin/results/{round}",
            read(department::page::<AdministratorDesk>),
        )
        .route(
            "/admin/results/{round}/{file}",
            read(department::file::<AdministratorDesk>),
        )
        .route(
            "/admin/results/{round}/of/{of}",
            read(results::page::<AdministratorDesk>),
        )
        .route(
            "/admin/results/{round}/of/{of}/{file}",
            read(results::file::<AdministratorDesk>),
        );
}
