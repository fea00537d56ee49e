//! The key ceremony, step by step; what each step shows is the desk's to say.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use jiff::Timestamp;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::{AdminSeat, beside, document, of_round, round_frame, with_camera};
use crate::domain::lang::Lang;
use crate::domain::message::Message;
use crate::domain::round::{Round, RoundState};
use crate::locale::Locale;
use crate::service::Refusal;
use crate::service::administrator::{CeremonyHere, CeremonyStep, CustodianStep, ShownSheet, Stage};
use crate::service::runs::{Run, Stopped};
use crate::view::console::admin::ceremony::{self as view, Custodian};
use crate::view::console::admin::papers::sheet_hint;
use crate::view::console::form::Typed;
use crate::view::console::parts::together;
use crate::view::console::{Mood, Notice};
use crate::view::print_page::{PrintFacts, served};
use crate::view::print_sheet::{KeySheet, key_sheet};
use crate::web::console::answers::{Answer, see_other};
use crate::web::console::sheets_cookie;

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
    let round = draft(&seat, &code).await?;
    let fail = |refusal: Refusal| seat.trouble(&refusal);
    let run = seat.desk.opening(&code).await.map_err(fail)?;
    if let Some(run) = run.as_ref().filter(|run| run.stopped.is_none()) {
        return Ok(running(&seat, &round, run));
    }
    if round.state != RoundState::Draft {
        return Ok(without_key(see_other(&of_round(&code)), &code));
    }
    let stopped = run.and_then(|run| run.stopped);
    match seat.desk.ceremony(&code).await.map_err(fail)? {
        CeremonyHere::None => {
            let void = stopped.map(|why| failed(&seat, "rounds.opening_failed", &why));
            intro(&seat, &round, void).await
        }
        CeremonyHere::Elsewhere(until) => {
            let status = StatusCode::OK;
            Ok(elsewhere(&seat, &round, until, status))
        }
        CeremonyHere::Here(step) if step.turn.is_some() && step.stage == Stage::Shown => {
            shown(&seat, &round).await
        }
        CeremonyHere::Here(step) => {
            let again = stopped.map(|why| failed(&seat, "rounds.opening_failed_again", &why));
            let typed = Typed::default();
            guided(&seat, &round, &step, (StatusCode::OK, again), &typed).await
        }
    }
}

async fn draft(seat: &AdminSeat, code: &str) -> actix_web::Result<Round> {
    let draft = seat.desk.draft(code).await;
    Ok(draft.map_err(|_| seat.missing())?.round)
}

/// Takes the key of the sheets from the browser.
fn without_key(mut answer: HttpResponse, code: &str) -> HttpResponse {
    // A cookie below an escaped address is always a valid header.
    let _ = answer.add_cookie(&sheets_cookie::gone(of_round(code)));
    answer
}

/// Draws the sheets.
pub async fn begin(seat: AdminSeat, code: Path<String>) -> Answer {
    match seat.desk.begin_ceremony(&code).await {
        Ok(key) => {
            let mut answer = see_other(&address(&code));
            let _ = answer.add_cookie(&sheets_cookie::cookie(of_round(&code), key.text()));
            Ok(answer)
        }
        Err(refusal) => Err(seat.trouble(&refusal)),
    }
}

/// Shows the sheet of the custodian in turn.
pub async fn show(seat: AdminSeat, code: Path<String>) -> Answer {
    then_on(&seat, &code, seat.desk.show_sheet(&code).await).await
}

/// Takes it off the screen.
pub async fn hide(seat: AdminSeat, code: Path<String>) -> Answer {
    then_on(&seat, &code, seat.desk.hide_sheet(&code).await).await
}

/// Takes what was read from the paper.
pub async fn read_back(seat: AdminSeat, code: Path<String>, sheet: Form<Sheet>) -> Answer {
    let typed = Zeroizing::new(sheet.into_inner().sheet);
    let Err(refusal) = seat.desk.read_back(&code, &typed).await else {
        return Ok(see_other(&address(&code)));
    };
    let CeremonyHere::Here(step) = found(&seat, &code).await? else {
        return then_on(&seat, &code, Err(refusal)).await;
    };
    let round = draft(&seat, &code).await?;
    let mut again = Typed::default();
    again.blame("sheet", seat.said(&refusal)?);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    guided(&seat, &round, &step, (status, None), &again).await
}

