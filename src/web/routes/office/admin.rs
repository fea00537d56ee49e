//! Addresses of the administrator, below `/office/admin`.

use actix_web::web::ServiceConfig;

use crate::service::access::desks::AdministratorDesk;
use crate::web::console::accounts::{acts, edit, list};
use crate::web::console::admin::{
    agencies, agency_import, ceremony, course, department, papers, preview, readiness, round,
    round_form, rounds, tally,
};
use crate::web::console::figures::{
    department as figures_department, home as figures, results, tokens, total,
};
use crate::web::routes::{read, write};

/// Every route of the administrator.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/admin", read(rounds::rounds))
        .route("/admin/rounds", read(rounds::to_rounds))
        .route("/admin/rounds/new", read(round_form::new))
        .route("/admin/rounds/new", write(round_form::create))
        .route("/admin/rounds/{round}", read(round::round))
        .route("/admin/rounds/{round}/edit", read(round_form::edit))
        .route("/admin/rounds/{round}/edit", write(round_form::change))
        .route(
            "/admin/rounds/{round}/readiness",
            read(readiness::readiness),
        )
        .route(
            "/admin/rounds/{round}/readiness/test/{agency_code}",
            write(readiness::test),
        )
        .route(
            "/admin/rounds/{round}/participation",
            read(department::department),
        )
        .configure(account_routes)
        .configure(agency_routes)
        .configure(before_opening)
        .configure(course_routes)
        .configure(paper_routes)
        .configure(figures_routes);
}

fn account_routes(config: &mut ServiceConfig) {
    config
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

fn agency_routes(config: &mut ServiceConfig) {
    config
        .route("/admin/agencies", read(agencies::list))
        .route("/admin/agencies/new", read(agencies::new))
        .route("/admin/agencies/new", write(agencies::add))
        .route(
            "/admin/agencies/template.csv",
            read(agency_import::template),
        )
        .route("/admin/agencies/import", read(agency_import::form))
        .route("/admin/agencies/import", write(agency_import::upload))
        .route("/admin/agencies/import/{id}", read(agency_import::preview))
        .route("/admin/agencies/import/{id}", write(agency_import::confirm))
        .route("/admin/agencies/change/{code}", read(agencies::edit))
        .route("/admin/agencies/change/{code}", write(agencies::change))
        .route("/admin/agencies/tokens/{code}", read(tokens::admin_page))
        .route("/admin/agencies/tokens/{code}", write(tokens::admin_make))
        .route(
            "/admin/agencies/tokens/{code}/revoke",
            write(tokens::admin_revoke),
        );
}

fn before_opening(config: &mut ServiceConfig) {
    config
        .route("/admin/rounds/{round}/preview", read(preview::list))
        .route(
            "/admin/rounds/{round}/preview/page/{lang}",
            read(preview::questionnaire),
        )
        .route(
            "/admin/rounds/{round}/preview/mail/{kind}",
            read(preview::mail),
        )
        .route(
            "/admin/rounds/{round}/preview/mail/{kind}/html",
            read(preview::mail_html),
        )
        .route(
            "/admin/rounds/{round}/preview/mail/{kind}/test",
            write(preview::test),
        )
        .route("/admin/rounds/{round}/ceremony", read(ceremony::step))
        .route(
            "/admin/rounds/{round}/ceremony/begin",
            write(ceremony::begin),
        )
        .route("/admin/rounds/{round}/ceremony/show", write(ceremony::show))
        .route("/admin/rounds/{round}/ceremony/hide", write(ceremony::hide))
        .route(
            "/admin/rounds/{round}/ceremony/read-back",
            write(ceremony::read_back),
        )
        .route(
            "/admin/rounds/{round}/ceremony/drop",
            write(ceremony::drop_it),
        )
        .route("/admin/rounds/{round}/ceremony/open", write(ceremony::open));
}

fn course_routes(config: &mut ServiceConfig) {
    config
        .route("/admin/rounds/{round}/discard", read(course::discard))
        .route("/admin/rounds/{round}/discard", write(course::do_discard))
        .route(
            "/admin/rounds/{round}/open-beside",
            read(course::open_beside),
        )
        .route(
            "/admin/rounds/{round}/open-beside",
            write(course::do_open_beside),
        )
        .route("/admin/rounds/{round}/extend", read(course::extend))
        .route("/admin/rounds/{round}/extend", write(course::do_extend))
        .route("/admin/rounds/{round}/close", read(course::close))
        .route("/admin/rounds/{round}/close", write(course::do_close))
        .route("/admin/rounds/{round}/cancel", read(course::cancel))
        .route("/admin/rounds/{round}/cancel", write(course::do_cancel))
        .route("/admin/rounds/{round}/tally", read(tally::tally))
        .route("/admin/rounds/{round}/tally", write(tally::give))
        .route("/admin/rounds/{round}/tally/forget", write(tally::forget))
        .route("/admin/rounds/{round}/sheet", read(tally::sheet))
        .route("/admin/rounds/{round}/sheet", write(tally::check))
        .route("/admin/rounds/{round}/publish", read(course::publish))
        .route("/admin/rounds/{round}/publish", write(course::do_publish));
}

fn paper_routes(config: &mut ServiceConfig) {
    config
        .route("/admin/rounds/{round}/memo", read(papers::memo))
        .route("/admin/rounds/{round}/posters", read(papers::posters))
        .route("/admin/rounds/{round}/minutes", read(papers::minutes));
}

fn figures_routes(config: &mut ServiceConfig) {
    config
        .route("/admin/results", read(figures::page::<AdministratorDesk>))
        .route(
            "/admin/results/{round}",
            read(figures_department::page::<AdministratorDesk>),
        )
        .route(
            "/admin/results/{round}/{file}",
            read(figures_department::file::<AdministratorDesk>),
        )
        .route(
            "/admin/results/{round}/total/{of}",
            read(total::page::<AdministratorDesk>),
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
