//! One account a role, signed in.

use crate::app::App;
use crate::app::visitor::signed_in;
use crate::cli::show::Failure;
use crate::crypto::sign_in::BearerToken;
use crate::domain::access::{Grant, Role};
use crate::rehearsal::country::{LARGE, TOP};

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
        visitors.push((role, signed_in(&app.office, role, grants).await?));
    }
    Ok(visitors)
}
