//! The settings file in a backup.

use std::path::Path;

use super::{on, refused};
use crate::service::Refusal;

/// The settings file, if there is one. Passwords that stand in it, of the mail and of databases on servers, are
/// left out, and with them the remarks, since only then is the file written anew.
pub fn without_secrets(path: &Path) -> Result<Option<String>, Refusal> {
    if !path.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(path).map_err(on(path))?;
    let table: Result<toml::Table, _> = text.parse();
    let mut table = table.map_err(|_| refused("backup.settings"))?;
    let mail = table.get_mut("mail").and_then(toml::Value::as_table_mut);
    let mut left_out = mail.and_then(|mail| mail.remove("password")).is_some();
    let databases = table.get_mut("databases");
    let databases = databases.and_then(toml::Value::as_table_mut);
    for (_, address) in databases.into_iter().flatten() {
        let without = address.as_str().map(without_password);
        if let Some(without) = without.filter(|without| address.as_str() != Some(without)) {
            *address = without.into();
            left_out = true;
        }
    }
    Ok(Some(if left_out { table.to_string() } else { text }))
}

/// The address of a database without the password in it: behind the user's name, or among what is asked for.
fn without_password(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    let (place, asked) = rest.split_once('?').unwrap_or((rest, ""));
    // No name of a database or a host has this sign in it; a password may.
    let (user, host) = match place.rsplit_once('@') {
        Some((user, host)) => (user.split(':').next().map(|user| format!("{user}@")), host),
        None => (None, place),
    };
    let asked: Vec<&str> = asked
        .split('&')
        .filter(|one| !one.is_empty() && !one.starts_with("password="))
        .collect();
    let asked = match asked.join("&") {
        none if none.is_empty() => none,
        some => format!("?{some}"),
    };
    format!("{scheme}://{}{host}{asked}", user.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn an_address_is_kept_without_its_password_and_else_as_it_is() {
        for (address, kept) in [
            (
                "postgres://urn:s@:/x@h:5433/urn?sslmode=verify-full",
                "postgres://urn@h:5433/urn?sslmode=verify-full",
            ),
            (
                "postgres://urn@h/urn?password=s&sslmode=require",
                "postgres://urn@h/urn?sslmode=require",
            ),
            (
                "postgres:///urn?host=/run/postgresql&password=s",
                "postgres:///urn?host=/run/postgresql",
            ),
        ] {
            assert_eq!(without_password(address), kept);
            assert_eq!(without_password(kept), kept);
        }
    }
}
