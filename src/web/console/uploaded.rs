//! A file that comes with a form.

use actix_multipart::{Field, Multipart};
use futures_util::StreamExt as _;

/// What more comes than is taken is read and thrown away up to so many times as much, so that the
/// browser hears the answer.
const HEARD_OUT: usize = 3;
/// Longest name of a file that is kept, in characters.
const NAME: usize = 120;

/// What came.
pub enum Uploaded {
    /// A file, with its name.
    File(String, Vec<u8>),
    /// Larger than is taken.
    TooLarge,
    /// It was cut off.
    Broken,
    /// No file was chosen.
    Nothing,
}

/// The file of the field `file`, of so many bytes at most.
pub async fn file(mut form: Multipart, largest: usize) -> Uploaded {
    while let Some(field) = form.next().await {
        match field {
            Err(_) => return Uploaded::Broken,
            Ok(field) if field.name() == Some("file") => return read(field, largest).await,
            Ok(_) => {}
        }
    }
    Uploaded::Nothing
}

async fn read(mut field: Field, largest: usize) -> Uploaded {
    let name = name_of(&field);
    let (mut bytes, mut heard) = (Vec::new(), 0_usize);
    while let Some(chunk) = field.next().await {
        let Ok(chunk) = chunk else {
            return Uploaded::Broken;
        };
        heard += chunk.len();
        if heard > largest.saturating_mul(HEARD_OUT) {
            return Uploaded::TooLarge;
        }
        if heard <= largest {
            bytes.extend_from_slice(&chunk);
        }
    }
    match heard {
        0 => Uploaded::Nothing,
        heard if heard > largest => Uploaded::TooLarge,
        _ => Uploaded::File(name, bytes),
    }
}

/// The file's own name, for show: no path, and not long.
fn name_of(field: &Field) -> String {
    let disposition = field.content_disposition();
    let name = disposition.and_then(|disposition| disposition.get_filename());
    let name = name.unwrap_or_default().rsplit(['/', '\\']).next();
    let name = name.unwrap_or_default().chars();
    name.filter(|c| !c.is_control()).take(NAME).collect()
}
