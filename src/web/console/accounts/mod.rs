//! Pages of the administrator for accounts.

pub mod acts;
pub mod edit;
pub mod list;
mod typed;

use super::seat::Seat;
use crate::domain::access::Account;
use crate::service::access::desks::AdministratorDesk;
use crate::view::console::Crumb;
use crate::view::console::accounts::{AccountLine, State};

/// Where a handler of these pages sits.
pub type AdministratorSeat = Seat<AdministratorDesk>;

/// Where the pages begin.
pub const BASE: &str = "/office/admin/accounts";

fn crumbs(seat: &AdministratorSeat) -> Vec<Crumb> {
    super::admin::below(seat.words(), BASE, "accounts.title").into()
}

/// The account in this row, else the answer that there is none.
async fn found(seat: &AdministratorSeat, id: i64) -> Result<Account, actix_web::Error> {
    let account = seat.desk.account(id).await;
    account
        .map_err(|refusal| seat.trouble(&refusal))?
        .ok_or_else(|| seat.missing())
}

/// An account as a line of words.
async fn line(
    seat: &AdministratorSeat,
    account: &Account,
) -> Result<AccountLine, actix_web::Error> {
    let mut roles = Vec::new();
    for grant in &account.grants {
        let key = format!("console.role_{}", grant.role);
        let role = seat.words().say(&key);
        let agency = match grant.agency {
            Some(id) => seat.desk.agency_of(id).await,
            None => Ok(None),
        };
        let agency = agency.map_err(|refusal| seat.trouble(&refusal))?;
        roles.push(agency.map_or_else(
            || role.to_owned(),
            |agency| format!("{role}: {} {}", agency.code, agency.name),
        ));
    }
    Ok(AccountLine {
        href: format!("{BASE}/{}", account.id.0),
        name: account.name.clone(),
        email: account.email.clone(),
        roles,
        state: match (account.suspended, account.has_password) {
            (true, _) => State::Closed,
            (false, true) => State::Open,
            (false, false) => State::Invited,
        },
        has_factor: account.has_second_factor,
    })
}
