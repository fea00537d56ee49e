//! HR's gap analysis: what is low, what fell, figures of earlier years, the improvement plan.

use actix_multipart::Multipart;
use actix_web::http::StatusCode;
use actix_web::web::Form;
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::kpi::columns;
use super::results::page_of;
use super::sent::{Sent, sent};
use super::{asked, digits, frame, not_yet, part, taken};
use crate::domain::encoding::percent_encoded;
use crate::domain::framework::Respondents;
use crate::domain::gap::{PlanLine, PlanStatus};
use crate::export::sheet::{Cell, Sheet};
use crate::locale::Locale;
use crate::service::access::desks::HrDesk;
use crate::service::figures::{AgencySheet, Gallery, GalleryDesk, Opened};
use crate::service::gap::{BadFigures, Typed as TypedFigure, read_figures};
use crate::view::console::Crumb;
use crate::view::console::figures::gap::{self as view, Choices, GapPage, status};
use crate::view::console::figures::taken_along;
use crate::view::console::form::Typed;
use crate::web::console::answers::{Answer, instead, see_other};
use crate::web::console::seat::Seat;

/// Largest file of figures, in bytes.
const LARGEST: usize = 1 << 20;

pub(super) type HrSeat = Seat<HrDesk>;

/// Where the pages of the gap analysis begin.
pub fn base(seat: &HrSeat, round: &str) -> String {
    let agency = percent_encoded(&seat.desk.agency().code);
    format!("/office/hr/{agency}/{}/gap", percent_encoded(round))
}

/// The published sheet of the agency; else the answer to give.
async fn sheet<'g>(
    seat: &HrSeat,
    gallery: &'g Gallery,
    request: &HttpRequest,
) -> actix_web::Result<AgencySheet<'g>> {
    let found = gallery
        .agency(&part(request, "round"), &seat.desk.agency().code)
        .await;
    let found = found.map_err(|refusal| seat.trouble(&refusal))?;
    match found.ok_or_else(|| seat.missing())? {
        Opened::Hangs(sheet) if sheet.instrument.respondents == Respondents::Public => {
            Err(seat.missing())
        }
        Opened::NotYet(round) => Err(instead(not_yet(seat, StatusCode::OK, &round))),
        Opened::Hangs(sheet) => Ok(sheet),
    }
}

fn below(
    seat: &HrSeat,
    sheet: &AgencySheet<'_>,
    title: &'static str,
) -> crate::view::console::Frame<'static> {
    let mut frame = frame(seat, title, &sheet.round, &sheet.agency.name);
    frame.crumbs.push(Crumb {
        href: base(seat, &sheet.round.code),
        text: seat.words().say("gap.title").to_owned(),
    });
    frame
}

/// The page.
pub async fn page(seat: HrSeat, request: HttpRequest) -> Answer {
    let gallery = seat.desk.gallery();
    let sheet = sheet(&seat, &gallery, &request).await?;
    let plan = seat.desk.plan(&sheet.round).await;
    let plan = plan.map_err(|refusal| seat.trouble(&refusal))?;
    let words = seat.words();
    let results = page_of::<HrDesk>(words, &sheet, false);
    let page = GapPage {
        results: &results,
        plan: &plan,
        typed: &sheet.typed,
        base: base(&seat, &sheet.round.code),
    };
    let content = taken_along(words, &[], digits(&request), &view::gap(words, &page));
    let frame = frame(&seat, "gap.title", &sheet.round, &sheet.agency.name);
    Ok(seat.page(frame, &content))
}

/// The plan as a file.
pub async fn file(seat: HrSeat, request: HttpRequest) -> Answer {
    let gallery = seat.desk.gallery();
    let sheet = sheet(&seat, &gallery, &request).await?;
    let plan = seat.desk.plan(&sheet.round).await;
    let plan = plan.map_err(|refusal| seat.trouble(&refusal))?;
    let words = seat.words();
    let list = plan_list(words, &sheet, &plan);
    let file = part(&request, "file");
    let ending = file.rsplit_once('.').map_or("", |(_, ending)| ending);
    let name = format!("plan-{}-{}.{ending}", sheet.agency.code, sheet.round.code);
    taken::list(&name, words.say("gap.plan_title"), &list).ok_or_else(|| seat.missing())
}

