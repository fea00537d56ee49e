//! Addresses of the HR officer, below `/office/hr/{agency}`.

use actix_web::web::ServiceConfig;

use crate::web::console::hr::{letters, mail, overview, people, person, roster, tablet};
use crate::web::routes::{read, write};

/// Every route of the HR officer.
pub fn routes(config: &mut ServiceConfig) {
    config.route("/hr/{agency}", read(overview::overview));
    people_routes(config);
    roster_routes(config);
    post_routes(config);
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
        .route("/hr/{agency}/{round}/groups", read(people::groups))
        .route("/hr/{agency}/{round}/groups", write(people::rename));
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
