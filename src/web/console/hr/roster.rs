//! A roster from a file: chosen, looked at line by line, saved as it was looked at.

use actix_multipart::Multipart;
use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Form, Path, Query};
use serde::Deserialize;

use super::{Done, HrSeat, PAGE, There, base_of, frame, round_of};
use crate::domain::round::Round;
use crate::export::sheet::{Cell, Column, Sheet};
use crate::export::template::roster_xlsx;
use crate::service::hr::roster::{Fate, PreviewLine, RosterPreview};
use crate::view::console::form::Typed;
use crate::view::console::hr::roster::{self as view, FateTile, PreviewPage, ShownLine};
use crate::view::console::parts::Leaf;
use crate::web::console::answers::{Answer, see_other};
use crate::web::console::uploaded::{Uploaded, file};

/// Largest file that is taken, in bytes.
const LARGEST: usize = 20 << 20;

const TEMPLATE: &[u8] = include_bytes!("../../../../assets/templates/roster.csv");

/// The form.
pub async fn choose(seat: HrSeat, there: Path<There>, done: Query<Done>) -> Answer {
    let round = round_of(&seat, &there).await?;
    Ok(form_page(
        &seat,
        &round,
        StatusCode::OK,
        &Typed::default(),
        &done.done,
    ))
}

fn form_page(
    seat: &HrSeat,
    round: &Round,
    status: StatusCode,
    typed: &Typed,
    done: &str,
) -> HttpResponse {
    let frame = frame(seat, round, "hr_roster.title", done);
    let content = view::choose(seat.words(), &base_of(seat, round), typed);
    seat.page_as(status, frame, &content)
}

/// Takes a file for its preview.
pub async fn upload(seat: HrSeat, there: Path<There>, form: Multipart) -> Answer {
    let round = round_of(&seat, &there).await?;
    let mut typed = Typed::default();
    match file(form, LARGEST).await {
        Uploaded::TooLarge => typed.blame("file", seat.words().say("hr_roster.too_large")),
        Uploaded::Nothing | Uploaded::Broken => {
            typed.blame("file", seat.words().say("hr_roster.no_file"));
        }
        Uploaded::File(name, bytes) => match seat.desk.keep_roster(&round, &name, bytes).await {
            Ok(id) => return Ok(see_other(&preview_href(&seat, &round, &id))),
            Err(refusal) => typed.blame("file", seat.said(&refusal)?),
        },
    }
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(form_page(&seat, &round, status, &typed, ""))
}

/// Round and waiting file of the address.
#[derive(Deserialize)]
pub struct Waiting {
    round: String,
    upload: String,
}

impl Waiting {
    fn there(&self) -> There {
        There {
            round: self.round.clone(),
        }
    }
}

/// Which lines.
#[derive(Deserialize)]
pub struct Which {
    #[serde(default)]
    show: String,
    #[serde(default)]
    page: u64,
}

/// The preview.
pub async fn preview(seat: HrSeat, waiting: Path<Waiting>, which: Query<Which>) -> Answer {
    let (round, preview) = waiting_preview(&seat, &waiting).await?;
    let href = preview_href(&seat, &round, &waiting.upload);
    let frame = frame(&seat, &round, "hr_roster.preview", "");
    let content = view::preview(seat.words(), &preview_page(&seat, &href, &preview, &which));
    Ok(seat.page(frame, &content))
}

fn preview_page<'a>(
    seat: &HrSeat,
    href: &'a str,
    preview: &'a RosterPreview,
    which: &Which,
) -> PreviewPage<'a> {
    let first = Fate::ALL.into_iter().find(|fate| preview.count(*fate) > 0);
    let fate = Fate::of(&which.show).or(first).unwrap_or(Fate::Unchanged);
    let page = which.page.saturating_sub(1);
    let skipped = usize::try_from(page.saturating_mul(PAGE)).unwrap_or(usize::MAX);
    let lines = preview.lines.iter().filter(|line| line.fate == fate);
    let shown = lines.skip(skipped).take(usize::try_from(PAGE).unwrap_or(0));
    let tile = |each: Fate| FateTile {
        code: each.code(),
        count: preview.count(each),
        href: format!("{href}?show={}", each.code()),
        current: each == fate,
    };
    PreviewPage {
        href,
        name: &preview.name,
        fates: Fate::ALL.map(tile).into(),
        shown: fate.code(),
        lines: shown.map(|line| shown_line(seat, line)).collect(),
        leaf: Leaf {
            page,
            size: PAGE,
            total: preview.count(fate) as u64,
        },
        notes: said(seat, &preview.notes),
        digest: &preview.digest,
        changes: preview.changes_something(),
        refuses: preview.count(Fate::Refused) > 0,
    }
}

fn said(seat: &HrSeat, notes: &[crate::domain::message::Message]) -> Vec<String> {
    let words = seat.words();
    notes
        .iter()
        .map(|note| words.word_for_office(note))
        .collect()
}

