//! Devices that the agency put up: enrolled, listed, revoked.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use serde::Deserialize;

use super::super::{Done, HrSeat, There};
use super::{at, frame_of, open_poll, round_of};
use crate::domain::encoding::percent_encoded;
use crate::domain::round::Round;
use crate::service::hr::outreach::Kiosk;
use crate::service::outreach::Enrolled;
use crate::view::console::form::Typed;
use crate::view::console::hr::outreach::kiosks::{self as view, KioskLine};
use crate::web::console::answers::{Answer, see_other};

/// The page.
pub async fn kiosks(seat: HrSeat, there: Path<There>, done: Query<Done>) -> Answer {
    let round = round_of(&seat, &there).await?;
    page(&seat, &round, StatusCode::OK, &Typed::default(), &done.done).await
}

/// What a device is called.
#[derive(Deserialize)]
pub struct Enrol {
    name: String,
}

/// Enrols a device; its link and its exit code are in this answer alone.
pub async fn enrol(seat: HrSeat, there: Path<There>, form: Form<Enrol>) -> Answer {
    let round = round_of(&seat, &there).await?;
    match seat.desk.enrol_kiosk(&round, &form.name).await {
        Ok(enrolled) => enrolled_page(&seat, &round, &enrolled),
        Err(refusal) => {
            let mut typed = Typed::default().with("name", &form.name);
            typed.blame("name", seat.said(&refusal)?);
            page(&seat, &round, StatusCode::UNPROCESSABLE_ENTITY, &typed, "").await
        }
    }
}

fn enrolled_page(seat: &HrSeat, round: &Round, enrolled: &Enrolled) -> Answer {
    let url = &seat.console.outside.public_url;
    let device = view::Device {
        name: enrolled.name.clone(),
        link: format!("{url}/kiosk#{}", enrolled.secret),
        exit: enrolled.exit.clone(),
    };
    let back = at(seat, round, "kiosks");
    let content = view::enrolled(seat.words(), &device, &back).map_err(|_| seat.missing())?;
    let frame = frame_of(seat, round, "hr_public.enrolled", "");
    Ok(seat.page(frame, &content))
}

/// Which device.
#[derive(Deserialize)]
pub struct Which {
    round: String,
    id: String,
}

/// Asks once more.
pub async fn sure(seat: HrSeat, which: Path<Which>) -> Answer {
    let (round, device) = found(&seat, &which).await?;
    let base = at(&seat, &round, "kiosks");
    let action = format!("{base}/{}/revoke", percent_encoded(&device.id));
    let content = view::sure(seat.words(), &action, &base, &device.name);
    let frame = frame_of(&seat, &round, "hr_public.revoke_title", "");
    Ok(seat.page(frame, &content))
}

/// Revokes a device.
pub async fn revoke(seat: HrSeat, which: Path<Which>) -> Answer {
    let (round, device) = found(&seat, &which).await?;
    let revoked = seat.desk.revoke_kiosk(&round, &device.id).await;
    revoked.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(see_other(&at(&seat, &round, "kiosks?done=revoked")))
}

async fn found(seat: &HrSeat, which: &Which) -> actix_web::Result<(Round, Kiosk)> {
    let there = There {
        round: which.round.clone(),
    };
    let round = round_of(seat, &there).await?;
    let devices = devices(seat, &round).await?;
    let device = devices.into_iter().find(|device| device.id == which.id);
    Ok((round, device.ok_or_else(|| seat.missing())?))
}

async fn devices(seat: &HrSeat, round: &Round) -> actix_web::Result<Vec<Kiosk>> {
    let devices = seat.desk.kiosks(round).await;
    devices.map_err(|refusal| seat.trouble(&refusal))
}

async fn page(
    seat: &HrSeat,
    round: &Round,
    status: StatusCode,
    typed: &Typed,
    done: &str,
) -> actix_web::Result<HttpResponse> {
    let base = at(seat, round, "kiosks");
    let line = |device: Kiosk| KioskLine {
        revoke: format!("{base}/{}/revoke", percent_encoded(&device.id)),
        name: device.name,
        enrolled: device.enrolled,
    };
    let lines: Vec<KioskLine> = devices(seat, round).await?.into_iter().map(line).collect();
    let open = open_poll(seat, round).await?.is_some();
    let settings = at(seat, round, "settings");
    let action = open.then_some(base.as_str());
    let content = view::kiosks(seat.words(), action, &settings, typed, &lines);
    let frame = frame_of(seat, round, "hr_public.kiosks", done);
    Ok(seat.page_as(status, frame, &content))
}
