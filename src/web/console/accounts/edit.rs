//! A new account, and changes of one that is there.

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};
use serde::Deserialize;

use super::typed::{Read, blank, read, shown};
use super::{AdministratorSeat, BASE, crumbs, found, line};
use crate::domain::access::Account;
use crate::service::Refusal;
use crate::service::access::accounts::version;
use crate::service::access::post::Handed;
use crate::view::console::accounts::{self as view, AccountForm};
use crate::view::console::form::Typed;
use crate::view::console::{Frame, Mood, Notice};
use crate::web::console::answers::{Answer, see_other};

/// Fields whose names count on.
type Fields = Form<Vec<(String, String)>>;

/// The form of a new account.
pub async fn new_form(seat: AdministratorSeat) -> Answer {
    let (typed, rows) = blank();
    Ok(new_page(&seat, StatusCode::OK, &typed, rows, &[]))
}

/// Adds an account and hands its link over.
pub async fn add(seat: AdministratorSeat, fields: Fields) -> Answer {
    let mut read = read(&seat, fields.into_inner()).await?;
    if read.wants_row {
        let typed = Typed {
            wrong: std::collections::BTreeMap::new(),
            ..read.typed
        };
        return Ok(new_page(
            &seat,
            StatusCode::OK,
            &typed,
            read.rows,
            &read.offered,
        ));
    }
    if read.typed.is_fine() {
        match seat.desk.add_account(read.form.clone()).await {
            Ok((account, handed)) => return Ok(handed_page(&seat, &account, &handed)),
            Err(refusal) => read.typed.blame(field_of(&refusal), seat.said(&refusal)?),
        }
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(new_page(
        &seat,
        status,
        &read.typed,
        read.rows,
        &read.offered,
    ))
}

fn field_of(refusal: &Refusal) -> &'static str {
    match refusal.message().key {
        "errors.account-name" => "name",
        "errors.account-grants" | "errors.account-last" => "role0",
        _ => "email",
    }
}

fn new_page(
    seat: &AdministratorSeat,
    status: StatusCode,
    typed: &Typed,
    rows: usize,
    offered: &[(String, String)],
) -> actix_web::HttpResponse {
    let frame = Frame {
        title: seat.words().say("accounts.add").to_owned(),
        crumbs: crumbs(seat),
        ..Frame::default()
    };
    let form = AccountForm {
        action: "/office/admin/accounts/new",
        email: None,
        version: "",
        rows,
        offered,
    };
    seat.page_as(status, frame, &view::form(seat.words(), typed, form))
}

/// The page that says how a link went, or shows it this once.
pub fn handed_page(
    seat: &AdministratorSeat,
    account: &Account,
    handed: &Handed,
) -> actix_web::HttpResponse {
    let link = match handed {
        Handed::Mailed => None,
        Handed::ByHand(link) => Some(link.0.as_str()),
    };
    let key = match link {
        Some(_) => "accounts.link_title",
        None => "accounts.mailed_title",
    };
    let frame = Frame {
        title: seat.words().say(key).to_owned(),
        crumbs: crumbs(seat),
        ..Frame::default()
    };
    let back = format!("{BASE}/{}", account.id.0);
    seat.page(
        frame,
        &view::handed(seat.words(), &account.email, link, &back),
    )
}

/// What has just been done.
#[derive(Deserialize)]
pub struct Done {
    #[serde(default)]
    done: String,
}

/// An account.
pub async fn form(seat: AdministratorSeat, id: Path<i64>, done: Query<Done>) -> Answer {
    let account = found(&seat, *id).await?;
    let (typed, rows) = shown(&seat, &account).await?;
    let known = done.done == "saved";
    let notice = known.then(|| Notice {
        mood: Mood::Done,
        text: seat
            .words()
            .say(&format!("accounts.done_{}", done.done))
            .to_owned(),
    });
    let read = Shown {
        typed: &typed,
        rows,
        offered: &[],
        version: &version(&account),
    };
    page(&seat, &account, StatusCode::OK, read, notice).await
}

/// Changes an account that is still as the form saw it.
pub async fn change(seat: AdministratorSeat, id: Path<i64>, fields: Fields) -> Answer {
    let account = found(&seat, *id).await?;
    let mut read = read(&seat, fields.into_inner()).await?;
    if read.wants_row {
        read.typed.wrong.clear();
        return again(&seat, &account, StatusCode::OK, &read, None).await;
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    if !read.typed.is_fine() {
        return again(&seat, &account, status, &read, None).await;
    }
    let changed = seat
        .desk
        .change_account(*id, &read.version, read.form.clone());
    let Err(refusal) = changed.await else {
        return Ok(see_other(&format!("{BASE}/{}?done=saved", account.id.0)));
    };
    let text = seat.said(&refusal)?;
    if refusal.message().key == "errors.stale" {
        // What stands now is shown, so that nothing is undone unseen.
        let (typed, rows) = shown(&seat, &account).await?;
        let now = Shown {
            typed: &typed,
            rows,
            offered: &[],
            version: &version(&account),
        };
        let notice = Notice {
            mood: Mood::Refused,
            text,
        };
        return page(&seat, &account, StatusCode::CONFLICT, now, Some(notice)).await;
    }
    read.typed.blame(field_of(&refusal), text);
    again(&seat, &account, status, &read, None).await
}

/// What the form of an account shows.
struct Shown<'a> {
    typed: &'a Typed,
    rows: usize,
    offered: &'a [(String, String)],
    version: &'a str,
}

async fn again(
    seat: &AdministratorSeat,
    account: &Account,
    status: StatusCode,
    read: &Read,
    notice: Option<Notice>,
) -> Answer {
    let shown = Shown {
        typed: &read.typed,
        rows: read.rows,
        offered: &read.offered,
        version: &read.version,
    };
    page(seat, account, status, shown, notice).await
}

async fn page(
    seat: &AdministratorSeat,
    account: &Account,
    status: StatusCode,
    shown: Shown<'_>,
    notice: Option<Notice>,
) -> Answer {
    let words = seat.words();
    let line = line(seat, account).await?;
    let frame = Frame {
        title: account.name.clone(),
        kicker: Some(account.email.clone()),
        crumbs: crumbs(seat),
        notice,
        ..Frame::default()
    };
    let form = AccountForm {
        action: &line.href,
        email: Some(&account.email),
        version: shown.version,
        rows: shown.rows,
        offered: shown.offered,
    };
    let content = view::account(words, shown.typed, form, (&line, &version(account)));
    Ok(seat.page_as(status, frame, &content))
}
