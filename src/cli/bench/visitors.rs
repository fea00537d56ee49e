//! One account a role, signed in.

use crate::app::App;
use crate::cli::show::Failure;
use crate::crypto::sign_in::{BearerToken, SecondFactor};
use crate::domain::access::{Grant, Role};
use crate::domain::encoding::{base32, grouped, hex};
use crate::domain::lang::Lang;
use crate::rehearsal::country::{LARGE, TOP};
use crate::service::Refusal;
use crate::service::access::new_account::create_account;
use crate::service::access::{FrontDesk, Next};
use crate::store::NewAccount;

/// Roles, and the agencies that each works for.
const PEOPLE: [(Role, &[&str]); 5] = [
    (Role::Administrator, &[]),
    (Role::HrOfficer, &[LARGE]),
    (Role::Assessor, &[TOP, LARGE]),
    (Role::Executive, &[TOP]),
    (Role::Auditor, &[]),
];

/// Makes an account a role and signs it in.
pub async fn visitors(app: &App) -> Result<Vec<(Role, BearerToken)>, Failure> {
    let mut visitors = Vec::new();
    for (role, codes) in PEOPLE {
        let mut grants = Vec::new();
        for code in codes {
            let agency = Some(app.office.agency(code).await?.id);
            grants.push(Grant { role, agency });
        }
        if codes.is_empty() {
            grants.push(Grant { role, agency: None });
        }
        visitors.push((role, sign_in(app, role, grants).await?));
    }
    Ok(visitors)
}

async fn sign_in(app: &App, role: Role, grants: Vec<Grant>) -> Result<BearerToken, Failure> {
    let front = FrontDesk::new(app.office.clone());
    let random: [u8; 10] = app.office.world.random().map_err(Refusal::from)?;
    let new = NewAccount {
        email: format!("{role}-{}@example.go.th", hex(&random)),
        name: format!("{role}"),
        lang: Lang::Th,
        grants,
    };
    let (_, link, _) = create_account(&app.office, new).await?;
    let password = grouped(&base32(&random)).to_lowercase();
    match front.set_password_by_link(&link.text(), &password).await? {
        Next::In(token) | Next::Code(token) => Ok(token),
        Next::SetUp(token) => {
            let visitor = front.visitor(&token.text()).await?.ok_or(Refusal::Crypto)?;
            let draft = front.draw_factor()?;
            let factor = SecondFactor::new(&draft.secret).map_err(|_| Refusal::Crypto)?;
            let now = u64::try_from(app.office.world.now().as_second()).unwrap_or_default();
            let code = factor.code_at(now);
            let (_, token) = front.set_up_factor(&visitor, &draft.secret, &code).await?;
            Ok(token)
        }
    }
}
