//! Acts on a round that ask once more: discard, extend, close, cancel, publish.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::web::{Form, Path};
use maud::Markup;
use serde::Deserialize;

use super::{AdminSeat, in_words, of_round, round_frame};
use crate::domain::calendar::{parse_moment, thai_rfc3339};
use crate::domain::round::{Round, RoundState};
use crate::service::Refusal;
use crate::view::console::admin::confirm::{Question, confirm};
use crate::view::console::form::{Typed, summary};
use crate::web::console::answers::{Answer, see_other};

/// An act: tail of its address, keys of name, button and sentences, and when it may be asked for.
struct Asked {
    path: &'static str,
    name: &'static str,
    button: &'static str,
    lines: &'static [&'static str],
    states: &'static [RoundState],
    danger: bool,
}

/// Sentences that read otherwise where the public answers.
const OF_PUBLIC: [(&str, &str); 6] = [
    ("rounds.discard_1", "rounds_public.discard_1"),
    ("rounds.extend_2", "rounds_public.extend_2"),
    ("rounds.close_2", "rounds_public.close_2"),
    ("rounds.close_3", "rounds_public.close_3"),
    ("rounds.cancel_2", "rounds_public.cancel_2"),
    ("rounds.cancel_3", "rounds_public.cancel_3"),
];

const DISCARD: Asked = Asked {
    path: "discard",
    name: "rounds.discard",
    button: "rounds.discard_button",
    lines: &["rounds.discard_1", "rounds.discard_2"],
    states: &[RoundState::Draft],
    danger: true,
};
const EXTEND: Asked = Asked {
    path: "extend",
    name: "rounds.extend",
    button: "rounds.extend_button",
    lines: &["rounds.extend_1", "rounds.extend_2", "rounds.extend_3"],
    states: &[RoundState::Open],
    danger: false,
};
const CLOSE: Asked = Asked {
    path: "close",
    name: "rounds.close",
    button: "rounds.close_button",
    lines: &["rounds.close_1", "rounds.close_2", "rounds.close_3"],
    states: &[RoundState::Open],
    danger: true,
};
const CANCEL: Asked = Asked {
    path: "cancel",
    name: "rounds.cancel",
    button: "rounds.cancel_button",
    lines: &["rounds.cancel_1", "rounds.cancel_2", "rounds.cancel_3"],
    states: &[RoundState::Open, RoundState::Closed],
    danger: true,
};
const OPEN_BESIDE: Asked = Asked {
    path: "open-beside",
    name: "rounds_public.open_beside",
    button: "rounds_public.open_button",
    lines: &[
        "rounds_public.open_1",
        "rounds_public.open_2",
        "rounds_public.open_3",
    ],
    states: &[RoundState::Draft],
    danger: false,
};
const PUBLISH: Asked = Asked {
    path: "publish",
    name: "rounds.publish",
    button: "rounds.publish_button",
    lines: &["rounds.publish_1", "rounds.publish_2", "rounds.publish_3"],
    states: &[RoundState::Tallied],
    danger: false,
};

/// Asks whether to remove a draft.
pub async fn discard(seat: AdminSeat, code: Path<String>) -> Answer {
    ask(&seat, &code, &DISCARD).await
}

/// Removes it.
pub async fn do_discard(seat: AdminSeat, code: Path<String>) -> Answer {
    seat.desk
        .discard(&code)
        .await
        .map_err(|r| seat.trouble(&r))?;
    Ok(see_other(super::BASE))
}

/// Asks whether to close now.
pub async fn close(seat: AdminSeat, code: Path<String>) -> Answer {
    ask(&seat, &code, &CLOSE).await
}

/// Closes.
pub async fn do_close(seat: AdminSeat, code: Path<String>) -> Answer {
    let done = seat.desk.close(&code).await.map(|_| ());
    then_to_round(&seat, &code, done)
}

/// Asks whether to cancel.
pub async fn cancel(seat: AdminSeat, code: Path<String>) -> Answer {
    ask(&seat, &code, &CANCEL).await
}

/// Cancels.
pub async fn do_cancel(seat: AdminSeat, code: Path<String>) -> Answer {
    let done = seat.desk.cancel(&code).await;
    then_to_round(&seat, &code, done)
}

/// Asks whether to open the public's part under the keys of the part beside it.
pub async fn open_beside(seat: AdminSeat, code: Path<String>) -> Answer {
    match seat.desk.may_open_beside(&code).await {
        Ok(true) => ask(&seat, &code, &OPEN_BESIDE).await,
        _ => Err(seat.missing()),
    }
}

/// Opens it.
pub async fn do_open_beside(seat: AdminSeat, code: Path<String>) -> Answer {
    let done = seat.desk.open_beside(&code).await;
    then_to_round(&seat, &code, done)
}

