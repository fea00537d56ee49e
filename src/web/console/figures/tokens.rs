//! HR's tokens for programs: made, shown once, revoked.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::Form;
use serde::Deserialize;

use super::crumbs;
use crate::domain::encoding::percent_encoded;
use crate::service::access::desks::HrDesk;
use crate::view::console::Frame;
use crate::view::console::figures::tokens::{self as view, Line};
use crate::view::console::form::Typed;
use crate::web::console::answers::{Answer, see_other};
use crate::web::console::seat::Seat;

fn base(seat: &Seat<HrDesk>) -> String {
    format!(
        "/office/hr/{}/api/tokens",
        percent_encoded(&seat.desk.agency().code)
    )
}

async fn shown(
    seat: &Seat<HrDesk>,
    status: StatusCode,
    fresh: Option<&str>,
    typed: &Typed,
) -> actix_web::Result<HttpResponse> {
    let tokens = seat.desk.api_tokens().await;
    let tokens = tokens.map_err(|refusal| seat.trouble(&refusal))?;
    let lines = tokens.into_iter().map(|token| Line {
        id: token.id,
        name: token.name,
        made_by: token.made_by,
        day: token.day,
    });
    let lines: Vec<Line> = lines.collect();
    let words = seat.words();
    let frame = Frame {
        title: words.say("figures.token_title").to_owned(),
        kicker: Some(seat.desk.agency().name.clone()),
        crumbs: crumbs(seat),
        ..Frame::default()
    };
    Ok(seat.page_as(
        status,
        frame,
        &view::tokens(words, &lines, fresh, typed, &base(seat)),
    ))
}

/// The page.
pub async fn page(seat: Seat<HrDesk>) -> Answer {
    shown(&seat, StatusCode::OK, None, &Typed::default()).await
}

/// A name.
#[derive(Deserialize)]
pub struct Named {
    name: String,
}

/// Makes a token and shows it, this once.
pub async fn make(seat: Seat<HrDesk>, form: Form<Named>) -> Answer {
    match seat.desk.make_api_token(&form.name).await {
        Ok(token) => {
            shown(
                &seat,
                StatusCode::OK,
                Some(&token.text()),
                &Typed::default(),
            )
            .await
        }
        Err(refusal) => {
            let mut typed = Typed::default().with("name", &form.name);
            typed.blame("name", seat.said(&refusal)?);
            shown(&seat, StatusCode::UNPROCESSABLE_ENTITY, None, &typed).await
        }
    }
}

/// A row.
#[derive(Deserialize)]
pub struct Row {
    id: i64,
}

/// Revokes a token.
pub async fn revoke(seat: Seat<HrDesk>, form: Form<Row>) -> Answer {
    let done = seat.desk.revoke_api_token(form.id).await;
    done.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(see_other(&base(&seat)))
}