async fn found(seat: &AdminSeat, code: &str) -> actix_web::Result<CeremonyHere> {
    let found = seat.desk.ceremony(code).await;
    found.map_err(|refusal| seat.trouble(&refusal))
}

/// Gives the ceremony up.
pub async fn drop_it(seat: AdminSeat, code: Path<String>) -> Answer {
    let done = seat.desk.drop_ceremony(&code).await;
    Ok(without_key(then_on(&seat, &code, done).await?, &code))
}

/// Opens the round behind the page.
pub async fn open(seat: AdminSeat, code: Path<String>) -> Answer {
    let done = seat.desk.open_round(&code).await;
    then_on(&seat, &code, done).await
}

/// On to the next step; where the ceremony is gone, to its beginning with a word of why, and where it goes on
/// elsewhere, to a word of that.
async fn then_on(seat: &AdminSeat, code: &str, done: Result<(), Refusal>) -> Answer {
    let Err(refusal) = done else {
        return Ok(see_other(&address(code)));
    };
    let round = draft(seat, code).await?;
    let key = refusal.message().key;
    if key == "errors.ceremony-gone" && round.state == RoundState::Draft {
        return intro(seat, &round, Some(seat.said(&refusal)?)).await;
    }
    if key == "errors.ceremony-elsewhere"
        && let CeremonyHere::Elsewhere(until) = found(seat, code).await?
    {
        return Ok(elsewhere(seat, &round, until, StatusCode::CONFLICT));
    }
    Err(seat.trouble(&refusal))
}

/// The ceremony is held elsewhere, or this browser has lost its key.
fn elsewhere(
    seat: &AdminSeat,
    round: &Round,
    until: Timestamp,
    status: StatusCode,
) -> HttpResponse {
    let words = seat.words();
    let mut frame = round_frame(words, &round.code, words.say("rounds.ceremony").to_owned());
    let said = Message::new("errors.ceremony-elsewhere").at("until", until);
    frame.notice = Some(Notice {
        mood: Mood::Warning,
        text: words.word_for_office(&said),
    });
    let content = view::elsewhere(words, &address(&round.code));
    seat.page_as(status, frame, &content)
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
    (status, said): (StatusCode, Option<String>),
    typed: &Typed,
) -> Answer {
    let (words, base) = (seat.words(), address(&round.code));
    let all: Vec<Custodian> = step.custodians.iter().map(custodian).collect();
    let title = words.say("rounds.ceremony").to_owned();
    let mut frame = round_frame(words, &round.code, title);
    frame.notice = said.map(|text| Notice {
        mood: Mood::Warning,
        text,
    });
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
async fn shown(seat: &AdminSeat, round: &Round) -> Answer {
    let sheet = seat.desk.shown_sheet(&round.code).await;
    let Some(sheet) = sheet.map_err(|refusal| seat.trouble(&refusal))? else {
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

/// How far the opening is.
fn running(seat: &AdminSeat, round: &Round, run: &Run) -> HttpResponse {
    let words = seat.words();
    let title = words.say("rounds.opening").to_owned();
    let mut frame = round_frame(words, &round.code, title);
    frame.refresh = Some(2);
    let text = words.say("rounds.opening_text");
    seat.page(frame, &view::run(words, text, run.done, run.of))
}

fn failed(seat: &AdminSeat, key: &str, why: &Stopped) -> String {
    let why = why_stopped(seat.words(), why);
    seat.words().fill(key, &[("why", &why)])
}

/// Why a run stopped, in the reader's language.
pub fn why_stopped(words: &Locale, why: &Stopped) -> String {
    match (why, words.lang()) {
        (Stopped::Because([text, _]), Lang::Th) | (Stopped::Because([_, text]), Lang::En) => {
            text.clone()
        }
        (Stopped::BrokeOff, _) => words.say("rounds.run_broke_off").to_owned(),
    }
}
