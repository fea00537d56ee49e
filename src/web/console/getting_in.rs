//! One-time links, and the forgotten password.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::Console;
use super::answers::{Answer, instead};
use super::sign_in::{Way, status_of, welcome as come_in};
use crate::domain::access::Account;
use crate::domain::lang::Lang;
use crate::service::Refusal;
use crate::view::console::form::Typed;
use crate::view::console::{Frame, getting_in as view};

/// A password, typed twice.
#[derive(Deserialize)]
pub struct Passwords {
    new: String,
    again: String,
    #[serde(default)]
    lang: String,
}

/// The form of a one-time link. Reading changes nothing: mail scanners read too.
pub async fn welcome(console: Data<Console>, token: Path<String>, way: Query<Way>) -> Answer {
    let account = holder(&console, &token, way.lang()).await?;
    let lang = way.chosen().unwrap_or(account.lang);
    Ok(welcome_page(
        &console,
        lang,
        StatusCode::OK,
        &Typed::default(),
        &token,
        &account,
    ))
}

/// Sets the password, which uses the link up.
pub async fn set_password(
    console: Data<Console>,
    token: Path<String>,
    typed: Form<Passwords>,
) -> Answer {
    let account = holder(&console, &token, Lang::Th).await?;
    let lang = typed.lang.parse().unwrap_or(account.lang);
    let mut again = Typed::default();
    let refusal = if typed.new == typed.again {
        match console.front.set_password_by_link(&token, &typed.new).await {
            Ok(next) => return Ok(come_in(&next, "")),
            Err(refusal) => refusal,
        }
    } else {
        Refusal::mend("errors.passwords-differ")
    };
    let text = console
        .said(lang, &refusal)
        .ok_or_else(|| instead(console.trouble(lang, &refusal)))?;
    let field = if typed.new == typed.again {
        "new"
    } else {
        "again"
    };
    again.blame(field, text);
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(welcome_page(
        &console, lang, status, &again, &token, &account,
    ))
}

/// Whose link it is; else the page that says what to do about a link that is used up.
async fn holder(console: &Console, token: &str, lang: Lang) -> Result<Account, actix_web::Error> {
    match console.front.link_holder(token).await {
        Ok(Some(account)) => Ok(account),
        Ok(None) => {
            let gone = Refusal::mend("errors.account-link");
            let text = console.said(lang, &gone).unwrap_or_default();
            Err(instead(console.refused(lang, StatusCode::NOT_FOUND, &text)))
        }
        Err(refusal) => Err(instead(console.trouble(lang, &refusal))),
    }
}

fn welcome_page(
    console: &Console,
    lang: Lang,
    status: StatusCode,
    typed: &Typed,
    token: &str,
    account: &Account,
) -> HttpResponse {
    let words = console.words(lang);
    let frame = Frame {
        title: words.say("accounts.welcome_title").to_owned(),
        ..Frame::default()
    };
    let action = format!("/office/welcome/{token}");
    let whose = (account.name.as_str(), account.email.as_str());
    console.page(
        status,
        words,
        frame,
        &view::welcome(words, typed, &action, whose),
    )
}

/// Whose password was forgotten.
#[derive(Deserialize)]
pub struct Forgot {
    email: String,
    #[serde(default)]
    lang: String,
}

/// The form.
pub async fn forgot_form(console: Data<Console>, way: Query<Way>) -> HttpResponse {
    forgot_page(&console, way.lang(), StatusCode::OK, &Typed::default())
}

/// Answers the same whether there is such an account.
pub async fn forgot(
    console: Data<Console>,
    request: HttpRequest,
    typed: Form<Forgot>,
) -> HttpResponse {
    let lang = typed.lang.parse().unwrap_or(Lang::Th);
    let words = console.words(lang);
    if let Err(refusal) = console
        .front
        .forgot(&typed.email, &console.origin(&request))
    {
        let mut again = Typed::default().with("email", &typed.email);
        again.blame("email", console.said(lang, &refusal).unwrap_or_default());
        return forgot_page(&console, lang, status_of(&refusal), &again);
    }
    let frame = Frame {
        title: words.say("accounts.forgot_done_title").to_owned(),
        ..Frame::default()
    };
    console.page(StatusCode::OK, words, frame, &view::forgot_done(words))
}

fn forgot_page(console: &Console, lang: Lang, status: StatusCode, typed: &Typed) -> HttpResponse {
    let words = console.words(lang);
    let frame = Frame {
        title: words.say("accounts.forgot_title").to_owned(),
        ..Frame::default()
    };
    console.page(status, words, frame, &view::forgot(words, typed))
}
