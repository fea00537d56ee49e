//! Addresses of the administrator, below `/office/admin`.

use actix_web::web::ServiceConfig;

use crate::web::console::accounts::{acts, edit, list};
use crate::web::console::admin::department;
use crate::web::routes::{read, write};

/// Every route of the administrator.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route(
            "/admin/rounds/{round}/participation",
            read(department::department),
        )
        .route("/admin/accounts", read(list::list))
        .route("/admin/accounts/new", read(edit::new_form))
        .route("/admin/accounts/new", write(edit::add))
        .route("/admin/accounts/{account}", read(edit::form))
        .route("/admin/accounts/{account}", write(edit::change))
        .route("/admin/accounts/{account}/invite", write(acts::invite))
        .route("/admin/accounts/{account}/close", read(acts::close_form))
        .route("/admin/accounts/{account}/close", write(acts::close))
        .route("/admin/accounts/{account}/reopen", write(acts::reopen))
        .route(
            "/admin/accounts/{account}/second-factor",
            read(acts::factor_form),
        )
        .route(
            "/admin/accounts/{account}/second-factor",
            write(acts::reset_factor),
        );
}
