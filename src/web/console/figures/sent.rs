//! Forms that may bring a file.

use std::collections::BTreeMap;

use actix_multipart::Multipart;
use actix_web::error::ErrorBadRequest;
use futures_util::TryStreamExt as _;

use crate::view::console::form::Typed;

/// Longest text of a field, in bytes.
const LONGEST: usize = 16 * 1024;
/// Fields that are read.
const MOST_FIELDS: usize = 32;

/// What a form brought.
#[derive(Default)]
pub struct Sent {
    values: BTreeMap<String, String>,
    /// Name and bytes of the file, if one was chosen.
    pub file: Option<(String, Vec<u8>)>,
    /// Whether the file was larger than it may be.
    pub too_large: bool,
}

impl Sent {
    /// A value, without spaces around it.
    pub fn value(&self, name: &str) -> &str {
        self.values.get(name).map_or("", |value| value.trim())
    }

    /// What was typed, for the form to show it again.
    pub fn typed(&self) -> Typed {
        Typed {
            values: self.values.clone(),
            ..Typed::default()
        }
    }
}

/// Reads a form with a file of so many bytes at most.
pub async fn sent(mut form: Multipart, largest: usize) -> actix_web::Result<Sent> {
    let mut sent = Sent::default();
    let mut fields = 0;
    while let Some(mut field) = form.try_next().await.map_err(ErrorBadRequest)? {
        fields += 1;
        if fields > MOST_FIELDS {
            return Err(ErrorBadRequest("too many fields"));
        }
        let name = field.name().unwrap_or_default().to_owned();
        let disposition = field.content_disposition();
        let file = disposition
            .and_then(|known| known.get_filename())
            .map(str::to_owned);
        let limit = if file.is_some() { largest } else { LONGEST };
        let Ok(bytes) = field.bytes(limit).await else {
            sent.too_large = true;
            continue;
        };
        let bytes = bytes.map_err(ErrorBadRequest)?;
        match file {
            Some(file) if !file.is_empty() || !bytes.is_empty() => {
                sent.file = Some((file, bytes.to_vec()));
            }
            Some(_) => {}
            None => {
                let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
                sent.values.insert(name, text);
            }
        }
    }
    Ok(sent)
}
