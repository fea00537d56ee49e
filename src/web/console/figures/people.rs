//! The KPI by person: a list, a sheet each, a workbook of all.

use actix_web::HttpRequest;

use super::kpi::{about, base, book, columns};
use super::{FiguresDesk, asked, digits, frame, part, taken};
use crate::domain::encoding::percent_encoded;
use crate::domain::people::Standing;
use crate::service::kpi_pages::KpiDesk;
use crate::service::participation::RegisterLine;
use crate::view::console::Crumb;
use crate::view::console::figures::people::{self as view, Asked, Person};
use crate::view::console::figures::{kpi, taken_along};
use crate::view::console::parts::Leaf;
use crate::web::console::answers::Answer;
use crate::web::console::seat::Seat;

/// People on a page.
const SIZE: u64 = 50;
/// More people than a workbook has rows.
const EVERYBODY: u64 = 1_000_000;

fn person(base: &str, line: &RegisterLine) -> Person {
    Person {
        href: format!("{base}/person/{}", percent_encoded(&line.staff_id)),
        staff_id: line.staff_id.clone(),
        name: line.name.clone(),
        position: line.position.clone(),
        work_group: line.work_group.clone(),
        asked: match line.standing {
            Standing::Eligible => Asked::Yes,
            Standing::Exempt(_) => Asked::Exempt,
            Standing::Left => Asked::Left,
        },
        day: line.day,
    }
}

/// The list.
pub async fn list<D: FiguresDesk + KpiDesk>(seat: Seat<D>, request: HttpRequest) -> Answer {
    let book = book(&seat, &request).await?;
    let (words, sheet) = (seat.words(), &book.sheet);
    let base = base(&seat, &sheet.round.code);
    let search = asked(&request, "q").trim().to_owned();
    let page: u64 = asked(&request, "page").parse().unwrap_or_default();
    let from = page.saturating_mul(SIZE);
    let reader = seat.desk.kpi();
    let found = reader.people(&sheet.round, &search, from, SIZE).await;
    let (lines, total) = found.map_err(|refusal| seat.trouble(&refusal))?;
    let people: Vec<Person> = lines.iter().map(|line| person(&base, line)).collect();
    let leaf = Leaf {
        page,
        size: SIZE,
        total,
    };
    let mut frame = frame(
        &seat,
        "kpi_pages.people",
        &sheet.round,
        &about(words, sheet),
    );
    frame.crumbs.push(Crumb {
        href: base,
        text: words.say("kpi_pages.title").to_owned(),
    });
    let content = view::people(words, &people, sheet.result.level, &search, leaf);
    Ok(seat.page(frame, &content))
}

/// The sheet of one person.
pub async fn one<D: FiguresDesk + KpiDesk>(seat: Seat<D>, request: HttpRequest) -> Answer {
    let book = book(&seat, &request).await?;
    let (words, sheet) = (seat.words(), &book.sheet);
    let base = base(&seat, &sheet.round.code);
    let staff = part(&request, "staff");
    let line = seat.desk.kpi().person(&sheet.round, &staff).await;
    let line = line.map_err(|refusal| seat.trouble(&refusal))?;
    let person = person(&base, &line.ok_or_else(|| seat.missing())?);
    let head = view::sheet(words, &person, &sheet.agency.name, sheet.result.level);
    let steps = kpi::steps(words, &sheet.rule, &sheet.result, &sheet.participation);
    let content = kpi::page(words, &[head, steps]);
    let mut frame = frame(
        &seat,
        "kpi_pages.person_title",
        &sheet.round,
        &about(words, sheet),
    );
    frame.crumbs.push(Crumb {
        href: format!("{base}/people"),
        text: words.say("kpi_pages.people").to_owned(),
    });
    Ok(seat.page(frame, &taken_along(words, &[], digits(&request), &content)))
}

/// Everybody as a workbook.
pub async fn file<D: FiguresDesk + KpiDesk>(seat: Seat<D>, request: HttpRequest) -> Answer {
    let book = book(&seat, &request).await?;
    let (words, sheet) = (seat.words(), &book.sheet);
    let mut list = columns(
        words,
        &[
            ("staff_id", "kpi_pages.staff_id"),
            ("name", "kpi_pages.name"),
            ("position", "kpi_pages.position"),
            ("work_group", "kpi_pages.work_group"),
            ("participation", "kpi_pages.own_participation"),
            ("level", "kpi_pages.agency_level"),
        ],
    );
    let everybody = seat.desk.kpi().people(&sheet.round, "", 0, EVERYBODY).await;
    for line in &everybody.map_err(|refusal| seat.trouble(&refusal))?.0 {
        let person = person("", line);
        let participation = view::participation(words, &person);
        list.rows.push(vec![
            person.staff_id.into(),
            person.name.into(),
            person.position.into(),
            person.work_group.into(),
            participation.into(),
            u64::from(sheet.result.level).into(),
        ]);
    }
    let name = format!("kpi-people-{}-{}.xlsx", sheet.agency.code, sheet.round.code);
    taken::list(&name, &sheet.agency.code, &list).ok_or_else(|| seat.missing())
}
