//! The key ceremony, step by step; what each step shows is the desk's to say.

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{AdminSeat, beside, document, of_round, round_frame, with_camera};
use crate::domain::round::{Round, RoundState};
use crate::service::Refusal;
use crate::service::administrator::{CeremonyStep, CustodianStep, Run, ShownSheet, Stage};
use crate::view::console::admin::ceremony::{self as view, Custodian};
use crate::view::console::admin::papers::sheet_hint;
use crate::view::console::form::Typed;
use crate::view::console::parts::together;
use crate::view::console::{Mood, Notice};
use crate::view::print_page::{PrintFacts, served};
use crate::view::print_sheet::{KeySheet, key_sheet};
use crate::web::console::answers::{Answer, see_other};

/// A sheet that was typed or scanned.
#[derive(Deserialize)]
pub struct Sheet {
    /// Its text.
    #[serde(default)]
    pub sheet: String,
}

fn address(code: &str) -> String {
    format!("{}/ceremony", of_round(code))
}

/// The step that is next.
pub async fn step(seat: AdminSeat, code: Path<String>) -> Answer {
    let round = seat
        .desk
        .draft(&code)
        .await
        .map_err(|_| seat.missing())?
        .round;
    let held = seat.desk.ceremony(&code);
    if let Some(run) = seat.desk.opening(&code).filter(|_| held.is_none()) {
        return running(&seat, &round, &run).await;
    }
    if round.state != RoundState::Draft {
        return Ok(see_other(&of_round(&code)));
    }
    match held {
        None => intro(&seat, &round, None).await,
        Some(step) if step.turn.is_some() && step.stage == Stage::Shown => shown(&seat, &round),
        Some(step) => guided(&seat, &round, &step, StatusCode::OK, &Typed::default()).await,
    }
}

/// Draws the sheets.
pub async fn begin(seat: AdminSeat, code: Path<String>) -> Answer {
    let done = seat.desk.begin_ceremony(&code).await;
    done.map_err(|r| seat.trouble(&r))?;
    Ok(see_other(&address(&code)))
}

/// Shows the sheet of the custodian in turn.
pub async fn show(seat: AdminSeat, code: Path<String>) -> Answer {
    then_on(&seat, &code, seat.desk.show_sheet(&code)).await
}

/// Takes it off the screen.
pub async fn hide(seat: AdminSeat, code: Path<String>) -> Answer {
    then_on(&seat, &code, seat.desk.hide_sheet(&code)).await
}

/// Takes what was read from the paper.
pub async fn read_back(seat: AdminSeat, code: Path<String>, sheet: Form<Sheet>) -> Answer {
    let typed = Zeroizing::new(sheet.into_inner().sheet);
    let done = seat.desk.read_back(&code, &typed);
    let (Err(refusal), Some(step)) = (&done, seat.desk.ceremony(&code)) else {
        return then_on(&seat, &code, done).await;
    };
    let round = seat
        .desk
        .draft(&code)
        .await
        .map_err(|_| seat.missing())?
        .round;
    let mut again = Typed::default();
    again.blame("sheet", seat.said(refusal)?);
    guided(
        &seat,
        &round,
        &step,
        StatusCode::UNPROCESSABLE_ENTITY,
        &again,
    )
    .await
}

/// Gives the ceremony up.
pub async fn drop_it(seat: AdminSeat, code: Path<String>) -> Answer {
    let done = seat.desk.drop_ceremony(&code).await;
    then_on(&seat, &code, done).await
}

/// Opens the round behind the page.
pub async fn open(seat: AdminSeat, code: Path<String>) -> Answer {
    let done = seat.desk.open_round(&code).await;
    then_on(&seat, &code, done).await
}

/// On to the next step; where the ceremony is gone, to its beginning with a word of why.
async fn then_on(seat: &AdminSeat, code: &str, done: Result<(), Refusal>) -> Answer {
    let Err(refusal) = done else {
        return Ok(see_other(&address(code)));
    };
    let round = seat
        .desk
        .draft(code)
        .await
        .map_err(|_| seat.missing())?
        .round;
    if refusal.message().key == "errors.ceremony-gone" && round.state == RoundState::Draft {
        return intro(seat, &round, Some(seat.said(&refusal)?)).await;
    }
    Err(seat.trouble(&refusal))
}