fn shown_line(seat: &HrSeat, line: &PreviewLine) -> ShownLine {
    let fields = line.fields.iter().map(|change| {
        (
            field_text(change.field.code()),
            change.old.clone(),
            change.new.clone(),
        )
    });
    ShownLine {
        line: line.line,
        staff_id: line.staff_id.clone(),
        name: line.name.clone(),
        fields: fields.collect(),
        notes: said(seat, &line.notes),
    }
}

fn field_text(code: &str) -> &'static str {
    match code {
        "prefix" => "hr_people.prefix",
        "name" => "hr_people.first_name",
        "surname" => "hr_people.surname",
        "position" => "hr_people.position",
        "email" => "hr_people.email",
        "agency" => "hr_people.agency",
        "work_group" => "hr_people.work_group",
        "service_start" => "hr_people.service_start",
        _ => "hr_people.standing",
    }
}

/// What the preview showed.
#[derive(Deserialize)]
pub struct Shown {
    digest: String,
}

/// Saves the file that was looked at.
pub async fn confirm(seat: HrSeat, waiting: Path<Waiting>, shown: Form<Shown>) -> Answer {
    let (round, preview) = waiting_preview(&seat, &waiting).await?;
    let done = seat
        .desk
        .confirm_roster(&round, &waiting.upload, &shown.digest)
        .await;
    let Err(refusal) = done else {
        let base = base_of(&seat, &round);
        return Ok(see_other(&format!("{base}/people?done=imported")));
    };
    let href = preview_href(&seat, &round, &waiting.upload);
    let mut frame = frame(&seat, &round, "hr_roster.preview", "");
    frame.notice = Some(crate::view::console::Notice {
        mood: crate::view::console::Mood::Refused,
        text: seat.said(&refusal)?,
    });
    let which = Which {
        show: String::new(),
        page: 0,
    };
    let content = view::preview(seat.words(), &preview_page(&seat, &href, &preview, &which));
    Ok(seat.page_as(StatusCode::UNPROCESSABLE_ENTITY, frame, &content))
}

/// Lets the file go.
pub async fn drop_file(seat: HrSeat, waiting: Path<Waiting>) -> Answer {
    let round = round_of(&seat, &waiting.there()).await?;
    seat.desk
        .drop_roster(&round, &waiting.upload)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    let base = base_of(&seat, &round);
    Ok(see_other(&format!("{base}/roster?done=dropped")))
}

/// The refused lines with their reasons, to be mended and sent again.
pub async fn refused(seat: HrSeat, waiting: Path<Waiting>) -> Answer {
    let (_, preview) = waiting_preview(&seat, &waiting).await?;
    let words = seat.words();
    let heading = |heading: &str| Column {
        code: "column",
        heading: heading.to_owned(),
    };
    let mut columns = vec![
        heading(words.say("hr_roster.line")),
        heading(words.say("hr_roster.why")),
    ];
    columns.extend(preview.headings.iter().map(|head| heading(head)));
    let width = columns.len();
    let mut sheet = Sheet::new(columns);
    for line in &preview.lines {
        if line.fate == Fate::Refused {
            let mut row: Vec<Cell> = vec![
                line.line.map_or(Cell::Empty, |line| (line as u64).into()),
                said(&seat, &line.notes).join(" · ").into(),
            ];
            row.extend(line.cells.iter().map(|cell| Cell::from(cell.as_str())));
            row.resize(width, Cell::Empty);
            sheet.rows.push(row);
        }
    }
    let csv = sheet.to_csv().map_err(|_| seat.missing())?;
    Ok(attached("text/csv; charset=utf-8", "refused.csv", csv))
}

/// The template as a workbook.
pub async fn template_xlsx(seat: HrSeat) -> Answer {
    let bytes = roster_xlsx().map_err(|_| seat.missing())?;
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    Ok(attached(kind, "roster.xlsx", bytes))
}

/// The template as CSV.
pub async fn template_csv(_seat: HrSeat) -> Answer {
    Ok(attached(
        "text/csv; charset=utf-8",
        "roster.csv",
        TEMPLATE.to_vec(),
    ))
}

fn attached(kind: &str, name: &str, bytes: Vec<u8>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, kind))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"{name}\""),
        ))
        .body(bytes)
}

async fn waiting_preview(
    seat: &HrSeat,
    waiting: &Waiting,
) -> actix_web::Result<(Round, RosterPreview)> {
    let round = round_of(seat, &waiting.there()).await?;
    let found = seat.desk.roster_preview(&round, &waiting.upload).await;
    let preview = found
        .map_err(|refusal| seat.trouble(&refusal))?
        .ok_or_else(|| seat.missing())?;
    Ok((round, preview))
}

fn preview_href(seat: &HrSeat, round: &Round, id: &str) -> String {
    format!("{}/roster/{id}", base_of(seat, round))
}
