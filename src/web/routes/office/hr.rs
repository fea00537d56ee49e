//! Addresses of the HR officer, below `/office/hr/{agency}`.

use actix_web::web::ServiceConfig;

use crate::service::access::desks::HrDesk;
use crate::web::console::figures::{evidence, gap, kpi, people, results, tokens};
use crate::web::console::hr::{dashboard, overview, register};
use crate::web::routes::{read, write};

/// Every route of the HR officer.
pub fn routes(config: &mut ServiceConfig) {
    config
        .route("/hr/{agency}", read(overview::overview))
        .route("/hr/{agency}/{round}", read(dashboard::dashboard))
        .route("/hr/{agency}/{round}/last-day", read(dashboard::last_day))
        .route("/hr/{agency}/{round}/register", read(register::page))
        .route("/hr/{agency}/{round}/register.csv", read(register::csv))
        .route("/hr/{agency}/{round}/register.xlsx", read(register::xlsx))
        .route("/hr/{agency}/{round}/register/print", read(register::print))
        .route("/hr/{agency}/api/tokens", read(tokens::page))
        .route("/hr/{agency}/api/tokens", write(tokens::make))
        .route("/hr/{agency}/api/tokens/revoke", write(tokens::revoke));
    figures_routes(config);
}

/// Results, KPI and gap analysis.
fn figures_routes(config: &mut ServiceConfig) {
    config
        .route(
            "/hr/{agency}/{round}/results",
            read(results::page::<HrDesk>),
        )
        .route(
            "/hr/{agency}/{round}/results/{file}",
            read(results::file::<HrDesk>),
        )
        .route("/hr/{agency}/{round}/kpi", read(kpi::page::<HrDesk>))
        .route(
            "/hr/{agency}/{round}/kpi/kpi.xlsx",
            read(kpi::file::<HrDesk>),
        )
        .route("/hr/{agency}/{round}/kpi/milestones", write(kpi::tick))
        .route("/hr/{agency}/{round}/kpi/evidence", read(evidence::hr))
        .route("/hr/{agency}/{round}/kpi/evidence", write(evidence::record))
        .route(
            "/hr/{agency}/{round}/kpi/file/{id}",
            read(evidence::file::<HrDesk>),
        )
        .route(
            "/hr/{agency}/{round}/kpi/people",
            read(people::list::<HrDesk>),
        )
        .route(
            "/hr/{agency}/{round}/kpi/people.xlsx",
            read(people::file::<HrDesk>),
        )
        .route(
            "/hr/{agency}/{round}/kpi/person/{staff}",
            read(people::one::<HrDesk>),
        )
        .route("/hr/{agency}/{round}/gap", read(gap::page))
        .route("/hr/{agency}/{round}/gap/plan", read(gap::plan_form))
        .route("/hr/{agency}/{round}/gap/plan", write(gap::save_line))
        .route("/hr/{agency}/{round}/gap/figures", read(gap::figures_form))
        .route("/hr/{agency}/{round}/gap/figures", write(gap::enter))
        .route("/hr/{agency}/{round}/gap/{file}", read(gap::file));
}
