//! Participation of all agencies of a round.

use actix_web::web::{Path, Query};
use serde::Deserialize;

use super::{Search, public_department};
use crate::domain::agency::Agency;
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::percent_encoded;
use crate::domain::round::Round;
use crate::service::access::desks::AdministratorDesk;
use crate::service::administrator::department::{Department, DepartmentSearch, Line, Which};
use crate::view::console::dashboard::department as view;
use crate::view::console::parts::Leaf;
use crate::view::console::{Crumb, Frame};
use crate::web::console::answers::Answer;
use crate::web::console::register::Place;
use crate::web::console::seat::Seat;

/// Agencies of a page.
const PAGE: u64 = 50;

/// What is looked for.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    below: String,
    #[serde(default)]
    which: String,
    #[serde(default)]
    page: u64,
}

/// All agencies, those in danger first.
pub async fn department(
    seat: Seat<AdministratorDesk>,
    at: Path<Place>,
    asked: Query<Asked>,
) -> Answer {
    if let Some(round) = public_round(&seat, &at.round).await? {
        let search = Search {
            q: asked.q.clone(),
            page: asked.page,
            ..Search::default()
        };
        return public_department::page(&seat, &round, &search).await;
    }
    let (which, code) = which(&asked.which);
    let search = DepartmentSearch {
        text: asked.q.trim().to_owned(),
        parent: Some(asked.below.clone()).filter(|code| !code.is_empty()),
        which,
        offset: asked.page.saturating_mul(PAGE),
        limit: PAGE,
    };
    let found = seat
        .desk
        .department(&at.round, &search)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?
        .ok_or_else(|| seat.missing())?;
    let round = percent_encoded(&at.round);
    let href = format!("/office/admin/rounds/{round}/participation");
    let words = seat.words();
    let frame = Frame {
        title: words.fill("dashboard.department_title", &[("round", &at.round)]),
        kicker: found.parent.as_ref().map(|parent| parent.name.clone()),
        crumbs: crumbs(&seat, &href, &found),
        ..Frame::default()
    };
    let values = values(href, &search, code, asked.page, found);
    Ok(seat.page(frame, &view::page(words, &values)))
}

/// The round, if the public answers in it.
async fn public_round(
    seat: &Seat<AdministratorDesk>,
    code: &str,
) -> actix_web::Result<Option<Round>> {
    let Ok(draft) = seat.desk.draft(code).await else {
        return Ok(None);
    };
    let public = seat.desk.is_public(&draft.round);
    let public = public.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(public.then_some(draft.round))
}

fn which(code: &str) -> (Which, &'static str) {
    match code {
        "danger" => (Which::InDanger, "danger"),
        "alarm" => (Which::Alarmed, "alarm"),
        "empty" => (Which::Empty, "empty"),
        _ => (Which::All, ""),
    }
}

/// From the first page over the whole department to the agency above.
fn crumbs(seat: &Seat<AdministratorDesk>, href: &str, found: &Department) -> Vec<Crumb> {
    let words = seat.words();
    let crumb = |href: String, text: &str| Crumb {
        href,
        text: text.to_owned(),
    };
    let below = |agency: &Agency| {
        crumb(
            format!("{href}?below={}", percent_encoded(&agency.code)),
            &agency.name,
        )
    };
    let home = crumb("/office".to_owned(), words.say("console.home_title"));
    let all = found
        .parent
        .as_ref()
        .map(|_| crumb(href.to_owned(), words.say("dashboard.whole_department")));
    [Some(home), all, found.above.as_ref().map(below)]
        .into_iter()
        .flatten()
        .collect()
}

fn values(
    href: String,
    search: &DepartmentSearch,
    which: &'static str,
    page: u64,
    found: Department,
) -> view::Department {
    let branches = found.branches.into_iter().map(|branch| view::Branch {
        code: branch.agency.code,
        name: branch.agency.name,
        counts: branch.counts,
        agencies: branch.agencies,
        in_danger: branch.in_danger,
    });
    view::Department {
        href,
        state: found.round.state,
        closes: found.round.closing().to_zoned(thai_zone()).datetime(),
        today: found.today,
        required: found.round.terms.required_percent,
        below: search.parent.clone().unwrap_or_default(),
        text: search.text.clone(),
        which,
        counts: found.counts,
        numbers: [found.agencies, found.in_danger, found.alarmed],
        branches: branches.collect(),
        leaf: Leaf {
            page,
            size: PAGE,
            total: found.total,
        },
        lines: found.lines.into_iter().map(line).collect(),
    }
}

fn line(line: Line) -> view::Line {
    let listed = line.counts.eligible + line.counts.exempt;
    view::Line {
        contact: line.agency.contact.line(),
        declared: line.agency.head_count.filter(|count| *count != listed),
        code: line.agency.code,
        name: line.agency.name,
        counts: line.counts,
        minimum: line.minimum,
        danger: line.danger,
        alarm: line.alarm,
    }
}
