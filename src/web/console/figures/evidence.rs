//! A piece of evidence: HR records it, the assessor confirms it or sends it back.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::web::Form;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::kpi::{about, base, book, files, pieces};
use super::sent::sent;
use super::{FiguresDesk, asked, frame, part, taken};
use crate::domain::calendar::parse_day;
use crate::domain::framework::KpiScope;
use crate::service::access::desks::{AssessorDesk, HrDesk};
use crate::service::kpi_evidence::{ALL, Record};
use crate::service::kpi_pages::{Attached, Finding, KpiBook, KpiDesk, LARGEST_FILE};
use crate::view::console::Crumb;
use crate::view::console::figures::evidence::{self as view, Piece};
use crate::view::console::figures::kpi::{page, parts};
use crate::view::console::form::Typed;
use crate::web::console::answers::{Answer, see_other};
use crate::web::console::seat::Seat;

/// What the page is about.
struct Subject {
    book: KpiBook,
    part: String,
    group: String,
}

impl Subject {
    fn piece(&self) -> Option<Piece> {
        let mut pieces = pieces(&self.book).into_iter();
        pieces.find(|piece| piece.part == self.part && piece.work_group == self.group)
    }

    /// Whether each work group has a piece of its own.
    fn grouped(&self) -> bool {
        let part = parts(&self.book.sheet.rule).find(|part| part.code == self.part);
        let every = part.is_some_and(|part| part.scope == KpiScope::EveryWorkGroup);
        every && !self.book.work_groups.is_empty()
    }
}

async fn subject<D: FiguresDesk + KpiDesk>(
    seat: &Seat<D>,
    request: &HttpRequest,
    (part, group): (&str, &str),
) -> actix_web::Result<Subject> {
    let book = book(seat, request).await?;
    let known = parts(&book.sheet.rule).any(|known| known.code == part);
    let group_known =
        matches!(group, "" | ALL) || book.work_groups.iter().any(|known| known == group);
    if known && group_known {
        Ok(Subject {
            book,
            part: part.to_owned(),
            group: group.to_owned(),
        })
    } else {
        Err(seat.missing())
    }
}

fn shown<D: FiguresDesk>(
    seat: &Seat<D>,
    status: StatusCode,
    subject: &Subject,
    form: &maud::Markup,
) -> HttpResponse {
    let (words, sheet) = (seat.words(), &subject.book.sheet);
    let base = base(seat, &sheet.round.code);
    let part = parts(&sheet.rule).find(|part| part.code == subject.part);
    let title = part.map_or("", |part| part.title.get(words.lang()));
    let files = files(
        &subject.book,
        &base,
        D::ROLE,
        (&subject.part, &subject.group),
    );
    let mut frame = frame(seat, "kpi_pages.title", &sheet.round, &about(words, sheet));
    frame.title = format!("{} {title}", subject.part);
    if !subject.group.is_empty() && subject.group != ALL {
        frame.title = format!("{} · {}", frame.title, subject.group);
    }
    frame.crumbs.push(Crumb {
        href: base,
        text: words.say("kpi_pages.title").to_owned(),
    });
    let piece = view::piece(words, subject.piece().as_ref(), &files);
    seat.page_as(status, frame, &view::both(&piece, form))
}

/// HR's page: what is on record and the form.
pub async fn hr(seat: Seat<HrDesk>, request: HttpRequest) -> Answer {
    let (part, group) = (asked(&request, "part"), asked(&request, "group"));
    let subject = subject(&seat, &request, (&part, &group)).await?;
    let piece = subject.piece();
    let version = piece.as_ref().map_or(0, |piece| piece.version);
    let mut typed = Typed::default()
        .with("part", part)
        .with("group", group)
        .with("version", version.to_string());
    if let Some(piece) = piece {
        typed = typed
            .with("day", piece.day.to_string())
            .with("delegates", piece.delegates)
            .with("note", piece.note)
            .with("link", piece.link);
    }
    let form = view::form(seat.words(), &typed, &choices(&seat, &subject));
    Ok(shown(&seat, StatusCode::OK, &subject, &form))
}

/// This work group, or all that have nothing on record; nothing to choose where the agency is one.
fn choices(seat: &Seat<HrDesk>, subject: &Subject) -> Vec<(String, String)> {
    if !subject.grouped() {
        return Vec::new();
    }
    let all = seat.words().say("kpi_pages.all_open").to_owned();
    let mut choices = vec![(subject.group.clone(), subject.group.clone())];
    choices.push((ALL.to_owned(), all));
    choices.retain(|(value, _)| !value.is_empty());
    choices.dedup();
    choices
}

