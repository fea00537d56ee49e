//! `prongsai account …`

use super::args::{AccountCommand, CreateAccount, Format};
use super::show::{Failure, Shown, list, print, say};
use crate::app::App;
use crate::domain::access::{Account, Grant, Reach};
use crate::domain::lang::Lang;
use crate::domain::message::Message;
use crate::export::sheet::Cell;
use crate::locale::Locale;
use crate::service::access::accounts::{reset_factor, void_password};
use crate::service::access::new_account::{create_account, invite_account};
use crate::store::NewAccount;

/// Accounts of a page of the store.
const A_PAGE: u64 = 500;

/// Acts on accounts.
pub async fn account(app: &App, words: &Locale, command: AccountCommand) -> Shown {
    match command {
        AccountCommand::Create(new) => create(app, words, new).await,
        AccountCommand::List { format } => print_list(app, words, format).await,
        AccountCommand::Reset {
            email,
            second_factor,
        } => {
            let account = known(app, &email).await?;
            void_password(&app.office, &account).await?;
            say(words, "cli.password-gone", &[("email", email.clone())]);
            if second_factor {
                reset_factor(&app.office, &account).await?;
                say(words, "cli.factor-gone", &[("email", email)]);
            }
            let (token, _) = invite_account(&app.office, &account).await?;
            tell_link(words, &account, &app.office.post.address(&token));
            Ok(())
        }
    }
}

async fn create(app: &App, words: &Locale, new: CreateAccount) -> Shown {
    let mut grants = Vec::new();
    if new.role.reach() == Reach::Everywhere {
        grants.push(Grant {
            role: new.role,
            agency: None,
        });
    }
    for code in &new.agency {
        grants.push(Grant {
            role: new.role,
            agency: Some(app.office.agency(code).await?.id),
        });
    }
    let new = NewAccount {
        email: new.email,
        name: new.name,
        lang: Lang::Th,
        grants,
    };
    let (account, token, _) = create_account(&app.office, new).await?;
    tell_link(words, &account, &app.office.post.address(&token));
    Ok(())
}

fn tell_link(words: &Locale, account: &Account, link: &str) {
    let values = [
        ("name", account.name.clone()),
        ("email", account.email.clone()),
        ("link", link.to_owned()),
    ];
    say(words, "cli.account-link", &values);
}

async fn known(app: &App, email: &str) -> Result<Account, Failure> {
    let email = email.trim().to_lowercase();
    let accounts = app.office.registry.accounts();
    let account = accounts.by_email(&email).await;
    account
        .map_err(|problem| Failure::Refused(problem.into()))?
        .ok_or_else(|| Failure::Said(Message::new("errors.account-unknown").with("email", email)))
}

async fn print_list(app: &App, words: &Locale, format: Format) -> Shown {
    let agencies = app.office.agencies().await?;
    let accounts = app.office.registry.accounts();
    let mut sheet = list(words, &["email", "name", "roles", "second_factor", "state"]);
    for page in 0.. {
        let page = accounts.page("", page, A_PAGE).await;
        let page = page.map_err(|problem| Failure::Refused(problem.into()))?;
        if page.accounts.is_empty() {
            break;
        }
        for account in page.accounts {
            let roles = account.grants.iter().map(|grant| {
                let code = grant.agency.and_then(|id| agencies.get(&id));
                let code = code.map_or_else(String::new, |agency| format!(" {}", agency.code));
                format!("{}{code}", grant.role)
            });
            let roles = roles.collect::<Vec<_>>().join(", ");
            sheet.rows.push(vec![
                account.email.as_str().into(),
                account.name.as_str().into(),
                roles.into(),
                factor(words, &account),
                state(words, &account),
            ]);
        }
    }
    print(&sheet, format)
}

fn factor(words: &Locale, account: &Account) -> Cell {
    if account.has_second_factor {
        Cell::coded("on", words.say("accounts.factor_on"))
    } else {
        Cell::coded("off", words.say("accounts.factor_off"))
    }
}

fn state(words: &Locale, account: &Account) -> Cell {
    match (account.suspended, account.has_password) {
        (true, _) => Cell::coded("closed", words.say("accounts.state_closed")),
        (false, true) => Cell::coded("open", words.say("accounts.state_open")),
        (false, false) => Cell::coded("invited", words.say("accounts.state_invited")),
    }
}
