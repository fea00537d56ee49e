//! Pages of the administrator, one subject a file.

pub mod agencies;
pub mod agency_import;
mod beside;
pub mod ceremony;
pub mod course;
pub mod department;
pub mod papers;
pub mod preview;
mod public_department;
pub mod readiness;
pub mod round;
pub mod round_form;
pub mod rounds;
pub mod tally;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use jiff::Timestamp;
use maud::Markup;
use serde::Deserialize;

use super::seat::Seat;
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::percent_encoded;
use crate::locale::Locale;
use crate::service::access::desks::AdministratorDesk;
use crate::view::console::{Crumb, Frame};

/// Where a handler of these pages sits.
pub type AdminSeat = Seat<AdministratorDesk>;

/// Where the administrator's pages begin.
pub const BASE: &str = "/office/admin";

/// A page of a list, and what is searched.
#[derive(Debug, Default, Deserialize)]
pub struct Search {
    /// Text.
    #[serde(default)]
    pub q: String,
    /// Agency above those that are listed.
    #[serde(default)]
    pub below: String,
    /// What is missing.
    #[serde(default)]
    pub missing: String,
    /// Number of the page, from 0.
    #[serde(default)]
    pub page: u64,
}

impl Search {
    /// The same search with another page.
    pub fn href(&self, path: &str, page: u64) -> String {
        format!(
            "{path}?q={}&below={}&missing={}&page={page}",
            percent_encoded(&self.q),
            percent_encoded(&self.below),
            percent_encoded(&self.missing)
        )
    }
}

/// Where the pages of a round begin.
pub fn of_round(code: &str) -> String {
    format!("{BASE}/rounds/{}", percent_encoded(code))
}

/// The way to a page below one of the sister pages.
pub fn below(words: &Locale, href: &str, name: &str) -> [Crumb; 2] {
    [("/office", "console.home_title"), (href, name)].map(|(href, name)| Crumb {
        href: href.to_owned(),
        text: words.say(name).to_owned(),
    })
}

/// A page of a round: its title, below the round.
pub fn round_frame<'a>(words: &Locale, code: &str, title: String) -> Frame<'a> {
    let [home, rounds] = below(words, BASE, "rounds.tab_rounds");
    Frame {
        title,
        kicker: Some(words.fill("rounds.round_n", &[("round", code)])),
        crumbs: vec![
            home,
            rounds,
            Crumb {
                href: of_round(code),
                text: code.to_owned(),
            },
        ],
        ..Frame::default()
    }
}

/// A moment in the words of the language, in Thai time.
pub fn in_words(words: &Locale, moment: Timestamp) -> String {
    words.moment(moment.to_zoned(thai_zone()).datetime())
}

/// A page that may use the camera, as no other may.
pub fn with_camera(mut page: HttpResponse) -> HttpResponse {
    page.headers_mut().insert(
        actix_web::http::header::HeaderName::from_static("permissions-policy"),
        actix_web::http::header::HeaderValue::from_static(
            "camera=(self), geolocation=(), microphone=()",
        ),
    );
    page
}

/// A document of its own, without the frame.
pub fn document(markup: Markup) -> HttpResponse {
    HttpResponse::build(StatusCode::OK)
        .content_type(actix_web::http::header::ContentType::html())
        .insert_header((actix_web::http::header::REFERRER_POLICY, "same-origin"))
        .body(markup.into_string())
}
