//! The KPI of an agency: for HR and the assessor with all it rests on, for the executive without
//! names.

use actix_web::http::StatusCode;
use actix_web::web::Form;
use actix_web::{HttpRequest, HttpResponse};
use maud::Markup;
use serde::Deserialize;

use super::{FiguresDesk, digits, frame, not_yet, part, taken};
use crate::domain::access::Role;
use crate::domain::encoding::percent_encoded;
use crate::domain::exact::Score;
use crate::export::sheet::{Cell, Column, Sheet};
use crate::locale::Locale;
use crate::service::access::desks::{ExecutiveDesk, HrDesk};
use crate::service::kpi_pages::{EvidenceFile, KpiBook, KpiDesk, KpiSheet, Mark, is_removable};
use crate::view::console::figures::evidence::{File, Grid, Milestone, Piece, checklist};
use crate::view::console::figures::{kpi as view, taken_along};
use crate::web::console::answers::{Answer, see_other};
use crate::web::console::seat::Seat;

/// The book of the round that the address names.
pub async fn book<D: FiguresDesk + KpiDesk>(
    seat: &Seat<D>,
    request: &HttpRequest,
) -> actix_web::Result<KpiBook> {
    let found = seat.desk.kpi().book(&part(request, "round")).await;
    found
        .map_err(|refusal| seat.trouble(&refusal))?
        .ok_or_else(|| seat.missing())
}

/// Where the pages of this agency's KPI begin.
pub fn base<D: FiguresDesk>(seat: &Seat<D>, round: &str) -> String {
    let home = crate::web::console::home::address(D::ROLE);
    let agency = seat.desk.top().map_or("", |top| top.code.as_str());
    format!(
        "{home}/{}/{}/kpi",
        percent_encoded(agency),
        percent_encoded(round)
    )
}

/// The page of HR and the assessor.
pub async fn page<D: FiguresDesk + KpiDesk>(seat: Seat<D>, request: HttpRequest) -> Answer {
    let book = book(&seat, &request).await?;
    let (words, sheet) = (seat.words(), &book.sheet);
    let base = base(&seat, &sheet.round.code);
    let files = [
        (format!("{base}/kpi.xlsx"), words.say("kpi_pages.excel")),
        (format!("{base}/people"), words.say("kpi_pages.people")),
        (
            format!("{base}/people.xlsx"),
            words.say("kpi_pages.people_excel"),
        ),
    ];
    let grid = Grid {
        rule: &sheet.rule,
        work_groups: &book.work_groups,
        pieces: &pieces(&book),
        base: format!("{base}/evidence"),
    };
    let action = format!("{base}/milestones");
    let action = (D::ROLE == Role::HrOfficer).then_some(action.as_str());
    let content = view::page(
        words,
        &[
            steps(words, sheet),
            grid.page(words),
            checklist(words, &milestones(words, &book), action),
        ],
    );
    Ok(shown(&seat, &request, sheet, &files, &content))
}

/// The page of the executive.
pub async fn executive(seat: Seat<ExecutiveDesk>, request: HttpRequest) -> Answer {
    let found = seat.desk.kpi_sheet(&part(&request, "round")).await;
    let found = found.map_err(|refusal| seat.trouble(&refusal))?;
    let sheet = match found.ok_or_else(|| seat.missing())? {
        Err(round) => return Ok(not_yet(&seat, StatusCode::OK, &round)),
        Ok(sheet) => sheet,
    };
    let words = seat.words();
    let base = base(&seat, &sheet.round.code);
    let files = [(format!("{base}/kpi.xlsx"), words.say("kpi_pages.excel"))];
    Ok(shown(
        &seat,
        &request,
        &sheet,
        &files,
        &steps(words, &sheet),
    ))
}

fn shown<D: FiguresDesk>(
    seat: &Seat<D>,
    request: &HttpRequest,
    sheet: &KpiSheet,
    files: &[(String, &str)],
    content: &Markup,
) -> HttpResponse {
    let words = seat.words();
    let content = taken_along(words, files, digits(request), content);
    let frame = frame(seat, "kpi_pages.title", &sheet.round, &about(words, sheet));
    seat.page(frame, &content)
}

/// The agency and the period.
pub fn about(words: &Locale, sheet: &KpiSheet) -> String {
    let period = sheet
        .rule
        .periods
        .iter()
        .find(|period| period.code == sheet.period);
    let period = period.map_or(sheet.period.as_str(), |period| {
        period.title.get(words.lang())
    });
    format!("{} · {period}", sheet.agency.name)
}

fn steps(words: &Locale, sheet: &KpiSheet) -> Markup {
    view::steps(words, &sheet.rule, &sheet.result, &sheet.participation)
}

/// The steps as a file, for HR and the assessor.
pub async fn file<D: FiguresDesk + KpiDesk>(seat: Seat<D>, request: HttpRequest) -> Answer {
    let book = book(&seat, &request).await?;
    workbook(&seat, &book.sheet).ok_or_else(|| seat.missing())
}

