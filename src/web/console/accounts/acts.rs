//! What is done with an account that is there: a fresh link, closing, the second factor.

use actix_web::web::{Form, Path};
use serde::Deserialize;

use super::edit::handed_page;
use super::{AdministratorSeat, BASE, crumbs, found};
use crate::service::access::accounts::{Standing, version};
use crate::view::console::{Frame, accounts as view};
use crate::web::console::answers::{Answer, see_other};

/// The version that a page saw.
#[derive(Deserialize)]
pub struct Seen {
    #[serde(default)]
    version: String,
}

/// Hands a fresh link over.
pub async fn invite(seat: AdministratorSeat, id: Path<i64>) -> Answer {
    let account = found(&seat, *id).await?;
    let handed = seat.desk.invite_again(&account).await;
    let handed = handed.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(handed_page(&seat, &account, &handed))
}

/// Asks whether to close.
pub async fn close_form(seat: AdministratorSeat, id: Path<i64>) -> Answer {
    ask(
        &seat,
        *id,
        "close",
        [
            "accounts.close_title",
            "accounts.close_what",
            "accounts.close",
        ],
    )
    .await
}

/// Closes: sessions and links end at once, what was done stays in the log.
pub async fn close(seat: AdministratorSeat, id: Path<i64>, seen: Form<Seen>) -> Answer {
    set(&seat, *id, &seen, Standing::Closed).await
}

/// Opens again.
pub async fn reopen(seat: AdministratorSeat, id: Path<i64>, seen: Form<Seen>) -> Answer {
    set(&seat, *id, &seen, Standing::Open).await
}

/// Asks whether to take the second factor away.
pub async fn factor_form(seat: AdministratorSeat, id: Path<i64>) -> Answer {
    let keys = [
        "accounts.reset_factor_title",
        "accounts.reset_factor_what",
        "accounts.reset_factor",
    ];
    ask(&seat, *id, "second-factor", keys).await
}

/// Takes the second factor and the password away, and hands a fresh link over.
pub async fn reset_factor(seat: AdministratorSeat, id: Path<i64>) -> Answer {
    let account = found(&seat, *id).await?;
    let handed = seat.desk.reset_factor(&account).await;
    let handed = handed.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(handed_page(&seat, &account, &handed))
}

async fn set(seat: &AdministratorSeat, id: i64, seen: &Seen, standing: Standing) -> Answer {
    let account = found(seat, id).await?;
    let done = seat.desk.set_closed(id, &seen.version, standing).await;
    done.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(see_other(&format!("{BASE}/{}?done=saved", account.id.0)))
}

async fn ask(
    seat: &AdministratorSeat,
    id: i64,
    act: &str,
    [title, text, button]: [&'static str; 3],
) -> Answer {
    let account = found(seat, id).await?;
    let words = seat.words();
    let frame = Frame {
        title: words.fill(title, &[("name", &account.name)]),
        kicker: Some(account.email.clone()),
        crumbs: crumbs(seat),
        ..Frame::default()
    };
    let action = format!("{BASE}/{id}/{act}");
    let content = view::confirm(
        words,
        &action,
        words.say(text),
        words.say(button),
        &version(&account),
    );
    Ok(seat.page(frame, &content))
}
