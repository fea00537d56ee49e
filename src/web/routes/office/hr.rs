//! Addresses of the HR officer, below `/office/hr/{agency}`.

use actix_web::web::ServiceConfig;

use crate::service::access::desks::HrDesk;
use crate::web::console::figures::{
    evidence, evidence_files, gap, gap_figures, kpi, people as kpi_people, results, tokens, total,
};
use crate::web::console::hr::{
    dashboard, letters, mail, outreach, overview, people, person, register, roster, tablet,
};
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
        .route("/hr/{agency}/contact/test", write(overview::test))
        .route("/hr/{agency}/api/tokens", read(tokens::page))
        .route("/hr/{agency}/api/tokens", write(tokens::make))
        .route("/hr/{agency}/api/tokens/revoke", write(tokens::revoke));
    public_routes(config);
    people_routes(config);
    roster_routes(config);
    post_routes(config);
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
        .route("/hr/{agency}/{round}/total", read(total::page::<HrDesk>))
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
            "/hr/{agency}/{round}/kpi/file/{id}/remove",
            read(evidence_files::ask),
        )
        .route(
            "/hr/{agency}/{round}/kpi/file/{id}/remove",
            write(evidence_files::remove),
        )
        .route(
            "/hr/{agency}/{round}/kpi/people",
            read(kpi_people::list::<HrDesk>),
        )
        .route(
            "/hr/{agency}/{round}/kpi/people.xlsx",
            read(kpi_people::file::<HrDesk>),
        )
        .route(
            "/hr/{agency}/{round}/kpi/person/{staff}",
            read(kpi_people::one::<HrDesk>),
        )
        .route("/hr/{agency}/{round}/gap", read(gap::page))
        .route("/hr/{agency}/{round}/gap/plan", read(gap::plan_form))
        .route("/hr/{agency}/{round}/gap/plan", write(gap::save_line))
        .route("/hr/{agency}/{round}/gap/figures", read(gap::figures_form))
        .route("/hr/{agency}/{round}/gap/figures", write(gap::enter))
        .route(
            "/hr/{agency}/{round}/gap/figures/drop",
            write(gap_figures::remove),
        )
        .route("/hr/{agency}/{round}/gap/{file}", read(gap::file));
}

/// Rounds in which the public answers.
fn public_routes(config: &mut ServiceConfig) {
    config
        .route(
            "/hr/{agency}/{round}/settings",
            read(outreach::settings::settings),
        )
        .route(
            "/hr/{agency}/{round}/settings",
            write(outreach::settings::settle),
        )
        .route("/hr/{agency}/{round}/slips", read(outreach::slips::slips))
        .route("/hr/{agency}/{round}/slips", write(outreach::slips::make))
        .route(
            "/hr/{agency}/{round}/poster",
            read(outreach::poster::poster),
        )
        .route(
            "/hr/{agency}/{round}/poster/{paper}",
            read(outreach::poster::sheet),
        )
        .route(
            "/hr/{agency}/{round}/kiosks",
            read(outreach::kiosks::kiosks),
        )
        .route(
            "/hr/{agency}/{round}/kiosks",
            write(outreach::kiosks::enrol),
        )
        .route(
            "/hr/{agency}/{round}/kiosks/{id}/revoke",
            read(outreach::kiosks::sure),
        )
        .route(
            "/hr/{agency}/{round}/kiosks/{id}/revoke",
            write(outreach::kiosks::revoke),
        );
}

fn people_routes(config: &mut ServiceConfig) {
    config
        .route("/hr/{agency}/{round}/people", read(people::people))
        .route("/hr/{agency}/{round}/people/add", read(people::add_form))
        .route("/hr/{agency}/{round}/people/add", write(people::add))
        .route(
            "/hr/{agency}/{round}/people/of/{staff}",
            read(person::person),
        )
        .route("/hr/{agency}/{round}/people/of/{staff}", write(person::act))
        .route(
            "/hr/{agency}/{round}/people/of/{staff}/sure/{act}",
            read(person::sure),
        )
        .route("/hr/{agency}/{round}/people/groups", read(people::groups))
        .route("/hr/{agency}/{round}/people/groups", write(people::rename));
}

fn roster_routes(config: &mut ServiceConfig) {
    config
        .route("/hr/{agency}/{round}/roster", read(roster::choose))
        .route("/hr/{agency}/{round}/roster", write(roster::upload))
        .route(
            "/hr/{agency}/{round}/roster/template.xlsx",
            read(roster::template_xlsx),
        )
        .route(
            "/hr/{agency}/{round}/roster/template.csv",
            read(roster::template_csv),
        )
        .route(
            "/hr/{agency}/{round}/roster/{upload}",
            read(roster::preview),
        )
        .route(
            "/hr/{agency}/{round}/roster/{upload}",
            write(roster::confirm),
        )
        .route(
            "/hr/{agency}/{round}/roster/{upload}/drop",
            write(roster::drop_file),
        )
        .route(
            "/hr/{agency}/{round}/roster/{upload}/refused.csv",
            read(roster::refused),
        );
}

fn post_routes(config: &mut ServiceConfig) {
    config
        .route("/hr/{agency}/{round}/mail", read(mail::mail))
        .route("/hr/{agency}/{round}/mail/invite", write(mail::invite))
        .route("/hr/{agency}/{round}/mail/resend", write(mail::resend))
        .route("/hr/{agency}/{round}/mail/remind", read(mail::remind_form))
        .route("/hr/{agency}/{round}/mail/remind", write(mail::remind))
        .route("/hr/{agency}/{round}/mail/withdraw", write(mail::withdraw))
        .route("/hr/{agency}/{round}/mail/text/{kind}", read(mail::text))
        .route("/hr/{agency}/{round}/letters", read(letters::letters))
        .route("/hr/{agency}/{round}/letters/print", write(letters::print))
        .route("/hr/{agency}/{round}/tablet", read(tablet::tablet))
        .route("/hr/{agency}/{round}/tablet", write(tablet::start))
        .route("/hr/{agency}/{round}/tablet/end", write(tablet::end));
}