async fn intro(seat: &AdminSeat, round: &Round, said: Option<String>) -> Answer {
    let words = seat.words();
    let fail = |refusal: Refusal| seat.trouble(&refusal);
    let totals = seat.desk.readiness_totals(round).await.map_err(fail)?;
    let lacks: Vec<String> = seat
        .desk
        .blockers(round, &totals)
        .iter()
        .map(|message| words.word_for_office(message))
        .collect();
    let drawn = seat
        .desk
        .sheets_were_drawn(&round.code)
        .await
        .map_err(fail)?;
    let names = seat.desk.draft(&round.code).await.map_err(fail)?.custodians;
    let status = if said.is_some() {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let before = drawn.then(|| words.say("rounds.drawn_before").to_owned());
    let mut frame = round_frame(words, &round.code, words.say("rounds.ceremony").to_owned());
    frame.notice = said.or(before).map(|text| Notice {
        mood: Mood::Warning,
        text,
    });
    let content = view::intro(words, &address(&round.code), &names, &lacks);
    let content = together(&[beside::no_second_ceremony(seat, round).await?, content]);
    Ok(seat.page_as(status, frame, &content))
}

async fn guided(
    seat: &AdminSeat,
    round: &Round,
    step: &CeremonyStep,
    status: StatusCode,
    typed: &Typed,
) -> Answer {
    let (words, base) = (seat.words(), address(&round.code));
    let all: Vec<Custodian> = step.custodians.iter().map(custodian).collect();
    let title = words.say("rounds.ceremony").to_owned();
    let mut frame = round_frame(words, &round.code, title);
    let content = match (&step.turn, step.stage) {
        (None, _) => {
            let totals = seat.desk.readiness_totals(round).await;
            let agencies = totals.map_err(|r| seat.trouble(&r))?.agencies;
            view::finished(words, &base, &all, agencies)
        }
        (Some(turn), Stage::Reading) => {
            frame.scripts = vec!["scan.js"];
            view::reading(words, &base, &all, &custodian(turn), typed)
        }
        (Some(turn), _) => view::called(
            words,
            &base,
            &all,
            &custodian(turn),
            &duty(seat, round, turn),
        ),
    };
    Ok(with_camera(seat.page_as(status, frame, &content)))
}

/// What the custodian holds, in the words that the sheet has too.
fn duty(seat: &AdminSeat, round: &Round, turn: &CustodianStep) -> String {
    let custody = round.terms.custody;
    let key = match custody.custodians() {
        1 => "letter.key_duty_single",
        _ => "letter.key_duty",
    };
    seat.words().fill(
        key,
        &[
            ("number", &turn.number.to_string()),
            ("custodians", &custody.custodians().to_string()),
            ("needed", &custody.threshold().to_string()),
        ],
    )
}

fn custodian(step: &CustodianStep) -> Custodian {
    Custodian {
        number: step.number,
        name: step.name.clone(),
        read_back: step.read_back,
    }
}

/// The sheet, as a page to print.
fn shown(seat: &AdminSeat, round: &Round) -> Answer {
    let Some(sheet) = seat.desk.shown_sheet(&round.code) else {
        return Ok(see_other(&address(&round.code)));
    };
    let thai = &seat.console.thai;
    let printed = key_sheet(thai, &printed(seat, round, &sheet));
    let printed = printed.map_err(|_| seat.trouble(&Refusal::Crypto))?;
    let facts = PrintFacts {
        style: &seat.console.print_style,
        bundle: seat.console.bundle(),
    };
    let hint = sheet_hint(seat.words(), &format!("{}/hide", address(&round.code)));
    Ok(document(served(
        thai,
        thai.say("letter.key_title"),
        &facts,
        &hint,
        &printed,
    )))
}

fn printed(seat: &AdminSeat, round: &Round, sheet: &ShownSheet) -> KeySheet {
    let unnumbered = |line: &str| {
        line.split_once(": ")
            .map_or(line, |(_, symbols)| symbols)
            .to_owned()
    };
    KeySheet {
        organisation: seat.desk.organisation().to_owned(),
        fiscal_year: i16::try_from(round.terms.fiscal_year).unwrap_or(i16::MAX),
        round: round.terms.number,
        custodian: sheet.custodian.name.clone(),
        number: sheet.custodian.number,
        custody: round.terms.custody,
        lines: sheet.text.lines().map(unnumbered).collect(),
        one_line: sheet.one_line.to_string(),
    }
}

/// How far the opening is; why it stopped, if it did.
async fn running(seat: &AdminSeat, round: &Round, run: &Run) -> Answer {
    let words = seat.words();
    match &run.failed {
        Some(_) if round.state != RoundState::Draft => Ok(see_other(&of_round(&round.code))),
        Some(why) => {
            let why = words.word_for_office(why);
            let text = words.fill("rounds.opening_failed", &[("why", &why)]);
            intro(seat, round, Some(text)).await
        }
        None => {
            let title = words.say("rounds.opening").to_owned();
            let mut frame = round_frame(words, &round.code, title);
            frame.refresh = Some(2);
            let text = words.say("rounds.opening_text");
            Ok(seat.page(frame, &view::run(words, text, run.done, run.of)))
        }
    }
}
