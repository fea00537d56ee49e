//! The list of accounts.

use actix_web::web::Query;
use serde::Deserialize;

use super::{AdministratorSeat, crumbs, line};
use crate::service::access::accounts::ACCOUNTS_A_PAGE;
use crate::view::console::parts::Leaf;
use crate::view::console::{Frame, accounts as view};
use crate::web::console::answers::Answer;

/// What is looked for, and which page of it.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: u64,
}

/// Accounts, page by page.
pub async fn list(seat: AdministratorSeat, search: Query<Search>) -> Answer {
    let page = seat
        .desk
        .accounts(&search.q, search.page)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    let mut lines = Vec::new();
    for account in &page.accounts {
        lines.push(line(&seat, account).await?);
    }
    let leaf = Leaf {
        page: search.page,
        size: ACCOUNTS_A_PAGE,
        total: page.total,
    };
    let frame = Frame {
        title: seat.words().say("accounts.title").to_owned(),
        crumbs: crumbs(&seat).into_iter().take(1).collect(),
        ..Frame::default()
    };
    Ok(seat.page(frame, &view::list(seat.words(), &search.q, &lines, leaf)))
}
