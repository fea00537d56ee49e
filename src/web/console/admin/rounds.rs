//! The administrator's first page: rounds and what is next.

use super::{AdminSeat, BASE, of_round};
use crate::domain::calendar::thai_zone;
use crate::domain::round::RoundState;
use crate::view::console::Frame;
use crate::view::console::admin::rounds::{self as view, RoundLine};
use crate::web::console::answers::{Answer, see_other};

/// All rounds, the newest first.
pub async fn rounds(seat: AdminSeat) -> Answer {
    let rounds = seat.desk.rounds().await.map_err(|r| seat.trouble(&r))?;
    let words = seat.words();
    let mut lines = Vec::new();
    for round in rounds {
        let sheets = seat.desk.sheets_to_check(&round).await;
        let sheets = sheets.map_err(|r| seat.trouble(&r))?;
        lines.push(RoundLine {
            href: of_round(&round.code),
            closes: round.closing().to_zoned(thai_zone()).datetime(),
            next: words.say(next(round.state)).to_owned(),
            due: (!sheets.is_empty()).then(|| words.say("rounds.sheets_due").to_owned()),
            code: round.code,
            state: round.state,
        });
    }
    let frame = Frame {
        title: words.say("console.rounds").to_owned(),
        kicker: Some(words.say("console.role_administrator").to_owned()),
        ..Frame::default()
    };
    let new = format!("{BASE}/rounds/new");
    Ok(seat.page(frame, &view::rounds(words, &new, &lines)))
}

/// The address above the rounds' own leads to their list.
pub async fn to_rounds(_seat: AdminSeat) -> Answer {
    Ok(see_other(BASE))
}

/// What is next in a round of this state.
pub(super) const fn next(state: RoundState) -> &'static str {
    match state {
        RoundState::Draft => "rounds.next_draft",
        RoundState::Open => "rounds.next_open",
        RoundState::Closed => "rounds.next_closed",
        RoundState::Tallied => "rounds.next_tallied",
        RoundState::Published => "rounds.next_published",
        RoundState::Cancelled => "rounds.next_cancelled",
    }
}
