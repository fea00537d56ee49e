//! A form with one file.

use actix_multipart::{Field, Multipart};
use futures_util::TryStreamExt as _;

/// The file of the field `file`: its name and bytes; else the key of what to say.
pub async fn file_of(
    mut parts: Multipart,
    largest: usize,
) -> Result<(String, Vec<u8>), &'static str> {
    let broken = |_| "agencies.upload_broken";
    while let Some(part) = parts.try_next().await.map_err(broken)? {
        if part.name() == Some("file") {
            let name = name_of(&part);
            let bytes = bytes_of(part, largest).await?;
            return if bytes.is_empty() {
                Err("agencies.upload_empty")
            } else {
                Ok((name, bytes))
            };
        }
    }
    Err("agencies.upload_empty")
}

async fn bytes_of(mut part: Field, largest: usize) -> Result<Vec<u8>, &'static str> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part
        .try_next()
        .await
        .map_err(|_| "agencies.upload_broken")?
    {
        if bytes.len() + chunk.len() > largest {
            return Err("agencies.upload_large");
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// The file's own name, for show: no path, and not long.
fn name_of(part: &Field) -> String {
    let name = part
        .content_disposition()
        .and_then(|disposition| disposition.get_filename());
    let name = name.unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(120).collect()
}
