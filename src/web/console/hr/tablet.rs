//! HR's page of devices that are handed over.

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use serde::Deserialize;

use super::{Done, HrSeat, There, base_of, frame, round_of};
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::grouped;
use crate::domain::round::Round;
use crate::view::console::form::Typed;
use crate::view::console::hr::tablet::{self as view, TabletRow};
use crate::web::console::answers::{Answer, see_other};
use crate::web::console::seat::no_cookie;
use crate::web::tablet::device_cookie;

/// The page.
pub async fn tablet(seat: HrSeat, there: Path<There>, done: Query<Done>) -> Answer {
    let round = round_of(&seat, &there).await?;
    page(&seat, &round, StatusCode::OK, &Typed::default(), &done.done).await
}

async fn page(
    seat: &HrSeat,
    round: &Round,
    status: StatusCode,
    typed: &Typed,
    done: &str,
) -> Answer {
    let tablets = seat.desk.tablets(round).await;
    let tablets = tablets.map_err(|refusal| seat.trouble(&refusal))?;
    let words = seat.words();
    let rows: Vec<TabletRow> = tablets
        .into_iter()
        .map(|tablet| TabletRow {
            id: tablet.id,
            started_by: tablet.started_by,
            joined: tablet.joined,
            ends: words.moment(tablet.expires.to_zoned(thai_zone()).datetime()),
        })
        .collect();
    let frame = frame(seat, round, "hr_tablet.title", done);
    let content = view::tablet(words, &base_of(seat, round), typed, &rows);
    Ok(seat.page_as(status, frame, &content))
}

/// Where the device is, and the code that ends it.
#[derive(Deserialize)]
pub struct Start {
    exit: String,
    #[serde(rename = "where")]
    place: String,
}

/// Starts a device: this one, whose office session ends by it, or another that types a code.
pub async fn start(seat: HrSeat, there: Path<There>, form: Form<Start>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let started = if form.place == "here" {
        here(&seat, &round, &form.exit).await
    } else {
        elsewhere(&seat, &round, &form.exit).await
    };
    match started {
        Ok(answer) => Ok(answer),
        Err(refusal) => {
            let mut typed = Typed::default();
            typed.blame("exit", seat.said(&refusal)?);
            page(&seat, &round, StatusCode::UNPROCESSABLE_ENTITY, &typed, "").await
        }
    }
}

async fn here(
    seat: &HrSeat,
    round: &Round,
    exit: &str,
) -> Result<actix_web::HttpResponse, crate::service::Refusal> {
    let front = &seat.console.front;
    let cookie = seat
        .desk
        .become_tablet(front, &seat.visitor, round, exit)
        .await?;
    let mut answer = see_other("/tablet");
    // Cookies of base32 symbols are always valid headers.
    let _ = answer.add_cookie(&no_cookie());
    let _ = answer.add_cookie(&device_cookie(cookie));
    Ok(answer)
}

async fn elsewhere(
    seat: &HrSeat,
    round: &Round,
    exit: &str,
) -> Result<actix_web::HttpResponse, crate::service::Refusal> {
    let code = seat.desk.invite_tablet(round, exit).await?;
    let frame = frame(seat, round, "hr_tablet.code_title", "");
    let address = format!("{}/tablet", seat.console.outside.public_url);
    let content = view::code(
        seat.words(),
        &base_of(seat, round),
        &address,
        &grouped(&code),
    );
    Ok(seat.page(frame, &content))
}

/// Which device.
#[derive(Deserialize)]
pub struct End {
    id: String,
}

/// Ends a device's session.
pub async fn end(seat: HrSeat, there: Path<There>, form: Form<End>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let ended = seat.desk.end_tablet(&round, &form.id).await;
    ended.map_err(|refusal| seat.trouble(&refusal))?;
    let base = base_of(&seat, &round);
    Ok(see_other(&format!("{base}/tablet?done=ended")))
}
