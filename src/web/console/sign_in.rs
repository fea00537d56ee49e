//! Signing in and out, and the language of the pages.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::Console;
use super::answers::{Answer, instead, see_other};
use super::seat::{OwnDesk, Seat, console_of, no_cookie, session_cookie, visitor_of};
use crate::domain::lang::Lang;
use crate::service::Refusal;
use crate::service::access::{Next, Visitor};
use crate::view::console::form::Typed;
use crate::view::console::{Frame, sign_in as view};

/// Where to go when somebody is in.
#[derive(Deserialize)]
pub struct Way {
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
}

impl Way {
    /// The language of the address, Thai if it names none.
    pub fn lang(&self) -> Lang {
        self.chosen().unwrap_or(Lang::Th)
    }

    /// The language of the address, if it names one.
    pub fn chosen(&self) -> Option<Lang> {
        self.lang.parse().ok()
    }
}

/// What was typed.
#[derive(Deserialize)]
pub struct SignIn {
    email: String,
    password: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
}

/// The form.
pub async fn form(console: Data<Console>, way: Query<Way>) -> HttpResponse {
    let typed = Typed::default();
    sign_in_page(&console, StatusCode::OK, way.chosen(), &typed, &way.next)
}

/// Takes address and password.
pub async fn sign_in(
    console: Data<Console>,
    request: HttpRequest,
    typed: Form<SignIn>,
) -> HttpResponse {
    let address = console.origin(&request);
    let chosen: Option<Lang> = typed.lang.parse().ok();
    let lang = chosen.unwrap_or(Lang::Th);
    let tried = console
        .front
        .sign_in(&typed.email, &typed.password, &address)
        .await;
    match tried {
        Ok(next) => {
            if let Some(chosen) = chosen
                && let Err(refusal) = console.front.keep_language(&next, chosen).await
            {
                return console.trouble(lang, &refusal);
            }
            welcome(&next, &typed.next)
        }
        Err(refusal) => {
            let Some(text) = console.said(lang, &refusal) else {
                return console.trouble(lang, &refusal);
            };
            let mut again = Typed::default().with("email", &typed.email);
            again.blame("password", text);
            sign_in_page(&console, status_of(&refusal), chosen, &again, &typed.next)
        }
    }
}

/// The form for the second factor.
pub async fn code_form(request: HttpRequest, way: Query<Way>) -> Answer {
    let (console, visitor) = half_in(&request).await?;
    Ok(code_page(
        &console,
        StatusCode::OK,
        &visitor,
        &Typed::default(),
        &way.next,
    ))
}

/// A code of the second factor.
#[derive(Deserialize)]
pub struct Code {
    code: String,
    #[serde(default)]
    next: String,
}

/// Takes the code.
pub async fn code(request: HttpRequest, typed: Form<Code>) -> Answer {
    let (console, visitor) = half_in(&request).await?;
    let tried = console
        .front
        .second_factor(&visitor, &typed.code, &console.origin(&request))
        .await;
    Ok(match tried {
        Ok(next) => welcome(&next, &typed.next),
        Err(refusal) => match console.said(visitor.account.lang, &refusal) {
            Some(text) => {
                let mut again = Typed::default();
                again.blame("code", text);
                code_page(&console, status_of(&refusal), &visitor, &again, &typed.next)
            }
            None => console.trouble(visitor.account.lang, &refusal),
        },
    })
}

/// Ends the session, whole or half.
pub async fn sign_out(request: HttpRequest) -> Answer {
    let console = console_of(&request)?;
    if let Some(visitor) = visitor_of(&console, &request).await? {
        console
            .front
            .sign_out(&visitor)
            .await
            .map_err(|refusal| instead(console.trouble(visitor.account.lang, &refusal)))?;
    }
    let mut answer = see_other("/office/sign-in");
    answer
        .add_cookie(&no_cookie())
        .map_err(actix_web::Error::from)?;
    Ok(answer)
}

/// A choice of language.
#[derive(Deserialize)]
pub struct Language {
    lang: String,
    back: String,
}

/// Keeps the language with the account.
pub async fn language(seat: Seat<OwnDesk>, typed: Form<Language>) -> Answer {
    if let Ok(lang) = typed.lang.parse() {
        seat.console
            .front
            .set_language(&seat.visitor, lang)
            .await
            .map_err(|refusal| seat.trouble(&refusal))?;
    }
    Ok(see_other(inside(&typed.back)))
}

/// Who has given the password and not yet the code.
pub(super) async fn half_in(request: &HttpRequest) -> actix_web::Result<(Data<Console>, Visitor)> {
    let console = console_of(request)?;
    match visitor_of(&console, request).await? {
        Some(visitor) if !visitor.is_in() => Ok((console, visitor)),
        Some(_) => Err(instead(see_other("/office"))),
        None => Err(instead(see_other("/office/sign-in"))),
    }
}

/// Sets the cookie of the session, and goes on.
pub(super) fn welcome(next: &Next, then: &str) -> HttpResponse {
    let then_encoded = crate::domain::encoding::percent_encoded(then);
    let (token, path) = match next {
        Next::In(token) => (token, inside(then).to_owned()),
        Next::Code(token) => (token, format!("/office/sign-in/code?next={then_encoded}")),
        Next::SetUp(token) => (token, "/office/sign-in/set-up".to_owned()),
    };
    let mut answer = see_other(&path);
    // A cookie of base32 symbols is always a valid header.
    let _ = answer.add_cookie(&session_cookie(token.text()));
    answer
}

/// A path of the office, and never another site: no way up, nothing that a header cannot hold.
fn inside(path: &str) -> &str {
    let ours = path == "/office" || path.starts_with("/office/") || path.starts_with("/office?");
    let plain = path.bytes().all(|byte| byte.is_ascii_graphic()) && !path.contains('\\');
    let way = path.split('?').next().unwrap_or_default().to_lowercase();
    let climbs = way.replace("%2e", ".").split('/').any(|part| part == "..");
    if ours && plain && !climbs {
        path
    } else {
        "/office"
    }
}

/// 429 for too many tries, else 422.
pub(super) fn status_of(refusal: &Refusal) -> StatusCode {
    if refusal.message().key == "errors.too-many-tries" {
        StatusCode::TOO_MANY_REQUESTS
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    }
}

fn sign_in_page(
    console: &Console,
    status: StatusCode,
    chosen: Option<Lang>,
    typed: &Typed,
    next: &str,
) -> HttpResponse {
    let words = console.words(chosen.unwrap_or(Lang::Th));
    let here = format!(
        "/office/sign-in?next={}",
        crate::domain::encoding::percent_encoded(next)
    );
    let frame = Frame {
        title: words.say("console.sign_in_title").to_owned(),
        here: &here,
        ..Frame::default()
    };
    console.page(
        status,
        words,
        frame,
        &view::sign_in(words, typed, next, chosen),
    )
}

fn code_page(
    console: &Console,
    status: StatusCode,
    visitor: &Visitor,
    typed: &Typed,
    next: &str,
) -> HttpResponse {
    let words = console.words(visitor.account.lang);
    let frame = Frame {
        title: words.say("console.code_title").to_owned(),
        ..Frame::default()
    };
    console.page(status, words, frame, &view::code(words, typed, next))
}
