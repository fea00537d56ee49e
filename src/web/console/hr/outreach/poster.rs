//! The poster with the QR code that starts a visit.

use actix_web::web::Path;
use serde::Deserialize;

use super::super::{HrSeat, There};
use super::{at, frame_of, open_poll, printed, round_of};
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::base32;
use crate::view::console::hr::outreach::poster as view;
use crate::view::public_poster::{self, Paper, Poster};
use crate::web::console::answers::Answer;

/// The page.
pub async fn poster(seat: HrSeat, there: Path<There>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let open = open_poll(&seat, &round).await?.is_some();
    let base = at(&seat, &round, "poster");
    let settings = at(&seat, &round, "settings");
    let content = view::poster(seat.words(), open.then_some(base.as_str()), &settings);
    let frame = frame_of(&seat, &round, "hr_public.poster", "");
    Ok(seat.page(frame, &content))
}

/// Which round, on which paper.
#[derive(Deserialize)]
pub struct Sheet {
    round: String,
    paper: String,
}

/// The poster itself.
pub async fn sheet(seat: HrSeat, asked: Path<Sheet>) -> Answer {
    let there = There {
        round: asked.round.clone(),
    };
    let round = round_of(&seat, &there).await?;
    let paper = match asked.paper.as_str() {
        "a4" => Paper::A4,
        "a3" => Paper::A3,
        _ => return Err(seat.missing()),
    };
    let poll = open_poll(&seat, &round).await?;
    let poll = poll.ok_or_else(|| seat.missing())?;
    let console = &seat.console;
    let code = base32(poll.fingerprint.as_ref());
    let agency = seat.desk.agency();
    let poster = Poster {
        agency: agency.name.clone(),
        link: format!("{}/e/{code}", console.outside.public_url),
        closes: round.closes_at.to_zoned(thai_zone()).datetime(),
        fingerprint: poll.fingerprint,
        contact: agency.contact.line(),
    };
    let page = public_poster::poster(&console.thai, &console.english, &poster, paper);
    let page = page.map_err(|_| seat.missing())?;
    let words = seat.words();
    let hint = view::print_hint(words, &at(&seat, &round, "poster"));
    Ok(printed(&seat, words.say("hr_public.poster"), &hint, &page))
}
