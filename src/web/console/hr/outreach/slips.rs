//! Slips: made and printed in one answer, since they exist nowhere else.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use serde::Deserialize;

use super::super::{HrSeat, There};
use super::{at, frame_of, open_poll, printed, round_of};
use crate::domain::calendar::thai_zone;
use crate::domain::notice::printed as grouped;
use crate::domain::round::{Poll, Round};
use crate::domain::thai::normalise;
use crate::domain::ticket::{LARGEST_BATCH, LEAST_BATCH};
use crate::export::sheet::{Column, Sheet};
use crate::service::outreach::Slip;
use crate::view::console::form::Typed;
use crate::view::console::hr::outreach::slips as view;
use crate::view::slip::{self, SlipSet};
use crate::web::console::answers::Answer;
use crate::web::console::figures::taken;

/// Symbols of the fingerprint that a slip shows: two groups.
const START_OF_FINGERPRINT: usize = 9;

/// The page.
pub async fn slips(seat: HrSeat, there: Path<There>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let typed = Typed::default().with("number", "80");
    page(&seat, &round, StatusCode::OK, &typed).await
}

/// How many, and how they are printed.
#[derive(Deserialize)]
pub struct Batch {
    number: String,
    #[serde(default)]
    kind: String,
}

/// Makes them; the answer is the only place where they are.
pub async fn make(seat: HrSeat, there: Path<There>, batch: Form<Batch>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let number = normalise(&batch.number).replace(',', "");
    let number = number.trim().parse().unwrap_or_default();
    match seat.desk.mint_slips(&round, number).await {
        Ok(slips) if batch.kind == "labels" => labels(&seat, &round, &slips),
        Ok(slips) => sheets(&seat, &round, &slips).await,
        Err(refusal) => {
            let mut typed = Typed::default().with("number", &batch.number);
            typed.blame("number", seat.said(&refusal)?);
            page(&seat, &round, StatusCode::UNPROCESSABLE_ENTITY, &typed).await
        }
    }
}

async fn page(seat: &HrSeat, round: &Round, status: StatusCode, typed: &Typed) -> Answer {
    let open = open_poll(seat, round).await?.is_some();
    let action = open.then(|| at(seat, round, "slips"));
    let settings = at(seat, round, "settings");
    let limits = [LEAST_BATCH, LARGEST_BATCH];
    let content = view::slips(seat.words(), action.as_deref(), &settings, limits, typed);
    let frame = frame_of(seat, round, "hr_public.slips", "");
    Ok(seat.page_as(status, frame, &content))
}

fn address(seat: &HrSeat) -> String {
    format!("{}/e", seat.console.outside.public_url)
}

async fn sheets(seat: &HrSeat, round: &Round, slips: &[Slip]) -> Answer {
    let poll = open_poll(seat, round)
        .await?
        .ok_or_else(|| seat.missing())?;
    let facts = set(seat, round, &poll);
    let lines: Vec<slip::Slip> = slips
        .iter()
        .map(|made| slip::Slip {
            code: made.code.clone(),
            link: format!("{}#{}", facts.address, made.fragment),
        })
        .collect();
    let console = &seat.console;
    let sheets = slip::slips(&console.thai, &console.english, &facts, &lines);
    let sheets = sheets.map_err(|_| seat.missing())?;
    let words = seat.words();
    let hint = view::print_hint(words, lines.len(), &at(seat, round, "slips"));
    Ok(printed(seat, words.say("hr_public.slips"), &hint, &sheets))
}

fn set(seat: &HrSeat, round: &Round, poll: &Poll) -> SlipSet {
    let start = grouped(&poll.fingerprint);
    SlipSet {
        agency: seat.desk.agency().name.clone(),
        address: address(seat),
        closes: round.closes_at.to_zoned(thai_zone()).datetime(),
        fingerprint: start.chars().take(START_OF_FINGERPRINT).collect(),
    }
}

/// For a label printer: the code to type and the link of the QR code.
fn labels(seat: &HrSeat, round: &Round, slips: &[Slip]) -> Answer {
    let words = seat.words();
    let column = |code, key| Column {
        code,
        heading: words.say(key).to_owned(),
    };
    let mut sheet = Sheet::new(vec![
        column("code", "hr_public.label_code"),
        column("link", "hr_public.label_link"),
    ]);
    let address = address(seat);
    sheet.rows.extend(slips.iter().map(|slip| {
        let link = format!("{address}#{}", slip.fragment);
        vec![slip.code.as_str().into(), link.into()]
    }));
    let name = format!("slips-{}-{}.csv", seat.desk.agency().code, round.code);
    let file: Option<HttpResponse> = taken::list(&name, &round.code, &sheet);
    file.ok_or_else(|| seat.missing())
}
