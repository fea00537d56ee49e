//! The register of acknowledgements, for whoever has a desk with one.

use actix_web::HttpResponse;
use actix_web::error::ErrorInternalServerError;
use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use serde::Deserialize;

use super::answers::Answer;
use super::seat::Seat;
use crate::domain::encoding::percent_encoded;
use crate::export::register as export;
use crate::export::sheet::{Cell, Column, Sheet};
use crate::locale::Locale;
use crate::service::register::{Extent, Register, RegisterDesk, Signature};
use crate::view::console::dashboard::register as view;
use crate::view::console::parts::Leaf;
use crate::view::console::{Crumb, Frame};

/// Lines of a page.
const PAGE: u64 = 100;

/// Media type of a workbook.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Which round.
#[derive(Debug, Deserialize)]
pub struct Place {
    /// Its code.
    pub round: String,
}

/// What is asked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    /// Page, from 0.
    #[serde(default)]
    page: u64,
}

/// A page of the register.
pub async fn page<D: RegisterDesk>(
    seat: &Seat<D>,
    area: &str,
    at: &Place,
    asked: &Asked,
) -> Answer {
    let part = Extent::Part {
        offset: asked.page.saturating_mul(PAGE),
        limit: PAGE,
    };
    let register = found(seat, at, part).await?;
    let values = values(seat, area, register, asked.page, PAGE);
    let mut frame = frame(seat, area, at);
    frame.crumbs.truncate(2);
    Ok(seat.page(frame, &view::page(seat.words(), &values)))
}

/// The whole register, to be printed and signed.
pub async fn print<D: RegisterDesk>(seat: &Seat<D>, area: &str, at: &Place) -> Answer {
    let register = taken_out(seat, at, "print").await?;
    let size = register.lines.len() as u64;
    let values = values(seat, area, register, 0, size);
    let frame = frame(seat, area, at);
    Ok(seat.page(frame, &view::sheet(seat.words(), &values)))
}

/// The whole register as CSV.
pub async fn csv<D: RegisterDesk>(seat: &Seat<D>, at: &Place) -> Answer {
    let register = taken_out(seat, at, "csv").await?;
    let bytes = sheet(seat.words(), &register)
        .to_csv()
        .map_err(ErrorInternalServerError)?;
    Ok(file(seat, at, "csv", "text/csv; charset=utf-8", bytes))
}

/// The whole register as a workbook.
pub async fn xlsx<D: RegisterDesk>(seat: &Seat<D>, at: &Place) -> Answer {
    let register = taken_out(seat, at, "xlsx").await?;
    let made = register.today;
    let bytes = export::xlsx(&title(seat, at), &sheet(seat.words(), &register), made)
        .map_err(ErrorInternalServerError)?;
    Ok(file(seat, at, "xlsx", XLSX, bytes))
}

async fn found<D: RegisterDesk>(
    seat: &Seat<D>,
    at: &Place,
    extent: Extent,
) -> actix_web::Result<Register> {
    seat.desk
        .register(&at.round, extent)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?
        .ok_or_else(|| seat.missing())
}

async fn taken_out<D: RegisterDesk>(
    seat: &Seat<D>,
    at: &Place,
    how: &str,
) -> actix_web::Result<Register> {
    let register = found(seat, at, Extent::Whole).await?;
    seat.desk
        .note_register(&at.round, how)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?;
    Ok(register)
}

fn title<D: RegisterDesk>(seat: &Seat<D>, at: &Place) -> String {
    let name = &seat.desk.of_agency().name;
    let round = &at.round;
    seat.words().fill(
        "dashboard.register_of",
        &[("agency", name), ("round", round)],
    )
}

fn base<D: RegisterDesk>(seat: &Seat<D>, area: &str) -> String {
    let agency = percent_encoded(&seat.desk.of_agency().code);
    format!("/office/{area}/{agency}")
}

fn frame<D: RegisterDesk>(seat: &Seat<D>, area: &str, at: &Place) -> Frame<'static> {
    let words = seat.words();
    let crumb = |href: String, text: &str| Crumb {
        href,
        text: text.to_owned(),
    };
    let base = base(seat, area);
    let round = percent_encoded(&at.round);
    Frame {
        title: words.fill("dashboard.register_round", &[("round", &at.round)]),
        kicker: Some(seat.desk.of_agency().name.clone()),
        crumbs: vec![
            crumb("/office".to_owned(), words.say("console.home_title")),
            crumb(base.clone(), &seat.desk.of_agency().name),
            crumb(
                format!("{base}/{round}/register"),
                words.say("dashboard.register_title"),
            ),
        ],
        ..Frame::default()
    }
}

fn values<D: RegisterDesk>(
    seat: &Seat<D>,
    area: &str,
    register: Register,
    page: u64,
    size: u64,
) -> view::Register {
    let round = percent_encoded(&register.round.code);
    let line = |line: Signature| view::Line {
        name: line.name,
        position: line.position,
        work_group: line.work_group,
        day: line.day,
    };
    view::Register {
        href: format!("{}/{round}/register", base(seat, area)),
        leaf: Leaf {
            page,
            size,
            total: register.counts.eligible,
        },
        counts: register.counts,
        lines: register.lines.into_iter().map(line).collect(),
        today: register.today,
    }
}

fn sheet(words: &Locale, register: &Register) -> Sheet {
    let column = |code, heading: &str| Column {
        code,
        heading: heading.to_owned(),
    };
    let mut sheet = Sheet::new(vec![
        column("number", words.say("dashboard.number")),
        column("name", words.say("dashboard.name")),
        column("position", words.say("dashboard.position")),
        column("work_group", words.say("dashboard.group")),
        column("signed", words.say("dashboard.signed")),
    ]);
    for (at, line) in (1_u64..).zip(&register.lines) {
        let day = line.day.map_or_else(
            || words.say("dashboard.not_signed").to_owned(),
            |day| words.day(day),
        );
        sheet.rows.push(vec![
            at.into(),
            line.name.as_str().into(),
            line.position.as_str().into(),
            line.work_group.as_str().into(),
            Cell::from(day),
        ]);
    }
    sheet
}

fn file<D: RegisterDesk>(
    seat: &Seat<D>,
    at: &Place,
    ending: &str,
    media: &str,
    bytes: Vec<u8>,
) -> HttpResponse {
    let agency = percent_encoded(&seat.desk.of_agency().code);
    let round = percent_encoded(&at.round);
    HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, media))
        .insert_header((
            CONTENT_DISPOSITION,
            format!("attachment; filename=\"register-{agency}-{round}.{ending}\""),
        ))
        .body(bytes)
}
