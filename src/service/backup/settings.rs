//! The settings file in a backup.

use std::path::Path;

use super::{on, refused};
use crate::service::Refusal;

/// The settings file, if there is one. A mail password that stands in it is left out, and with it the
/// remarks, since only then is the file written anew.
pub fn without_secrets(path: &Path) -> Result<Option<String>, Refusal> {
    if !path.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(path).map_err(on(path))?;
    let table: Result<toml::Table, _> = text.parse();
    let mut table = table.map_err(|_| refused("backup.settings"))?;
    let mail = table.get_mut("mail").and_then(toml::Value::as_table_mut);
    if mail.and_then(|mail| mail.remove("password")).is_none() {
        return Ok(Some(text));
    }
    Ok(Some(table.to_string()))
}
