//! A round in which the people answer whom the agency serves: pages of their own in place of those
//! about staff.

pub mod kiosks;
pub mod overview;
pub mod poster;
pub mod settings;
pub mod slips;

use actix_web::HttpResponse;
use maud::Markup;

use super::{HrSeat, There, base_of, frame, round_named};
use crate::domain::round::{Poll, Round, RoundState};
use crate::view::console::Frame;
use crate::view::print_page::{PrintFacts, served};

/// The round that the address names, if the public answers in it.
async fn round_of(seat: &HrSeat, there: &There) -> actix_web::Result<Round> {
    let round = round_named(seat, &there.round).await?;
    match seat.desk.is_public(&round) {
        Ok(true) => Ok(round),
        Ok(false) => Err(seat.missing()),
        Err(refusal) => Err(seat.trouble(&refusal)),
    }
}

/// The frame of these pages, with tabs of their own.
fn frame_of<'a>(seat: &HrSeat, round: &Round, title: &str, done: &str) -> Frame<'a> {
    Frame {
        tabs: seat.public_tabs(),
        ..frame(seat, round, title, done)
    }
}

/// The agency's poll, while tickets can be made for it.
async fn open_poll(seat: &HrSeat, round: &Round) -> actix_web::Result<Option<Poll>> {
    let poll = seat.desk.public_poll(round).await;
    let poll = poll.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(poll.filter(|_| round.state == RoundState::Open))
}

/// A page that the browser prints.
fn printed(seat: &HrSeat, title: &str, hint: &Markup, sheets: &Markup) -> HttpResponse {
    let console = &seat.console;
    let facts = PrintFacts {
        style: &console.print_style,
        bundle: console.bundle(),
    };
    let page = served(seat.words(), title, &facts, hint, sheets);
    HttpResponse::Ok()
        .content_type(actix_web::http::header::ContentType::html())
        .body(page.into_string())
}

/// Where the page of this name is.
fn at(seat: &HrSeat, round: &Round, page: &str) -> String {
    format!("{}/{page}", base_of(seat, round))
}
