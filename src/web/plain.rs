//! Visits without script: forms, page by page. Nothing of them is kept here between two requests.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::http::header::{ContentType, HeaderValue, RETRY_AFTER};
use actix_web::web::{Data, Form};
use actix_web::{HttpRequest, HttpResponse};
use maud::Markup;
use serde::Deserialize;

use super::answers::{NO_WRITING_AGAIN, note_failure};
use super::console::Console;
use crate::domain::ballot::Answers;
use crate::domain::encoding::{base32, from_base32};
use crate::domain::framework::{Instrument, ProfileQuestion};
use crate::domain::lang::Lang;
use crate::domain::wire::{Fingerprint, Ticket};
use crate::locale::Locale;
use crate::service::Refusal;
use crate::service::respondent_desk::RespondentDesk;
use crate::service::tickets::plain::{PlainQuestions, PlainVisit, Sent, Typed};
use crate::service::tickets::poster::Start;
use crate::service::tickets::slot::{Outcome, Standing};
use crate::view::visitor::plain::{self as view, PlainEnd, PlainPage};

/// A typed code.
#[derive(Deserialize)]
pub struct Code {
    #[serde(default)]
    code: String,
}

/// A poster's poll.
#[derive(Deserialize)]
pub struct Poster {
    #[serde(default)]
    fp: String,
}

