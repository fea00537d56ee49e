//! Pages of the HR officer, one subject a file.

pub mod dashboard;
pub mod letters;
pub mod mail;
pub mod outreach;
pub mod overview;
pub mod people;
pub mod person;
pub mod register;
pub mod roster;
pub mod tablet;

use serde::Deserialize;

use crate::domain::encoding::percent_encoded;
use crate::domain::round::{Round, RoundState};
use crate::service::access::desks::HrDesk;
use crate::view::console::{Crumb, Frame, Mood, Notice};

use super::seat::Seat;

/// Where a handler of these pages sits.
pub type HrSeat = Seat<HrDesk>;

/// Entries on a page of a list.
const PAGE: u64 = 50;

/// What the address of these pages names: agency and round.
#[derive(Deserialize)]
pub struct There {
    /// Code of the round.
    pub round: String,
}

/// What has just been done, in the address that the browser was sent to.
#[derive(Deserialize)]
pub struct Done {
    /// Name of the act.
    #[serde(default)]
    pub done: String,
}

/// Where the pages of this agency begin.
pub fn base(seat: &HrSeat) -> String {
    format!("/office/hr/{}", percent_encoded(&seat.desk.agency().code))
}

/// Where the pages of this agency in a round begin.
pub fn base_of(seat: &HrSeat, round: &Round) -> String {
    format!("{}/{}", base(seat), percent_encoded(&round.code))
}

/// The way to a page of this agency.
pub fn crumbs(seat: &HrSeat) -> Vec<Crumb> {
    vec![
        Crumb {
            href: "/office".to_owned(),
            text: seat.words().say("console.home_title").to_owned(),
        },
        Crumb {
            href: base(seat),
            text: seat.desk.agency().name.clone(),
        },
    ]
}

/// The frame of a page of a round.
pub fn frame<'a>(seat: &HrSeat, round: &Round, title: &str, done: &str) -> Frame<'a> {
    let words = seat.words();
    let kicker = [
        seat.desk.agency().name.as_str(),
        &words.fill("figures.round", &[("round", &round.code)]),
        words.say(state_text(round.state)),
    ]
    .join(" · ");
    Frame {
        title: words.say(title).to_owned(),
        kicker: Some(kicker),
        crumbs: crumbs(seat),
        notice: done_text(done).map(|key| Notice {
            mood: Mood::Done,
            text: words.say(key).to_owned(),
        }),
        ..Frame::default()
    }
}

/// The round that the address names, or that there is none: in those of the public nobody of the
/// staff is asked, so pages about staff are not there. Once its roster is deleted, they say so.
pub async fn round_of(seat: &HrSeat, there: &There) -> actix_web::Result<Round> {
    let round = round_named(seat, &there.round).await?;
    match seat.desk.is_public(&round) {
        Ok(true) => return Err(seat.missing()),
        Ok(false) => {}
        Err(refusal) => return Err(seat.trouble(&refusal)),
    }
    let there = seat.desk.has_roster(&round).await;
    there.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(round)
}

/// The round with this code, whoever answers in it.
async fn round_named(seat: &HrSeat, code: &str) -> actix_web::Result<Round> {
    let found = seat.desk.round(code).await;
    found
        .map_err(|refusal| seat.trouble(&refusal))?
        .ok_or_else(|| seat.missing())
}

/// Whether the roster of a round may be changed.
pub fn may_change(round: &Round) -> bool {
    matches!(round.state, RoundState::Draft | RoundState::Open)
}

fn state_text(state: RoundState) -> &'static str {
    match state {
        RoundState::Draft => "console.state_draft",
        RoundState::Open => "console.state_open",
        RoundState::Closed => "console.state_closed",
        RoundState::Tallied => "console.state_tallied",
        RoundState::Published => "console.state_published",
        RoundState::Cancelled => "console.state_cancelled",
    }
}

fn done_text(done: &str) -> Option<&'static str> {
    Some(match done {
        "added" => "hr.done_added",
        "changed" => "hr.done_changed",
        "email" => "hr.done_email",
        "new-link" => "hr.done_new_link",
        "renamed" => "hr.done_renamed",
        "imported" => "hr.done_imported",
        "dropped" => "hr.done_dropped",
        "queued" => "hr.done_queued",
        "reminded" => "hr.done_reminded",
        "withdrawn" => "hr.done_withdrawn",
        "ended" => "hr.done_ended",
        "revoked" => "hr_public.done_revoked",
        _ => return None,
    })
}