fn plan_list(words: &Locale, sheet: &AgencySheet<'_>, plan: &[PlanLine]) -> Sheet {
    let mut list = columns(
        words,
        &[
            ("code", "figures.column_code"),
            ("title", "figures.item"),
            ("score", "figures.score"),
            ("action", "gap.action"),
            ("responsible", "gap.responsible"),
            ("due", "gap.due"),
            ("status", "gap.status"),
        ],
    );
    for line in plan {
        let item = sheet
            .instrument
            .items
            .iter()
            .find(|item| item.code == line.code);
        let due = line
            .due
            .map(|due| Cell::coded(due.to_string(), words.day(due)));
        list.rows.push(vec![
            line.code.as_str().into(),
            item.map_or("", |item| item.stem.get(words.lang())).into(),
            line.score.map_or(Cell::Empty, Cell::Figure),
            line.action.as_str().into(),
            line.responsible.as_str().into(),
            due.unwrap_or(Cell::Empty),
            Cell::coded(line.status.code(), words.say(status(line.status))),
        ]);
    }
    list
}

/// The form of a line of the plan, new or known.
pub async fn plan_form(seat: HrSeat, request: HttpRequest) -> Answer {
    let gallery = seat.desk.gallery();
    let sheet = sheet(&seat, &gallery, &request).await?;
    let plan = seat.desk.plan(&sheet.round).await;
    let plan = plan.map_err(|refusal| seat.trouble(&refusal))?;
    let wanted: i64 = asked(&request, "line").parse().unwrap_or_default();
    let typed = match plan.iter().find(|line| line.id == wanted) {
        Some(line) => Typed::default()
            .with("line", line.id.to_string())
            .with("version", line.version.to_string())
            .with("item", &line.code)
            .with("action", &line.action)
            .with("responsible", &line.responsible)
            .with(
                "due",
                line.due.map(|due| due.to_string()).unwrap_or_default(),
            )
            .with("status", line.status.code()),
        None => Typed::default()
            .with("line", "0")
            .with("version", "0")
            .with("item", asked(&request, "item")),
    };
    Ok(plan_page(&seat, StatusCode::OK, &sheet, &typed))
}

fn plan_page(
    seat: &HrSeat,
    status: StatusCode,
    sheet: &AgencySheet<'_>,
    typed: &Typed,
) -> HttpResponse {
    let words = seat.words();
    let items: Vec<(String, String)> = sheet
        .instrument
        .items
        .iter()
        .map(|item| {
            (
                item.code.clone(),
                format!("{} {}", item.code, item.stem.get(words.lang())),
            )
        })
        .collect();
    let frame = below(seat, sheet, "gap.line_title");
    seat.page_as(status, frame, &view::plan_form(words, typed, &items))
}

/// A line as it was sent.
#[derive(Deserialize)]
pub struct Line {
    #[serde(default, rename = "line")]
    number: i64,
    #[serde(default)]
    version: i32,
    #[serde(default)]
    item: String,
    #[serde(default)]
    action: String,
    #[serde(default)]
    responsible: String,
    #[serde(default)]
    due: String,
    #[serde(default)]
    status: String,
    #[serde(default, rename = "do")]
    act: String,
}

impl Line {
    fn typed(&self) -> Typed {
        Typed::default()
            .with("line", self.number.to_string())
            .with("version", self.version.to_string())
            .with("item", &self.item)
            .with("action", &self.action)
            .with("responsible", &self.responsible)
            .with("due", &self.due)
            .with("status", &self.status)
    }
}

/// Saves a line of the plan, or takes it out.
pub async fn save_line(seat: HrSeat, request: HttpRequest, form: Form<Line>) -> Answer {
    let gallery = seat.desk.gallery();
    let sheet = sheet(&seat, &gallery, &request).await?;
    let (words, mut typed) = (seat.words(), form.typed());
    let due = match form.due.trim() {
        "" => None,
        day => {
            let read = crate::domain::calendar::parse_day(day);
            if read.is_err() {
                typed.blame("due", words.say("kpi_pages.bad_day"));
            }
            read.ok()
        }
    };
    for (name, value) in [("action", &form.action), ("responsible", &form.responsible)] {
        if value.trim().is_empty() && form.act != "drop" {
            typed.blame(name, words.say("gap.needed"));
        }
    }
    if typed.is_fine() {
        let items = &sheet.published.own.get().items;
        let item = items.iter().find(|item| item.code == form.item);
        let line = PlanLine {
            id: form.number,
            code: form.item.clone(),
            score: item.and_then(|item| item.shown.exact()),
            action: form.action.trim().to_owned(),
            responsible: form.responsible.trim().to_owned(),
            due,
            status: form.status.parse().unwrap_or(PlanStatus::Planned),
            version: form.version,
        };
        let done = if form.act == "drop" {
            seat.desk
                .drop_plan_line(&sheet.round.code, form.number, form.version)
                .await
        } else {
            seat.desk.save_plan_line(&sheet.round.code, &line).await
        };
        match done {
            Ok(()) => return Ok(see_other(&base(&seat, &sheet.round.code))),
            Err(refusal) => typed.blame("item", seat.said(&refusal)?),
        }
    }
    Ok(plan_page(
        &seat,
        StatusCode::UNPROCESSABLE_ENTITY,
        &sheet,
        &typed,
    ))
}

