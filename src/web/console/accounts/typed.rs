//! The form of an account as it was typed.

use std::collections::BTreeMap;

use super::AdministratorSeat;
use crate::domain::access::{Account, Grant, Reach, Role};
use crate::domain::agency::Agency;
use crate::domain::lang::Lang;
use crate::service::access::accounts::AccountForm;
use crate::view::console::form::Typed;

/// Rows of roles that a form has at least.
const ROWS: usize = 2;
/// Rows of roles that a form has at most.
const MOST_ROWS: usize = 30;

/// What was typed, read as far as it can be.
pub struct Read {
    /// For the form, should it be shown again.
    pub typed: Typed,
    /// What it says; sound if nothing is wrong.
    pub form: AccountForm,
    /// Version that the form saw.
    pub version: String,
    /// Rows of roles to show.
    pub rows: usize,
    /// Whether another row was asked for, and nothing else.
    pub wants_row: bool,
    /// Agencies that a typed text may mean.
    pub offered: Vec<(String, String)>,
}

/// Reads a form.
pub async fn read(
    seat: &AdministratorSeat,
    fields: Vec<(String, String)>,
) -> Result<Read, actix_web::Error> {
    let values: BTreeMap<String, String> = fields.into_iter().collect();
    let value = |name: &str| values.get(name).map_or("", |value| value.trim()).to_owned();
    let filled = (0..MOST_ROWS)
        .rev()
        .find(|row| values.contains_key(&format!("role{row}")))
        .map_or(ROWS, |last| last + 1);
    let wants_row = values.contains_key("more");
    let mut read = Read {
        form: AccountForm {
            email: value("email"),
            name: value("name"),
            lang: value("lang").parse().unwrap_or(Lang::Th),
            grants: Vec::new(),
        },
        version: value("version"),
        rows: filled + usize::from(wants_row),
        wants_row,
        offered: Vec::new(),
        typed: Typed {
            values: values.clone(),
            ..Typed::default()
        },
    };
    for row in 0..filled {
        let role: Result<Role, _> = value(&format!("role{row}")).parse();
        if let Ok(role) = role {
            read_grant(seat, &mut read, row, role).await?;
        }
    }
    Ok(read)
}

async fn read_grant(
    seat: &AdministratorSeat,
    read: &mut Read,
    row: usize,
    role: Role,
) -> Result<(), actix_web::Error> {
    if role.reach() == Reach::Everywhere {
        read.form.grants.push(Grant { role, agency: None });
        return Ok(());
    }
    let field = format!("agency{row}");
    let text = read.typed.value(&field).trim().to_owned();
    let words = seat.words();
    if text.is_empty() {
        read.typed
            .blame(&field, words.say("accounts.agency_needed"));
        return Ok(());
    }
    let meant = seat.desk.agencies_meant(&text).await;
    let meant: Vec<Agency> = meant.map_err(|refusal| seat.trouble(&refusal))?;
    match meant.as_slice() {
        [agency] => {
            let agency = agency.id;
            read.form.grants.push(Grant {
                role,
                agency: Some(agency),
            });
        }
        [] => read
            .typed
            .blame(&field, words.say("accounts.agency_unknown")),
        _ => {
            read.typed.blame(&field, words.say("accounts.agency_which"));
            let offered = meant.into_iter().map(|agency| (agency.code, agency.name));
            read.offered.extend(offered);
        }
    }
    Ok(())
}

/// An account as its form shows it, with the number of rows.
pub async fn shown(
    seat: &AdministratorSeat,
    account: &Account,
) -> Result<(Typed, usize), actix_web::Error> {
    let mut typed = Typed::default()
        .with("name", &account.name)
        .with("lang", account.lang.code());
    for (row, grant) in account.grants.iter().enumerate() {
        typed = typed.with(&format!("role{row}"), grant.role.code());
        if let Some(id) = grant.agency {
            let agency = seat.desk.agency_of(id).await;
            let agency = agency.map_err(|refusal| seat.trouble(&refusal))?;
            let code = agency.map_or_else(String::new, |agency| agency.code);
            typed = typed.with(&format!("agency{row}"), code);
        }
    }
    Ok((typed, (account.grants.len() + 1).max(ROWS)))
}

/// The form of a new account.
pub fn blank() -> (Typed, usize) {
    (Typed::default(), ROWS)
}
