//! A file that comes with a form.

use actix_multipart::Multipart;
use futures_util::StreamExt as _;

/// Largest file that is taken, in bytes.
pub const LARGEST: usize = 20 << 20;
/// What more comes is read and thrown away up to here, so that the browser hears the answer.
const HEARD_OUT: usize = 60 << 20;

/// What came.
pub enum Uploaded {
    /// A file, with its name.
    File(String, Vec<u8>),
    /// Larger than [`LARGEST`].
    TooLarge,
    /// No file was chosen, or the form was cut off.
    Nothing,
}

/// The file of the field `file`.
pub async fn file(mut form: Multipart) -> Uploaded {
    while let Some(Ok(mut field)) = form.next().await {
        if field.name() != Some("file") {
            continue;
        }
        let name = field
            .content_disposition()
            .and_then(|disposition| disposition.get_filename().map(str::to_owned))
            .unwrap_or_default();
        let (mut bytes, mut heard) = (Vec::new(), 0_usize);
        while let Some(chunk) = field.next().await {
            let Ok(chunk) = chunk else {
                return Uploaded::Nothing;
            };
            heard += chunk.len();
            if heard > HEARD_OUT {
                return Uploaded::TooLarge;
            }
            if heard <= LARGEST {
                bytes.extend_from_slice(&chunk);
            }
        }
        return match heard {
            0 => Uploaded::Nothing,
            heard if heard > LARGEST => Uploaded::TooLarge,
            _ => Uploaded::File(name, bytes),
        };
    }
    Uploaded::Nothing
}
