//! Agencies: the list and one of them.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};

use super::{AdminSeat, Search};
use crate::domain::encoding::percent_encoded;
use crate::service::Refusal;
use crate::service::administrator::{AgencyEntry, AgencyLine, Import};
use crate::view::console::Frame;
use crate::view::console::admin::agencies::{self as view, FIELDS, Line};
use crate::view::console::form::Typed;
use crate::view::console::parts::Leaf;
use crate::web::console::answers::{Answer, see_other};

/// Where these pages begin.
const HERE: &str = "/office/admin/agencies";

/// A page of the list.
pub async fn list(seat: AdminSeat, search: Query<Search>) -> Answer {
    let found = seat
        .desk
        .agency_page(&search.q, &search.below, search.page)
        .await
        .map_err(|r| seat.trouble(&r))?;
    let words = seat.words();
    let lines: Vec<Line> = found.lines.iter().map(line).collect();
    let way: Vec<(String, String)> = found
        .way
        .iter()
        .map(|agency| (below(&agency.code), agency.name.clone()))
        .collect();
    let leaf = Leaf {
        page: search.page,
        size: found.size,
        total: found.found,
    };
    let frame = Frame {
        title: words.say("agencies.title").to_owned(),
        kicker: Some(words.say("console.role_administrator").to_owned()),
        ..Frame::default()
    };
    let typed = Typed::default().with("q", &search.q);
    let content = view::list(words, &typed, &way, &lines, leaf, |page| {
        search.href(HERE, page)
    });
    Ok(seat.page(frame, &content))
}

fn below(code: &str) -> String {
    format!("{HERE}?below={}", percent_encoded(code))
}

fn line(line: &AgencyLine) -> Line {
    let agency = &line.agency;
    Line {
        href: format!("{HERE}/change/{}", percent_encoded(&agency.code)),
        below: (line.below > 0).then(|| (below(&agency.code), line.below)),
        code: agency.code.clone(),
        name: agency.name.clone(),
        parent: line.parent.clone().unwrap_or_default(),
        contact: agency.contact.line(),
        head_count: agency.head_count,
    }
}

/// The empty form.
pub async fn new(seat: AdminSeat) -> Answer {
    Ok(form(&seat, StatusCode::OK, None, &Typed::default()))
}

/// Adds an agency.
pub async fn add(seat: AdminSeat, values: Form<BTreeMap<String, String>>) -> Answer {
    save(&seat, None, values.into_inner()).await
}

/// The form of an agency.
pub async fn edit(seat: AdminSeat, code: Path<String>) -> Answer {
    let found = seat.desk.agency_entry(&code).await;
    let (entry, mark) = found.map_err(|_| seat.missing())?;
    let typed = FIELDS
        .iter()
        .zip(entry.cells)
        .fold(Typed::default(), |typed, ((name, ..), value)| {
            typed.with(name, value)
        });
    Ok(form(
        &seat,
        StatusCode::OK,
        Some(&code),
        &typed.with("mark", mark),
    ))
}

/// Changes an agency, unless somebody else has meanwhile.
pub async fn change(
    seat: AdminSeat,
    code: Path<String>,
    values: Form<BTreeMap<String, String>>,
) -> Answer {
    save(&seat, Some(&code), values.into_inner()).await
}

async fn save(seat: &AdminSeat, code: Option<&str>, values: BTreeMap<String, String>) -> Answer {
    let mut typed = Typed {
        values,
        wrong: BTreeMap::new(),
    };
    if let Some(code) = code {
        typed = typed.with("code", code);
    }
    let entry = AgencyEntry {
        cells: FIELDS.map(|(name, ..)| typed.value(name).trim().to_owned()),
    };
    let mark = code.map(|_| typed.value("mark").to_owned());
    match seat.desk.save_agency(&entry, mark.as_deref()).await {
        Ok(import) if import.problems.is_empty() => return Ok(see_other(HERE)),
        Ok(import) => blame(seat, &mut typed, &import),
        Err(refusal) => blame_whole(seat, &mut typed, &refusal)?,
    }
    Ok(form(seat, StatusCode::UNPROCESSABLE_ENTITY, code, &typed))
}

/// Says each problem at its field.
fn blame(seat: &AdminSeat, typed: &mut Typed, import: &Import) {
    for (_, column, message) in &import.problems {
        let field = column.and_then(|column| FIELDS.get(column));
        let (name, ..) = field.unwrap_or(&FIELDS[1]);
        typed.blame(name, seat.words().word_for_office(message));
    }
}

fn blame_whole(seat: &AdminSeat, typed: &mut Typed, refusal: &Refusal) -> actix_web::Result<()> {
    let (field, text) = match refusal.message().key {
        "errors.stale" => ("name", seat.words().say("agencies.stale").to_owned()),
        "errors.agency-taken" => ("code", seat.said(refusal)?),
        "errors.parents-fixed" => ("parent", seat.said(refusal)?),
        _ => ("name", seat.said(refusal)?),
    };
    typed.blame(field, text);
    Ok(())
}

fn form(
    seat: &AdminSeat,
    status: StatusCode,
    code: Option<&str>,
    typed: &Typed,
) -> actix_web::HttpResponse {
    let words = seat.words();
    let (title, action) = match code {
        Some(code) => (
            words.fill("agencies.change", &[("agency", code)]),
            format!("{HERE}/change/{}", percent_encoded(code)),
        ),
        None => (words.say("agencies.new").to_owned(), format!("{HERE}/new")),
    };
    let frame = Frame {
        title,
        crumbs: super::below(words, HERE, "agencies.title").into(),
        ..Frame::default()
    };
    seat.page_as(status, frame, &view::form(words, &action, code, typed))
}
