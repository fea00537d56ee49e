//! Setting up the second factor: on the way in for administrators, from the own account for others.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Form};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::Console;
use super::answers::{Answer, instead};
use super::seat::{OwnDesk, Seat, session_cookie};
use super::sign_in::{half_in, status_of};
use crate::service::Refusal;
use crate::service::access::Visitor;
use crate::view::console::form::Typed;
use crate::view::console::getting_in::{self as view, FactorForm};
use crate::view::console::{Crumb, Frame};

/// Name of the service in authenticator apps.
const ISSUER: &str = "Prongsai";
const ON_THE_WAY_IN: &str = "/office/sign-in/set-up";
const FROM_THE_ACCOUNT: &str = "/office/account/second-factor";

/// What was typed, and the secret that the page sealed.
#[derive(Deserialize)]
pub struct Factor {
    code: String,
    sealed: String,
    #[serde(default)]
    password: String,
}

/// The form on the way in.
pub async fn set_up_form(request: HttpRequest) -> Answer {
    let (console, visitor) = half_in(&request).await?;
    page(&console, &visitor, StatusCode::OK, &Typed::default(), None)
}

/// Takes the second factor over on the way in.
pub async fn set_up(request: HttpRequest, typed: Form<Factor>) -> Answer {
    let (console, visitor) = half_in(&request).await?;
    confirm(&console, &visitor, &console.origin(&request), &typed).await
}

/// The form from the own account.
pub async fn form(seat: Seat<OwnDesk>) -> Answer {
    page(
        &seat.console,
        &seat.visitor,
        StatusCode::OK,
        &Typed::default(),
        None,
    )
}

/// Takes the second factor over, for somebody who knows the password.
pub async fn take(seat: Seat<OwnDesk>, request: HttpRequest, typed: Form<Factor>) -> Answer {
    let origin = seat.console.origin(&request);
    confirm(&seat.console, &seat.visitor, &origin, &typed).await
}

async fn confirm(
    console: &Data<Console>,
    visitor: &Visitor,
    origin: &str,
    typed: &Factor,
) -> Answer {
    let lang = visitor.account.lang;
    let refusal = match taken_over(console, visitor, origin, typed).await {
        Ok(answer) => return Ok(answer),
        Err(refusal) => refusal,
    };
    let text = console
        .said(lang, &refusal)
        .ok_or_else(|| instead(console.trouble(lang, &refusal)))?;
    let (field, sealed) = match refusal.message().key {
        "errors.password-wrong" => ("password", Some(typed.sealed.as_str())),
        "errors.factor-form" => ("code", None),
        _ => ("code", Some(typed.sealed.as_str())),
    };
    let mut again = Typed::default();
    again.blame(field, text);
    page(console, visitor, status_of(&refusal), &again, sealed)
}

async fn taken_over(
    console: &Console,
    visitor: &Visitor,
    origin: &str,
    typed: &Factor,
) -> Result<HttpResponse, Refusal> {
    let front = &console.front;
    if visitor.is_in() {
        front
            .check_own_password(visitor, &typed.password, origin)
            .await?;
    }
    let draft = front.unseal_factor(visitor, &typed.sealed)?;
    let (codes, token) = front
        .set_up_factor(visitor, &draft.secret, &typed.code)
        .await?;
    let mut answer = codes_page(console, visitor, &codes);
    // A cookie of base32 symbols is always a valid header.
    let _ = answer.add_cookie(&session_cookie(token.text()));
    Ok(answer)
}

/// Recovery codes, shown this once.
pub fn codes_page(console: &Console, visitor: &Visitor, codes: &[String]) -> HttpResponse {
    let words = console.words(visitor.account.lang);
    let frame = Frame {
        title: words.say("accounts.codes_title").to_owned(),
        scripts: vec!["print.js"],
        ..Frame::default()
    };
    let content = view::recovery_codes(words, &visitor.account.email, codes);
    console.page(StatusCode::OK, words, frame, &content)
}

fn page(
    console: &Console,
    visitor: &Visitor,
    status: StatusCode,
    typed: &Typed,
    sealed: Option<&str>,
) -> Answer {
    let lang = visitor.account.lang;
    let words = console.words(lang);
    let shown = console
        .front
        .show_factor(visitor, sealed, ISSUER)
        .map_err(|refusal| instead(console.trouble(lang, &refusal)))?;
    let from_account = visitor.is_in();
    let crumbs = from_account.then(|| Crumb {
        href: "/office/account".to_owned(),
        text: words.say("accounts.own_title").to_owned(),
    });
    let frame = Frame {
        title: words.say("accounts.factor_title").to_owned(),
        crumbs: crumbs.into_iter().collect(),
        ..Frame::default()
    };
    let form = FactorForm {
        action: if from_account {
            FROM_THE_ACCOUNT
        } else {
            ON_THE_WAY_IN
        },
        url: &shown.url,
        key: &shown.key,
        sealed: &shown.sealed,
        asks_password: from_account,
    };
    Ok(console.page(status, words, frame, &view::factor(words, typed, form)))
}
