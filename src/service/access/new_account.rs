//! Making an account, and its first one-time link.

use jiff::{SignedDuration, Timestamp};

use crate::crypto::sign_in::BearerToken;
use crate::domain::access::{Account, Grant, Reach};
use crate::domain::message::Message;
use crate::service::{Office, Refusal};
use crate::store::{NewAccount, StoreError};

/// How long the link of an invitation may be used.
pub const INVITATION_DAYS: i64 = 7;

/// Adds an account; returns it with the link by which the person sets a password, and until when
/// it may be used.
pub async fn create_account(
    office: &Office,
    mut new: NewAccount,
) -> Result<(Account, BearerToken, Timestamp), Refusal> {
    new.email = new.email.trim().to_lowercase();
    new.name = new.name.trim().to_owned();
    new.grants.sort_unstable();
    new.grants.dedup();
    check(&new)?;
    let accounts = office.registry.accounts();
    let act = office.act("account.create", &new.email, &described(&new.grants));
    let id = match act.add_account(&new).await {
        Err(StoreError::Stale) => {
            return Err(Refusal::Mendable(
                Message::new("errors.account-taken").with("email", &new.email),
            ));
        }
        other => other?,
    };
    let account = accounts.find(id).await?;
    let account = account.ok_or(StoreError::Damaged("account"))?;
    let (link, until) = invite_account(office, &account).await?;
    Ok((account, link, until))
}

/// Makes a fresh one-time link for an account; an earlier one dies.
pub async fn invite_account(
    office: &Office,
    account: &Account,
) -> Result<(BearerToken, Timestamp), Refusal> {
    let token = BearerToken::new(office.world.random()?);
    let days = SignedDuration::from_hours(24 * INVITATION_DAYS);
    let expires = office.world.now().checked_add(days).unwrap_or_default();
    office
        .act("account.invite", &account.email, "")
        .add_invitation(&token.link_digest(), account.id, expires)
        .await?;
    Ok((token, expires))
}

fn check(new: &NewAccount) -> Result<(), Refusal> {
    let whole = new
        .email
        .split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'));
    if !whole || new.email.contains(char::is_whitespace) {
        return Err(Refusal::mend("errors.account-email"));
    }
    if new.name.is_empty() {
        return Err(Refusal::mend("errors.account-name"));
    }
    check_grants(&new.grants)
}

/// Refuses no grant at all, and an agency missing or too many.
pub fn check_grants(grants: &[Grant]) -> Result<(), Refusal> {
    let fits = |grant: &Grant| (grant.role.reach() == Reach::Everywhere) == grant.agency.is_none();
    if grants.is_empty() || !grants.iter().all(fits) {
        return Err(Refusal::mend("errors.account-grants"));
    }
    Ok(())
}

/// Grants as the audit log keeps them.
pub fn described(grants: &[Grant]) -> String {
    let one = |grant: &Grant| match grant.agency {
        Some(agency) => format!("{} #{}", grant.role, agency.0),
        None => grant.role.to_string(),
    };
    grants.iter().map(one).collect::<Vec<_>>().join(", ")
}
