//! Figures of earlier years that were entered wrongly are taken out.

use actix_web::HttpRequest;
use actix_web::web::Form;
use serde::Deserialize;

use super::gap::{HrSeat, base};
use super::part;
use crate::web::console::answers::{Answer, see_other};

/// A figure's key.
#[derive(Deserialize)]
pub struct Which {
    year: u16,
    instrument: String,
    code: String,
}

/// Takes a figure out.
pub async fn remove(seat: HrSeat, request: HttpRequest, of: Form<Which>) -> Answer {
    let done = seat.desk.drop_figure(of.year, &of.instrument, &of.code);
    done.await.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(see_other(&base(&seat, &part(&request, "round"))))
}
