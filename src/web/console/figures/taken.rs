//! Files that are taken along.

use actix_web::http::header::{
    CONTENT_TYPE, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, HttpResponseBuilder};
use futures_util::stream::{Stream, TryStreamExt as _};

use crate::domain::disclosure::Withheld;
use crate::export::figures::Words;
use crate::export::sheet::Sheet;
use crate::export::workbook::workbook;
use crate::locale::Locale;
use crate::service::Refusal;
use crate::view::console::figures::words::why;

/// Kind of a list as text.
const CSV: &str = "text/csv; charset=utf-8";

/// Kind of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A list as the kind of file that the name's ending says; nothing for another ending.
pub fn list(name: &str, title: &str, sheet: &Sheet) -> Option<HttpResponse> {
    let (media, bytes) = match name.rsplit_once('.')?.1 {
        "csv" => (CSV, sheet.to_csv().ok()?),
        "xlsx" => (XLSX, workbook(&[(title, sheet)]).ok()?),
        _ => return None,
    };
    Some(file(name, media, bytes))
}

/// A file to be kept and not shown, whatever is in it.
pub fn file(name: &str, media: &str, bytes: Vec<u8>) -> HttpResponse {
    kept(name, media).body(bytes)
}

/// The same of a CSV that is made while it is sent.
pub fn csv_in_parts(
    name: &str,
    parts: impl Stream<Item = Result<Vec<u8>, Refusal>> + 'static,
) -> HttpResponse {
    sent_in_parts(name, CSV, parts)
}

/// The same of a file that is made while it is sent. What fails then breaks it off: the status is gone, and half
/// a file must not look like a whole one.
pub fn sent_in_parts<E: std::error::Error + 'static>(
    name: &str,
    media: &str,
    parts: impl Stream<Item = Result<Vec<u8>, E>> + 'static,
) -> HttpResponse {
    let cut_off = |problem: &E| tracing::error!(cause = %problem, "a file was broken off");
    let parts = parts.map_ok(Bytes::from).inspect_err(cut_off);
    kept(name, media).streaming(parts)
}

fn kept(name: &str, media: &str) -> HttpResponseBuilder {
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::FilenameExt(ExtendedValue {
            charset: Charset::Ext("UTF-8".to_owned()),
            language_tag: None,
            value: name.as_bytes().to_vec(),
        })],
    };
    let mut answer = HttpResponse::Ok();
    answer.insert_header(disposition);
    answer.insert_header((CONTENT_TYPE, media));
    answer
}

/// The words of lists of figures, made of these two.
pub fn with_words<T>(words: &Locale, act: impl FnOnce(&Words<'_>) -> T) -> T {
    let say = |code: &str| words.say(heading(code)).to_owned();
    let why = |withheld: Withheld| why(words, withheld);
    act(&Words {
        lang: words.lang(),
        say: &say,
        why: &why,
    })
}

/// The key of a column or of a kind of line.
fn heading(code: &str) -> &'static str {
    match code {
        "agency" => "figures.column_agency",
        "name" => "figures.agency",
        "eligible" => "figures.column_eligible",
        "acknowledged" => "figures.took_part",
        "n" => "figures.ballots",
        "score" => "figures.score",
        "shown" => "figures.column_shown",
        "band" => "figures.band",
        "last" => "figures.column_last",
        "of" => "figures.column_of",
        "kind" => "figures.column_kind",
        "title" => "figures.column_title",
        "options" => "figures.column_options",
        "instrument" => "kind.instrument",
        "node" => "kind.node",
        "item" => "kind.item",
        "sub-item" => "kind.sub-item",
        "profile" => "kind.profile",
        "unsaid" => "figures.profile_unsaid",
        _ => "figures.column_code",
    }
}
