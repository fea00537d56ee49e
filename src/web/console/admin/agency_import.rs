//! Lists of agencies: a file is looked at before anything is saved.

use actix_multipart::Multipart;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::Path;

use super::AdminSeat;
use crate::domain::message::Message;
use crate::locale::Locale;
use crate::service::administrator::Import;
use crate::service::import_agencies::Entry;
use crate::view::console::Frame;
use crate::view::console::admin::agencies::{self as view, Listed, Preview};
use crate::view::console::form::Typed;
use crate::web::console::answers::{Answer, see_other};
use crate::web::console::uploaded::{Uploaded, file};

/// Largest list that is taken, in bytes: 8,300 agencies are a tenth of it.
const LARGEST: usize = 16 << 20;

/// The form.
pub async fn form(seat: AdminSeat) -> Answer {
    Ok(page(&seat, StatusCode::OK, &Typed::default()))
}

/// Keeps a file for its preview.
pub async fn upload(seat: AdminSeat, parts: Multipart) -> Answer {
    let words = seat.words();
    let mut typed = Typed::default();
    match file(parts, LARGEST).await {
        Uploaded::TooLarge => typed.blame("file", words.say("agencies.upload_large")),
        Uploaded::Broken => typed.blame("file", words.say("agencies.upload_broken")),
        Uploaded::Nothing => typed.blame("file", words.say("agencies.upload_empty")),
        Uploaded::File(name, bytes) => match seat.desk.keep_agencies(&name, bytes).await {
            Ok(id) => return Ok(see_other(&format!("/office/admin/agencies/import/{id}"))),
            Err(refusal) => typed.blame("file", seat.said(&refusal)?),
        },
    }
    Ok(page(&seat, StatusCode::UNPROCESSABLE_ENTITY, &typed))
}

/// What the file would do.
pub async fn preview(seat: AdminSeat, id: Path<String>) -> Answer {
    let found = seat.desk.preview_agencies(&id).await;
    let found = found.map_err(|r| seat.trouble(&r))?;
    let found = found.ok_or_else(|| seat.missing())?;
    Ok(preview_page(&seat, &found.id, &found.file, &found.import))
}

/// Saves it.
pub async fn confirm(seat: AdminSeat, id: Path<String>) -> Answer {
    let done = seat.desk.import_waiting(&id).await;
    let done = done.map_err(|r| seat.trouble(&r))?;
    match done.ok_or_else(|| seat.missing())? {
        import if import.problems.is_empty() => Ok(see_other("/office/admin/agencies")),
        import => Ok(preview_page(&seat, &id, "", &import)),
    }
}

/// The empty list to fill in.
pub async fn template(seat: AdminSeat) -> Answer {
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"agencies.csv\""))
        .body(seat.desk.agency_template()))
}

fn page(seat: &AdminSeat, status: StatusCode, typed: &Typed) -> HttpResponse {
    let words = seat.words();
    let frame = frame(words, "agencies.import");
    seat.page_as(status, frame, &view::upload(words, typed))
}

fn preview_page(seat: &AdminSeat, id: &str, file: &str, import: &Import) -> HttpResponse {
    let words = seat.words();
    let say = |line: usize, message: &Message| (line, words.word_for_office(message));
    let preview = Preview {
        file: file.to_owned(),
        added: import.added.iter().map(|one| listed(words, one)).collect(),
        changed: import
            .changed
            .iter()
            .map(|one| listed(words, one))
            .collect(),
        unchanged: import.unchanged.len(),
        warnings: import
            .warnings
            .iter()
            .map(|(line, one)| say(*line, one))
            .collect(),
        problems: import
            .problems
            .iter()
            .map(|(line, _, one)| say(*line, one))
            .collect(),
    };
    let action = format!("/office/admin/agencies/import/{id}");
    let content = view::preview(words, &action, &preview);
    seat.page(frame(words, "agencies.preview"), &content)
}

fn listed(words: &Locale, entry: &Entry) -> Listed {
    let label = |at: usize| {
        let field = view::FIELDS.get(at);
        field
            .map_or("", |(_, label, _)| words.say(label))
            .to_owned()
    };
    Listed {
        line: entry.line,
        code: entry.code.clone(),
        name: entry.name.clone(),
        changes: entry
            .changes
            .iter()
            .map(|(at, before, after)| (label(*at), before.clone(), after.clone()))
            .collect(),
    }
}

fn frame<'a>(words: &Locale, title: &str) -> Frame<'a> {
    Frame {
        title: words.say(title).to_owned(),
        crumbs: super::below(words, "/office/admin/agencies", "agencies.title").into(),
        ..Frame::default()
    }
}
