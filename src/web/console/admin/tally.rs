//! The tally: sheets are given one after the other, then the boxes are opened behind the page.

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use zeroize::Zeroizing;

use super::ceremony::{Sheet, why_stopped};
use super::{AdminSeat, beside, in_words, of_round, round_frame, with_camera};
use crate::domain::round::RoundState;
use crate::service::administrator::TallyStanding;
use crate::view::console::admin::ceremony::run as run_view;
use crate::view::console::admin::tally as view;
use crate::view::console::form::Typed;
use crate::view::console::parts::together;
use crate::view::console::{Mood, Notice};
use crate::web::console::answers::{Answer, see_other};
use crate::web::console::sheets_cookie;

/// Asks for the next sheet, or says how far the run is.
pub async fn tally(seat: AdminSeat, code: Path<String>) -> Answer {
    page(&seat, &code, StatusCode::OK, &Typed::default()).await
}

/// Takes a sheet.
pub async fn give(seat: AdminSeat, code: Path<String>, sheet: Form<Sheet>) -> Answer {
    let typed = Zeroizing::new(sheet.into_inner().sheet);
    match seat.desk.give_sheet(&code, &typed).await {
        Ok(key) => {
            let mut answer = see_other(&format!("{}/tally", of_round(&code)));
            let kept = match key {
                Some(key) => sheets_cookie::cookie(of_round(&code), key.text()),
                None => sheets_cookie::gone(of_round(&code)),
            };
            // A cookie of base32 symbols below an escaped address is always a valid header.
            let _ = answer.add_cookie(&kept);
            Ok(answer)
        }
        Err(refusal) => {
            let mut again = Typed::default();
            again.blame("sheet", seat.said(&refusal)?);
            page(&seat, &code, StatusCode::UNPROCESSABLE_ENTITY, &again).await
        }
    }
}

/// Forgets the sheet that was given.
pub async fn forget(seat: AdminSeat, code: Path<String>) -> Answer {
    let done = seat.desk.forget_sheets(&code).await;
    done.map_err(|refusal| seat.trouble(&refusal))?;
    let mut answer = see_other(&format!("{}/tally", of_round(&code)));
    let _ = answer.add_cookie(&sheets_cookie::gone(of_round(&code)));
    Ok(answer)
}

/// Checks a sheet at any time; opens nothing.
pub async fn sheet(seat: AdminSeat, code: Path<String>) -> Answer {
    seat.desk.draft(&code).await.map_err(|_| seat.missing())?;
    Ok(check_page(
        &seat,
        &code,
        StatusCode::OK,
        &Typed::default(),
        None,
    ))
}

/// Says whether a sheet is good.
pub async fn check(seat: AdminSeat, code: Path<String>, sheet: Form<Sheet>) -> Answer {
    let typed = Zeroizing::new(sheet.into_inner().sheet);
    match seat.desk.check_sheet(&code, &typed).await {
        Ok(number) => {
            let number = number.to_string();
            let text = seat
                .words()
                .fill("rounds.sheet_good", &[("number", &number)]);
            let said = Notice {
                mood: Mood::Done,
                text,
            };
            Ok(check_page(
                &seat,
                &code,
                StatusCode::OK,
                &Typed::default(),
                Some(said),
            ))
        }
        Err(refusal) => {
            let mut again = Typed::default();
            again.blame("sheet", seat.said(&refusal)?);
            Ok(check_page(
                &seat,
                &code,
                StatusCode::UNPROCESSABLE_ENTITY,
                &again,
                None,
            ))
        }
    }
}

fn check_page(
    seat: &AdminSeat,
    code: &str,
    status: StatusCode,
    typed: &Typed,
    notice: Option<Notice>,
) -> actix_web::HttpResponse {
    let words = seat.words();
    let mut frame = round_frame(words, code, words.say("rounds.sheet_check").to_owned());
    frame.notice = notice;
    frame.scripts = vec!["scan.js"];
    let content = view::check(words, &format!("{}/sheet", of_round(code)), typed);
    with_camera(seat.page_as(status, frame, &content))
}

async fn page(seat: &AdminSeat, code: &str, status: StatusCode, typed: &Typed) -> Answer {
    let standing = seat.desk.tally_standing(code).await;
    let standing = standing.map_err(|_| seat.missing())?;
    if standing.round.state != RoundState::Closed {
        return Ok(see_other(&of_round(code)));
    }
    let words = seat.words();
    let mut frame = round_frame(words, code, words.say("rounds.tally").to_owned());
    let run = standing.run.as_ref();
    if let Some(run) = run.filter(|run| run.stopped.is_none()) {
        frame.refresh = Some(2);
        let content = run_view(words, words.say("rounds.tally_runs"), run.done, run.of);
        return Ok(seat.page(frame, &content));
    }
    if !standing.held_back.is_empty() {
        let content = beside::held_back(seat, &standing);
        return Ok(seat.page_as(status, frame, &content));
    }
    frame.notice = run.and_then(|run| run.stopped.as_ref()).map(|why| Notice {
        mood: Mood::Refused,
        text: why_stopped(words, why),
    });
    frame.scripts = vec!["scan.js"];
    let (given, label) = asked(seat, &standing);
    let base = format!("{}/tally", of_round(code));
    let content = view::ask(words, &base, given.as_ref(), &label, typed);
    let content = together(&[beside::same_sheets(seat, &standing.round).await?, content]);
    Ok(with_camera(seat.page_as(status, frame, &content)))
}

/// What was given, and what is asked for.
fn asked(seat: &AdminSeat, standing: &TallyStanding) -> (Option<view::Given>, String) {
    let words = seat.words();
    let of = standing.round.terms.custody.threshold().to_string();
    let given = standing.waiting.as_ref().map(|waiting| {
        let until = in_words(words, waiting.until);
        match waiting.custodian {
            Some(number) => view::Given::Here(words.fill(
                "rounds.tally_given",
                &[("number", &number.to_string()), ("until", &until)],
            )),
            None => view::Given::Elsewhere(
                words.fill("rounds.tally_given_elsewhere", &[("until", &until)]),
            ),
        }
    });
    let number = match given {
        Some(view::Given::Here(_)) => "2",
        _ => "1",
    };
    let label = words.fill("rounds.tally_sheet_of", &[("number", number), ("of", &of)]);
    (given, label)
}