/// Records what HR sent.
pub async fn record(seat: Seat<HrDesk>, request: HttpRequest, form: Multipart) -> Answer {
    let upload = sent(form, LARGEST_FILE).await?;
    let round = part(&request, "round");
    let (words, mut typed) = (seat.words(), upload.typed());
    let day = parse_day(upload.value("day"));
    if day.is_err() {
        typed.blame("day", words.say("kpi_pages.bad_day"));
    }
    if upload.value("delegates").is_empty() {
        typed.blame("delegates", words.say("kpi_pages.no_delegates"));
    }
    let link = upload.value("link");
    if !(link.is_empty() || link.starts_with("https://") || link.starts_with("http://")) {
        typed.blame("link", words.say("kpi_pages.bad_link"));
    }
    if upload.too_large {
        typed.blame("file", words.say("kpi_pages.too_large"));
    }
    let of = (upload.value("part"), upload.value("group"));
    if let (Ok(day), true) = (day, typed.is_fine()) {
        let record = Record {
            day,
            delegates: upload.value("delegates").to_owned(),
            note: upload.value("note").to_owned(),
            link: link.to_owned(),
        };
        let file = upload.file.as_ref().map(|(name, bytes)| Attached {
            name: name.clone(),
            bytes: bytes.clone(),
        });
        let seen = upload.value("version").parse().unwrap_or_default();
        let done = seat
            .desk
            .record_evidence(&round, of, seen, &record, file.as_ref());
        match done.await {
            Ok(()) => return Ok(see_other(&base(&seat, &round))),
            Err(refusal) => typed.blame("group", seat.said(&refusal)?),
        }
    }
    let subject = subject(&seat, &request, of).await?;
    let form = view::form(words, &typed, &choices(&seat, &subject));
    Ok(shown(
        &seat,
        StatusCode::UNPROCESSABLE_ENTITY,
        &subject,
        &form,
    ))
}

/// The assessor's page: what is on record and the two ways.
pub async fn assessor(seat: Seat<AssessorDesk>, request: HttpRequest) -> Answer {
    let (part, group) = (asked(&request, "part"), asked(&request, "group"));
    let subject = subject(&seat, &request, (&part, &group)).await?;
    Ok(assessed(&seat, StatusCode::OK, &subject, &Typed::default()))
}

fn assessed(
    seat: &Seat<AssessorDesk>,
    status: StatusCode,
    subject: &Subject,
    typed: &Typed,
) -> HttpResponse {
    let piece = subject.piece();
    let judgement = piece.map(|piece| view::judgement(seat.words(), &piece, typed));
    shown(
        seat,
        status,
        subject,
        &page(seat.words(), judgement.as_slice()),
    )
}

/// What the assessor found.
#[derive(Deserialize)]
pub struct Judged {
    part: String,
    group: String,
    version: i32,
    finding: String,
    #[serde(default)]
    note: String,
}

/// Confirms or sends back.
pub async fn judge(seat: Seat<AssessorDesk>, request: HttpRequest, form: Form<Judged>) -> Answer {
    let round = part(&request, "round");
    let finding = if form.finding == "confirm" {
        Finding::Confirmed
    } else {
        Finding::SentBack(form.note.trim().to_owned())
    };
    let of = (form.part.as_str(), form.group.as_str());
    match seat.desk.judge(&round, of, form.version, &finding).await {
        Ok(()) => Ok(see_other(&base(&seat, &round))),
        Err(refusal) => {
            let mut typed = Typed::default().with("note", &form.note);
            typed.blame("note", seat.said(&refusal)?);
            let subject = subject(&seat, &request, of).await?;
            Ok(assessed(
                &seat,
                StatusCode::UNPROCESSABLE_ENTITY,
                &subject,
                &typed,
            ))
        }
    }
}

/// A file, to be kept and never shown.
pub async fn file<D: FiguresDesk + KpiDesk>(seat: Seat<D>, request: HttpRequest) -> Answer {
    let found = seat.desk.kpi().file(&part(&request, "id")).await;
    let found = found.map_err(|refusal| seat.trouble(&refusal))?;
    let (name, bytes) = found.ok_or_else(|| seat.missing())?;
    Ok(taken::file(&name, "application/octet-stream", bytes))
}