/// The forms for figures of earlier years.
pub async fn figures_form(seat: HrSeat, request: HttpRequest) -> Answer {
    let gallery = seat.desk.gallery();
    let sheet = sheet(&seat, &gallery, &request).await?;
    Ok(figures_page(
        &seat,
        StatusCode::OK,
        &sheet,
        &Typed::default(),
    ))
}

fn figures_page(
    seat: &HrSeat,
    status: StatusCode,
    sheet: &AgencySheet<'_>,
    typed: &Typed,
) -> HttpResponse {
    let (instruments, frameworks) = (seat.desk.gap_instruments(), seat.desk.gap_frameworks());
    let choices = Choices {
        instruments: &instruments,
        frameworks: &frameworks,
    };
    let frame = below(seat, sheet, "gap.figures_title");
    seat.page_as(
        status,
        frame,
        &view::figures_form(seat.words(), typed, &choices),
    )
}

/// Keeps a figure or those of a file.
pub async fn enter(seat: HrSeat, request: HttpRequest, form: Multipart) -> Answer {
    let gallery = seat.desk.gallery();
    let sheet = sheet(&seat, &gallery, &request).await?;
    let upload = sent(form, LARGEST).await?;
    let mut typed = upload.typed();
    let read = if upload.value("kind") == "file" {
        of_file(&seat, &upload).map_err(|text| ("file", text))
    } else {
        of_form(&seat, &upload)
    };
    match read {
        Ok(figures) => match seat.desk.enter_figures(&figures).await {
            Ok(()) => return Ok(see_other(&base(&seat, &sheet.round.code))),
            Err(refusal) => typed.blame("year", seat.said(&refusal)?),
        },
        Err((field, text)) => typed.blame(field, text),
    }
    Ok(figures_page(
        &seat,
        StatusCode::UNPROCESSABLE_ENTITY,
        &sheet,
        &typed,
    ))
}

type Figures = Vec<crate::domain::gap::EarlierFigure>;

fn of_form(seat: &HrSeat, upload: &Sent) -> Result<Figures, (&'static str, String)> {
    let figure = TypedFigure {
        year: upload.value("year"),
        instrument: upload.value("instrument"),
        code: upload.value("code"),
        score: upload.value("score"),
        n: upload.value("n"),
        source: upload.value("source"),
        framework: upload.value("framework"),
    };
    let read = figure.figure(&seat.desk.gap_instruments());
    read.map(|figure| vec![figure]).map_err(|key| {
        let field = match key {
            "gap.bad_year" => "year",
            "gap.bad_instrument" => "instrument",
            "gap.bad_score" => "score",
            "gap.bad_n" => "n",
            _ => "source",
        };
        (field, seat.words().say(key).to_owned())
    })
}

fn of_file(seat: &HrSeat, upload: &Sent) -> Result<Figures, String> {
    let words = seat.words();
    let Some((_, bytes)) = &upload.file else {
        let key = if upload.too_large {
            "gap.file_too_large"
        } else {
            "gap.no_file"
        };
        return Err(words.say(key).to_owned());
    };
    let read = read_figures(
        bytes,
        upload.value("framework"),
        &seat.desk.gap_instruments(),
    );
    read.map_err(|bad| match bad {
        BadFigures::Table(error) => {
            let values = error.parameters();
            let values: Vec<(&str, &str)> = values
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            words.fill(error.key(), &values)
        }
        BadFigures::Lines(lines) => {
            let told = lines.iter().take(10).map(|bad| {
                words.fill(
                    "gap.bad_line",
                    &[("line", &bad.line.to_string()), ("why", words.say(bad.key))],
                )
            });
            told.collect::<Vec<_>>().join(" · ")
        }
    })
}