/// Begins with a code that was typed from a slip.
pub async fn slip(desk: Data<RespondentDesk>, form: Form<Code>) -> HttpResponse {
    match desk.plain.typed(&form.code).await {
        Ok(Typed::Visit(visit)) => first_page(&desk, &visit),
        Ok(Typed::Mistyped) => {
            let style = &desk.files.current().page_style.digest;
            let page = view::retype(&desk.thai, style, &form.code);
            html(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Ok(Typed::Not(Standing::Spent)) => ended(&desk, &desk.thai, PlainEnd::Spent),
        Ok(Typed::Not(Standing::Closed)) => ended(&desk, &desk.thai, PlainEnd::Closed),
        Ok(Typed::Not(_)) => ended(&desk, &desk.thai, PlainEnd::UnknownTicket),
        Err(refusal) => failed(&desk, &desk.thai, &refusal),
    }
}

/// Begins a poster's visit.
pub async fn poster(
    desk: Data<RespondentDesk>,
    console: Data<Console>,
    request: HttpRequest,
    form: Form<Poster>,
) -> HttpResponse {
    let Some(fingerprint) = fixed::<Fingerprint>(&form.fp, Fingerprint::LENGTH) else {
        return ended(&desk, &desk.thai, PlainEnd::UnknownTicket);
    };
    let place = console.origin(&request);
    match desk.plain.start(&fingerprint, &place).await {
        Ok(Start::Ticket(ticket)) => {
            let visit = PlainVisit {
                fingerprint,
                channel: crate::domain::ticket::Channel::Plain,
                ticket,
            };
            first_page(&desk, &visit)
        }
        Ok(Start::Full) => ended(&desk, &desk.thai, PlainEnd::Full),
        Ok(Start::Closed) => ended(&desk, &desk.thai, PlainEnd::Closed),
        Ok(Start::Unknown | Start::Unsolved) => ended(&desk, &desk.thai, PlainEnd::UnknownTicket),
        Err(refusal) => failed(&desk, &desk.thai, &refusal),
    }
}

/// Goes on from a page: to the next, back, to the other language, or to the end.
pub async fn page(desk: Data<RespondentDesk>, form: Form<Vec<(String, String)>>) -> HttpResponse {
    let fields: BTreeMap<String, String> = form.into_inner().into_iter().collect();
    let field = |name: &str| fields.get(name).map_or("", String::as_str);
    let words = words(&desk, field("lang"), field("go"));
    let visit = visit_of(field("fp"), field("channel"), field("ticket"));
    let Some(visit) = visit else {
        return ended(&desk, words, PlainEnd::Trouble);
    };
    let Some(questions) = desk.plain.questions(&visit.fingerprint) else {
        return ended(&desk, words, PlainEnd::UnknownTicket);
    };
    let answers = answers_of(&fields, &questions);
    let last = questions.instrument.screens();
    let number = field("page").parse::<usize>().unwrap_or(1).clamp(1, last);
    let missing = first_missing(questions.instrument, &answers);
    let show = |number, point| shown(&desk, words, &visit, &questions, (number, point), &answers);
    match field("go") {
        "back" => show(number.saturating_sub(1).max(1), false),
        "next" if missing.is_some_and(|page| page <= number) => {
            show(missing.unwrap_or(number), true)
        }
        "next" if number < last => show(number + 1, false),
        "next" => send(&desk, words, &visit, &questions, &answers).await,
        _ => show(number, false),
    }
}

async fn send(
    desk: &RespondentDesk,
    words: &Locale,
    visit: &PlainVisit,
    questions: &PlainQuestions<'_>,
    answers: &BTreeMap<String, usize>,
) -> HttpResponse {
    let options = questions
        .instrument
        .sub_items()
        .filter_map(|sub| u8::try_from(*answers.get(&sub.code)?).ok());
    let asked = questions.instrument.profile.iter();
    let said = asked.map(|question| answers.get(&question.code).copied().unwrap_or(0));
    let said = said.map(|option| u8::try_from(option).unwrap_or(0));
    let ballot = Answers::new(options.collect()).saying(said.collect());
    match desk.plain.send(visit, questions, &ballot).await {
        Ok(Sent::InUrn(receipt)) => {
            let style = &desk.files.current().page_style.digest;
            html(StatusCode::OK, &view::done(words, style, &receipt))
        }
        Ok(Sent::Not(Outcome::Closed)) => ended(desk, words, PlainEnd::Closed),
        Ok(Sent::Not(Outcome::NoTicket)) => ended(desk, words, PlainEnd::Spent),
        Ok(Sent::Not(_)) => ended(desk, words, PlainEnd::Trouble),
        Err(refusal) => failed(desk, words, &refusal),
    }
}

fn first_page(desk: &RespondentDesk, visit: &PlainVisit) -> HttpResponse {
    match desk.plain.questions(&visit.fingerprint) {
        Some(questions) => shown(
            desk,
            &desk.thai,
            visit,
            &questions,
            (1, false),
            &BTreeMap::new(),
        ),
        None => ended(desk, &desk.thai, PlainEnd::UnknownTicket),
    }
}

fn shown(
    desk: &RespondentDesk,
    words: &Locale,
    visit: &PlainVisit,
    questions: &PlainQuestions,
    (number, point): (usize, bool),
    answers: &BTreeMap<String, usize>,
) -> HttpResponse {
    let fields = [
        ("fp", base32(visit.fingerprint.as_ref())),
        ("channel", visit.channel.code().to_owned()),
        ("ticket", base32(visit.ticket.as_ref())),
        ("lang", words.lang().code().to_owned()),
    ];
    let page = PlainPage {
        framework: questions.framework,
        instrument: questions.instrument,
        agency: &questions.manifest.agency.name,
        number,
        answers,
        point,
        visit: &fields,
    };
    let style = &desk.files.current().page_style.digest;
    let status = if point {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    html(status, &view::questions(words, style, &page))
}

/// What was answered and said, as far as there are such options.
fn answers_of(
    fields: &BTreeMap<String, String>,
    questions: &PlainQuestions,
) -> BTreeMap<String, usize> {
    let answer = |sub: &crate::domain::framework::SubItem| {
        let option: usize = fields.get(&sub.code)?.parse().ok()?;
        let scale = questions.framework.scales.get(sub.scale)?;
        (option < scale.options.len()).then(|| (sub.code.clone(), option))
    };
    let said = |question: &ProfileQuestion| {
        let option: usize = fields.get(&question.code)?.parse().ok()?;
        (option <= question.options.len()).then(|| (question.code.clone(), option))
    };
    let instrument = questions.instrument;
    let profile = instrument.profile.iter().filter_map(said);
    let answers = instrument.sub_items().filter_map(answer);
    answers.chain(profile).collect()
}

/// Number of the first page on which something is unanswered, from 1.
fn first_missing(instrument: &Instrument, answers: &BTreeMap<String, usize>) -> Option<usize> {
    let open = |page: &crate::domain::framework::Page| {
        let items = instrument.items.get(page.items.clone()).unwrap_or_default();
        let mut asked = items.iter().flat_map(|item| &item.sub_items);
        asked.any(|sub| !answers.contains_key(&sub.code))
    };
    instrument.pages.iter().position(open).map(|at| at + 1)
}

fn visit_of(fp: &str, channel: &str, ticket: &str) -> Option<PlainVisit> {
    Some(PlainVisit {
        fingerprint: fixed(fp, Fingerprint::LENGTH)?,
        channel: channel.parse().ok()?,
        ticket: fixed(ticket, Ticket::LENGTH)?,
    })
}

fn fixed<T: for<'a> TryFrom<&'a [u8]>>(text: &str, length: usize) -> Option<T> {
    T::try_from(&from_base32(text, length).ok()?).ok()
}

/// The language of the page, or the other one where its button was pressed.
fn words<'a>(desk: &'a RespondentDesk, lang: &str, go: &str) -> &'a Locale {
    let wanted = if matches!(go, "th" | "en") { go } else { lang };
    if wanted == Lang::En.code() {
        &desk.english
    } else {
        &desk.thai
    }
}

fn ended(desk: &RespondentDesk, words: &Locale, end: PlainEnd) -> HttpResponse {
    let style = &desk.files.current().page_style.digest;
    let status = match end {
        PlainEnd::Spent => StatusCode::CONFLICT,
        PlainEnd::Closed => StatusCode::GONE,
        PlainEnd::Full => StatusCode::FORBIDDEN,
        PlainEnd::UnknownTicket => StatusCode::NOT_FOUND,
        PlainEnd::Trouble => StatusCode::BAD_REQUEST,
    };
    html(status, &view::end(words, style, end))
}

fn failed(desk: &RespondentDesk, words: &Locale, refusal: &Refusal) -> HttpResponse {
    note_failure(desk, refusal);
    let style = &desk.files.current().page_style.digest;
    let mut answer = html(
        StatusCode::SERVICE_UNAVAILABLE,
        &view::end(words, style, PlainEnd::Trouble),
    );
    if refusal.is_no_writing() {
        let again = HeaderValue::from_static(NO_WRITING_AGAIN);
        answer.headers_mut().insert(RETRY_AFTER, again);
    }
    answer
}

fn html(status: StatusCode, markup: &Markup) -> HttpResponse {
    HttpResponse::build(status)
        .content_type(ContentType::html())
        .body(markup.0.clone())
}
