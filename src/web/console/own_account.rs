//! The own account: name, language, password, second factor, sessions.

use actix_web::http::StatusCode;
use actix_web::web::{Form, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::answers::{Answer, see_other};
use super::own_factor::codes_page;
use super::seat::{OwnDesk, Seat};
use super::sign_in::status_of;
use crate::domain::access::Role;
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::hex;
use crate::service::Refusal;
use crate::view::console::account::{self as view, Own, OwnSession};
use crate::view::console::form::Typed;
use crate::view::console::{Frame, Mood, Notice};

type OwnSeat = Seat<OwnDesk>;

/// What has just been done.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// The page.
pub async fn account(seat: OwnSeat, done: Query<Done>) -> Answer {
    let known = ["saved", "password", "factor", "sessions"];
    let key = known.contains(&done.done.as_str());
    let notice = key.then(|| Notice {
        mood: Mood::Done,
        text: seat
            .words()
            .say(&format!("accounts.done_{}", done.done))
            .to_owned(),
    });
    page(&seat, StatusCode::OK, Typed::default(), notice).await
}

/// Name and language.
#[derive(Deserialize)]
pub struct Who {
    name: String,
    lang: String,
}

/// Keeps name and language.
pub async fn save(seat: OwnSeat, typed: Form<Who>) -> Answer {
    let lang = typed.lang.parse().unwrap_or(seat.lang());
    let front = &seat.console.front;
    match front.change_own(&seat.visitor, &typed.name, lang).await {
        Ok(()) => Ok(done("saved")),
        Err(refusal) => again(&seat, &refusal, "name").await,
    }
}

/// Old and new password.
#[derive(Deserialize)]
pub struct NewPassword {
    old: String,
    new: String,
    again: String,
}

/// Changes the password.
pub async fn password(seat: OwnSeat, request: HttpRequest, typed: Form<NewPassword>) -> Answer {
    if typed.new != typed.again {
        return again(&seat, &Refusal::mend("errors.passwords-differ"), "again").await;
    }
    let front = &seat.console.front;
    let origin = seat.console.origin(&request);
    let pair = (typed.old.as_str(), typed.new.as_str());
    match front.change_password(&seat.visitor, pair, &origin).await {
        Ok(()) => Ok(done("password")),
        Err(refusal) => {
            let at = match refusal.message().key {
                "errors.password-length" | "errors.password-common" => "new",
                _ => "old",
            };
            again(&seat, &refusal, at).await
        }
    }
}

/// The own password, asked for once more.
#[derive(Deserialize)]
pub struct OwnPassword {
    password: String,
}

/// Takes the second factor away.
pub async fn drop_factor(seat: OwnSeat, request: HttpRequest, typed: Form<OwnPassword>) -> Answer {
    let front = &seat.console.front;
    let origin = seat.console.origin(&request);
    match front
        .drop_factor(&seat.visitor, &typed.password, &origin)
        .await
    {
        Ok(()) => Ok(done("factor")),
        Err(refusal) => again(&seat, &refusal, "password").await,
    }
}

/// Draws new recovery codes and shows them this once.
pub async fn recovery_codes(
    seat: OwnSeat,
    request: HttpRequest,
    typed: Form<OwnPassword>,
) -> Answer {
    let front = &seat.console.front;
    let origin = seat.console.origin(&request);
    match front
        .new_recovery_codes(&seat.visitor, &typed.password, &origin)
        .await
    {
        Ok(codes) => Ok(codes_page(&seat.console, &seat.visitor, &codes)),
        Err(refusal) => again(&seat, &refusal, "password").await,
    }
}

/// A session to end.
#[derive(Deserialize)]
pub struct OneSession {
    session: String,
}

/// Ends one session.
pub async fn end_session(seat: OwnSeat, typed: Form<OneSession>) -> Answer {
    let ended = seat.console.front.end_own(&seat.visitor, &typed.session);
    ended.await.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(done("sessions"))
}

/// Ends all sessions but this one.
pub async fn end_others(seat: OwnSeat) -> Answer {
    let ended = seat.console.front.end_others(&seat.visitor);
    ended.await.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(done("sessions"))
}

fn done(what: &str) -> HttpResponse {
    see_other(&format!("/office/account?done={what}"))
}

async fn again(seat: &OwnSeat, refusal: &Refusal, field: &str) -> Answer {
    let mut typed = Typed::default();
    typed.blame(field, seat.said(refusal)?);
    page(seat, status_of(refusal), typed, None).await
}

async fn page(seat: &OwnSeat, status: StatusCode, typed: Typed, notice: Option<Notice>) -> Answer {
    let account = &seat.visitor.account;
    let words = seat.words();
    let typed = typed
        .with("name", &account.name)
        .with("lang", account.lang.code());
    let roles = roles(seat).await?;
    let own = Own {
        email: &account.email,
        roles: &roles,
        has_factor: account.has_second_factor,
        needs_factor: account.is(Role::Administrator),
    };
    let sessions = sessions(seat).await?;
    let frame = Frame {
        title: words.say("accounts.own_title").to_owned(),
        notice,
        ..Frame::default()
    };
    let content = view::account(words, &typed, own, &sessions);
    Ok(seat.page_as(status, frame, &content))
}

async fn roles(seat: &OwnSeat) -> Result<Vec<String>, actix_web::Error> {
    let places = seat.console.front.workplaces(&seat.visitor).await;
    let places = places.map_err(|refusal| seat.trouble(&refusal))?;
    let words = seat.words();
    let worded = places.into_iter().map(|(role, agency)| {
        let role = words.say(&format!("console.role_{role}")).to_owned();
        match agency {
            Some(agency) => format!("{role}: {}", agency.name),
            None => role,
        }
    });
    Ok(worded.collect())
}

async fn sessions(seat: &OwnSeat) -> Result<Vec<OwnSession>, actix_web::Error> {
    let sessions = seat.console.front.own_sessions(&seat.visitor).await;
    let sessions = sessions.map_err(|refusal| seat.trouble(&refusal))?;
    let present = seat.visitor.session.digest;
    let shown = sessions.into_iter().map(|session| OwnSession {
        id: hex(session.digest.bytes()),
        begun: session.begun.to_zoned(thai_zone()).datetime(),
        used: session.used.to_zoned(thai_zone()).datetime(),
        present: session.digest == present,
    });
    Ok(shown.collect())
}
