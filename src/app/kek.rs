//! The key-encryption key: from the environment, or from a file that lies outside the data folder.

use std::path::Path;

use super::CannotOpen;
use crate::crypto::vault::Kek;
use crate::service::backup::place::lies_within;
use crate::settings::Settings;

/// Environment variable that holds the key-encryption key itself.
pub const KEK_VARIABLE: &str = "PRONGSAI_KEK";

/// The key-encryption key from the environment, else from the file that the settings name.
///
/// # Errors
/// No such key stands there, or the file lies beside the keys that it locks.
pub(super) fn find_kek(data: &Path, settings: &Settings) -> Result<Option<Kek>, CannotOpen> {
    let (text, source) = match (std::env::var(KEK_VARIABLE), &settings.kek_file) {
        (Ok(text), _) => (text, KEK_VARIABLE.to_owned()),
        (Err(_), Some(file)) if !settings.demo && lies_within(file, data) => {
            return Err(CannotOpen::KekInside(file.clone()));
        }
        (Err(_), Some(file)) => {
            let text = std::fs::read_to_string(file)
                .map_err(|problem| CannotOpen::KekFile(file.clone(), problem))?;
            (text, file.display().to_string())
        }
        (Err(_), None) => return Ok(None),
    };
    Kek::from_hex(text.trim())
        .map(Some)
        .map_err(|_| CannotOpen::Kek(source))
}
