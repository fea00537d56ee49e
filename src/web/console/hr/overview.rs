//! The officer's first page: rounds.

use super::{HrSeat, base, crumbs};
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::percent_encoded;
use crate::view::console::Frame;
use crate::view::console::hr::overview::{self as view, RoundLine};
use crate::web::console::answers::Answer;

/// Rounds of the agency, the latest first.
pub async fn overview(seat: HrSeat) -> Answer {
    let rounds = seat
        .desk
        .rounds()
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    let base = base(&seat);
    let lines: Vec<RoundLine> = rounds
        .into_iter()
        .map(|round| RoundLine {
            href: format!("{base}/{}", percent_encoded(&round.code)),
            closes: round.closes_at.to_zoned(thai_zone()).datetime(),
            code: round.code,
            state: round.state,
        })
        .collect();
    let frame = Frame {
        title: seat.desk.agency().name.clone(),
        kicker: Some(seat.words().say("console.role_hr").to_owned()),
        crumbs: crumbs(&seat).into_iter().take(1).collect(),
        ..Frame::default()
    };
    Ok(seat.page(frame, &view::overview(seat.words(), &lines)))
}