/// The steps as a file, for the executive.
pub async fn executive_file(seat: Seat<ExecutiveDesk>, request: HttpRequest) -> Answer {
    let found = seat.desk.kpi_sheet(&part(&request, "round")).await;
    let found = found.map_err(|refusal| seat.trouble(&refusal))?;
    match found.ok_or_else(|| seat.missing())? {
        Err(round) => Ok(not_yet(&seat, StatusCode::NOT_FOUND, &round)),
        Ok(sheet) => workbook(&seat, &sheet).ok_or_else(|| seat.missing()),
    }
}

/// Columns with their headings.
pub fn columns(words: &Locale, columns: &[(&'static str, &'static str)]) -> Sheet {
    let column = |(code, key): &(&'static str, &'static str)| Column {
        code,
        heading: words.say(key).to_owned(),
    };
    Sheet::new(columns.iter().map(column).collect())
}

fn workbook<D: FiguresDesk>(seat: &Seat<D>, sheet: &KpiSheet) -> Option<HttpResponse> {
    let words = seat.words();
    let mut list = columns(
        words,
        &[
            ("step", "kpi_pages.step"),
            ("title", "figures.column_title"),
            ("points", "kpi_pages.points"),
            ("of", "kpi_pages.of"),
            ("state", "kpi_pages.state"),
            ("lacks", "kpi_pages.lacks"),
        ],
    );
    let (rule, result) = (&sheet.rule, &sheet.result);
    for (step, asked) in result.steps.iter().zip(&rule.steps) {
        let full = words.say(if step.full {
            "kpi.full"
        } else {
            "kpi.not-full"
        });
        list.rows.push(vec![
            u64::from(step.number).into(),
            asked.title.get(words.lang()).into(),
            Score::round(&step.points).into(),
            Score::round(&step.of).into(),
            full.into(),
            view::lacks_line(words, step).into(),
        ]);
    }
    let level = words.fill("kpi.level", &[("level", &result.level.to_string())]);
    list.rows.push(vec![
        Cell::Empty,
        level.into(),
        Score::round(&result.points).into(),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]);
    let name = format!("kpi-{}-{}.xlsx", sheet.agency.code, sheet.round.code);
    taken::list(&name, &sheet.agency.code, &list)
}

/// Evidence as pages show it.
pub fn pieces(book: &KpiBook) -> Vec<Piece> {
    let pieces = book.evidence.iter().map(|piece| Piece {
        part: piece.key.part.clone(),
        work_group: piece.key.work_group.clone(),
        day: piece.day,
        delegates: piece.delegates.clone(),
        note: piece.note.clone(),
        link: piece.link.clone(),
        recorded_by: piece.recorded_by.clone(),
        confirmed_by: piece.confirmed_by.clone(),
        returned: piece.returned.clone(),
        version: piece.version,
    });
    pieces.collect()
}

/// Files of a part for a work group, those for all groups among them.
pub fn files(book: &KpiBook, base: &str, role: Role, (part, group): (&str, &str)) -> Vec<File> {
    let remove = |file: &EvidenceFile| {
        let may = role == Role::HrOfficer && is_removable(file, &book.evidence);
        may.then(|| format!("{base}/file/{}/remove", file.id))
    };
    let of = book.files.iter().filter(|file| {
        let for_group = file.key.work_group.is_empty() || file.key.work_group == group;
        file.key.part == part && for_group
    });
    of.map(|file| File {
        href: format!("{base}/file/{}", file.id),
        part: file.key.part.clone(),
        work_group: file.key.work_group.clone(),
        name: file.name.clone(),
        size: file.size,
        remove: remove(file),
    })
    .collect()
}

fn milestones(words: &Locale, book: &KpiBook) -> Vec<Milestone> {
    let ticked = |code: &str| book.ticks.iter().find(|tick| tick.code == code);
    let line = |known: &crate::domain::framework::KpiMilestone| Milestone {
        code: known.code.clone(),
        month: known.month,
        title: known.title.get(words.lang()).to_owned(),
        ticked: ticked(&known.code).map(|tick| (tick.day, tick.by.clone())),
    };
    book.sheet.rule.milestones.iter().map(line).collect()
}

/// A tick.
#[derive(Deserialize)]
pub struct Tick {
    code: String,
    mark: String,
}

/// Ticks a milestone or takes the tick back.
pub async fn tick(seat: Seat<HrDesk>, request: HttpRequest, form: Form<Tick>) -> Answer {
    let round = part(&request, "round");
    let mark = if form.mark == "done" {
        Mark::Ticked
    } else {
        Mark::Open
    };
    let done = seat.desk.tick(&round, &form.code, mark).await;
    done.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(see_other(&base(&seat, &round)))
}
