//! Addresses of the office, below `/office`: what everybody has, and one file a role.

mod admin;
mod assess;
mod audit;
mod executive;
mod hr;

use actix_web::web::{self, ServiceConfig};

use super::{read, write};
use crate::web::console::{getting_in, home, own_account, own_factor, seat, sign_in};

/// Every route of the office.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("", read(home::home))
        .route("/sign-in", read(sign_in::form))
        .route("/sign-in", write(sign_in::sign_in))
        .route("/sign-in/code", read(sign_in::code_form))
        .route("/sign-in/code", write(sign_in::code))
        .route("/sign-in/set-up", read(own_factor::set_up_form))
        .route("/sign-in/set-up", write(own_factor::set_up))
        .route("/welcome/{token}", read(getting_in::welcome))
        .route("/welcome/{token}", write(getting_in::set_password))
        .route("/forgot", read(getting_in::forgot_form))
        .route("/forgot", write(getting_in::forgot))
        .route("/account", read(own_account::account))
        .route("/account", write(own_account::save))
        .route("/account/password", write(own_account::password))
        .route("/account/second-factor", read(own_factor::form))
        .route("/account/second-factor", write(own_factor::take))
        .route(
            "/account/second-factor/off",
            write(own_account::drop_factor),
        )
        .route(
            "/account/recovery-codes",
            write(own_account::recovery_codes),
        )
        .route("/account/sessions/end", write(own_account::end_session))
        .route(
            "/account/sessions/end-others",
            write(own_account::end_others),
        )
        .route("/sign-out", write(sign_in::sign_out))
        .route("/language", write(sign_in::language))
        .configure(admin::routes)
        .configure(hr::routes)
        .configure(assess::routes)
        .configure(executive::routes)
        .configure(audit::routes)
        .default_service(web::to(seat::nothing_here));
}