/// Asks whether to publish.
pub async fn publish(seat: AdminSeat, code: Path<String>) -> Answer {
    ask(&seat, &code, &PUBLISH).await
}

/// Publishes.
pub async fn do_publish(seat: AdminSeat, code: Path<String>) -> Answer {
    let done = seat.desk.publish(&code).await.map(|_| ());
    then_to_round(&seat, &code, done)
}

/// Asks for a later close and its reason.
pub async fn extend(seat: AdminSeat, code: Path<String>) -> Answer {
    let round = seat
        .desk
        .draft(&code)
        .await
        .map_err(|_| seat.missing())?
        .round;
    let closes = super::round_form::local(&thai_rfc3339(round.closes_at));
    let typed = Typed::default().with("closes", closes);
    Ok(extend_page(&seat, &round, StatusCode::OK, &typed))
}

/// What was typed for a later close.
#[derive(Deserialize)]
pub struct Later {
    closes: String,
    reason: String,
}

/// Moves the close.
pub async fn do_extend(seat: AdminSeat, code: Path<String>, later: Form<Later>) -> Answer {
    let words = seat.words();
    let mut typed = Typed::default()
        .with("closes", &later.closes)
        .with("reason", &later.reason);
    if later.reason.trim().is_empty() {
        typed.blame("reason", words.say("rounds.extend_needs_reason"));
    }
    let moment = parse_moment(&later.closes);
    if moment.is_err() {
        typed.blame("closes", words.say("rounds.bad_moment"));
    }
    if let Some(moment) = moment.ok().filter(|_| typed.is_fine()) {
        match seat.desk.extend(&code, moment, &later.reason).await {
            Ok(_) => return Ok(see_other(&of_round(&code))),
            Err(refusal) => typed.blame("closes", seat.said(&refusal)?),
        }
    }
    let round = seat
        .desk
        .draft(&code)
        .await
        .map_err(|_| seat.missing())?
        .round;
    Ok(extend_page(
        &seat,
        &round,
        StatusCode::UNPROCESSABLE_ENTITY,
        &typed,
    ))
}

fn extend_page(seat: &AdminSeat, round: &Round, status: StatusCode, typed: &Typed) -> HttpResponse {
    let words = seat.words();
    let fields = crate::view::console::admin::round_form::later(words, typed);
    asked_page(
        seat,
        round,
        &EXTEND,
        status,
        &(summary(words, typed), fields),
    )
}

async fn ask(seat: &AdminSeat, code: &str, asked: &Asked) -> Answer {
    let round = seat
        .desk
        .draft(code)
        .await
        .map_err(|_| seat.missing())?
        .round;
    let nothing = Markup::default();
    Ok(asked_page(
        seat,
        &round,
        asked,
        StatusCode::OK,
        &(nothing.clone(), nothing),
    ))
}

fn asked_page(
    seat: &AdminSeat,
    round: &Round,
    asked: &Asked,
    status: StatusCode,
    (above, fields): &(Markup, Markup),
) -> HttpResponse {
    let base = of_round(&round.code);
    if !asked.states.contains(&round.state) {
        return see_other(&base);
    }
    let words = seat.words();
    let closes = in_words(words, round.closes_at);
    let grace = round.terms.grace_minutes.to_string();
    let values = [
        ("round", round.code.as_str()),
        ("closes", closes.as_str()),
        ("grace", grace.as_str()),
    ];
    let question = Question {
        lines: sentences(seat, round, asked)
            .map(|key| words.fill(key, &values))
            .collect(),
        action: format!("{base}/{}", asked.path),
        button: words.say(asked.button).to_owned(),
        danger: asked.danger,
        back: base,
    };
    let frame = round_frame(words, &round.code, words.say(asked.name).to_owned());
    let content = confirm(words, &question, fields);
    let content = crate::view::console::parts::together(&[above.clone(), content]);
    seat.page_as(status, frame, &content)
}

/// Keys of what is said before an act is done. Where there is no grace, none is spoken of.
fn sentences(seat: &AdminSeat, round: &Round, asked: &Asked) -> impl Iterator<Item = &'static str> {
    let public = seat.desk.is_public(round).unwrap_or_default();
    let none = round.terms.grace_minutes == 0;
    asked.lines.iter().map(move |key| {
        let own = OF_PUBLIC.iter().find(|(of_staff, _)| of_staff == key);
        match own {
            _ if none && *key == "rounds.close_3" => "rounds.close_3_none",
            Some((_, own)) if public => own,
            _ => *key,
        }
    })
}

fn then_to_round(seat: &AdminSeat, code: &str, done: Result<(), Refusal>) -> Answer {
    done.map_err(|r| seat.trouble(&r))?;
    Ok(see_other(&of_round(code)))
}
