//! How far the agency has come, and what is still to be done.

use actix_web::web::{Path, Query};
use serde::Deserialize;

use super::{HrSeat, There, base, crumbs, may_change, outreach, round_named, round_of};
use crate::domain::absence::Absence;
use crate::domain::calendar::thai_zone;
use crate::domain::encoding::percent_encoded;
use crate::domain::round::Round;
use crate::service::hr::dashboard::{Absent, AbsentList, AbsentSearch, Dashboard};
use crate::view::console::dashboard::absent::{self, Group, List, Person};
use crate::view::console::dashboard::agency::{self, Facts};
use crate::view::console::dashboard::chart::Days;
use crate::view::console::parts::Leaf;
use crate::view::console::{Crumb, Frame, Mood, Notice};
use crate::web::console::answers::Answer;
use crate::web::console::register::Place;

/// People of a page.
const PAGE: u64 = 50;

/// People of each reason on the page of the last day.
const FIRST: u64 = 20;

/// What is looked for among those who have not taken part.
#[derive(Debug, Deserialize)]
pub struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    page: u64,
}

/// Figures, pictures, and who has not taken part.
pub async fn dashboard(seat: HrSeat, at: Path<Place>, asked: Query<Asked>) -> Answer {
    let round = round_named(&seat, &at.round).await?;
    let public = seat.desk.is_public(&round);
    if public.map_err(|refusal| seat.trouble(&refusal))? {
        return outreach::overview::overview(&seat, &round).await;
    }
    let dashboard = found(&seat, &at).await?;
    let search = AbsentSearch {
        text: asked.q.trim().to_owned(),
        reason: Absence::from_code(&asked.reason),
        offset: asked.page.saturating_mul(PAGE),
        limit: PAGE,
    };
    let people = absent(&seat, &at, &search).await?;
    let words = seat.words();
    let list = list(&seat, &at, &search, asked.page, people, &dashboard);
    let title = words.fill("dashboard.title", &[("round", &at.round)]);
    // Who is missing cannot be told any more, and that nobody is would be wrong.
    let deleted = seat.desk.has_roster(&round).await.err();
    let list = Some(&list).filter(|_| deleted.is_none());
    let facts = facts(dashboard);
    let content = if list.is_some() && !facts.has_people() && may_change(&round) {
        agency::nobody(words, &format!("{}/roster", here(&seat, &at)))
    } else {
        agency::page(words, &facts, list)
    };
    let mut frame = frame(&seat, title);
    if let Some(refusal) = deleted {
        let text = seat.said(&refusal)?;
        let mood = Mood::Warning;
        frame.notice = Some(Notice { mood, text });
    }
    Ok(seat.page(frame, &content))
}

/// What is still to be done, by reason.
pub async fn last_day(seat: HrSeat, at: Path<Place>) -> Answer {
    let round = staffed(&seat, &at).await?;
    let dashboard = found(&seat, &at).await?;
    let here = here(&seat, &at);
    let mut groups = Vec::new();
    for reason in Absence::ALL {
        let counted = dashboard.absent.iter().find(|(of, _)| *of == reason);
        let total = counted.map_or(0, |(_, people)| *people);
        let first = match total {
            0 => Vec::new(),
            _ => first(&seat, &dashboard, reason, total).await?,
        };
        groups.push(Group {
            reason,
            total,
            all: format!("{here}?reason={}#missing", reason.code()),
            action: action(&here, reason, first.first()),
            people: people(&here, first),
        });
    }
    let words = seat.words();
    let title = words.fill("dashboard.last_day_title", &[("round", &at.round)]);
    let facts = facts(dashboard);
    let left = agency::left(words, &facts);
    let content = if !facts.has_people() && may_change(&round) {
        agency::nobody(words, &format!("{here}/roster"))
    } else {
        absent::last_day(words, &left, &groups)
    };
    let mut frame = frame(&seat, title);
    frame.crumbs.push(Crumb {
        href: here,
        text: words.fill("dashboard.title", &[("round", &at.round)]),
    });
    Ok(seat.page(frame, &content))
}

/// That staff are asked in the round.
async fn staffed(seat: &HrSeat, at: &Place) -> actix_web::Result<Round> {
    let there = There {
        round: at.round.clone(),
    };
    round_of(seat, &there).await
}

async fn found(seat: &HrSeat, at: &Place) -> actix_web::Result<Dashboard> {
    seat.desk
        .dashboard(&at.round)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?
        .ok_or_else(|| seat.missing())
}

async fn absent(seat: &HrSeat, at: &Place, search: &AbsentSearch) -> actix_web::Result<AbsentList> {
    seat.desk
        .absent(&at.round, search)
        .await
        .map_err(|refusal| seat.trouble(&refusal))?
        .ok_or_else(|| seat.missing())
}

async fn first(
    seat: &HrSeat,
    dashboard: &Dashboard,
    reason: Absence,
    total: u64,
) -> actix_web::Result<Vec<Absent>> {
    let limit = FIRST.min(total);
    let first = seat.desk.first_absent(&dashboard.round, reason, limit);
    first.await.map_err(|refusal| seat.trouble(&refusal))
}

fn here(seat: &HrSeat, at: &Place) -> String {
    format!("{}/{}", base(seat), percent_encoded(&at.round))
}

fn frame(seat: &HrSeat, title: String) -> Frame<'static> {
    Frame {
        title,
        kicker: Some(seat.desk.agency().name.clone()),
        crumbs: crumbs(seat),
        ..Frame::default()
    }
}

fn facts(dashboard: Dashboard) -> Facts {
    let closes = dashboard.round.closing().to_zoned(thai_zone()).datetime();
    let required = dashboard.round.terms.required_percent;
    let days = dashboard.opened.map(|opened| Days {
        opened,
        closes: closes.date(),
        today: dashboard.today,
        days: dashboard.days,
        eligible: dashboard.counts.eligible,
        required,
    });
    let groups = dashboard.groups.into_iter();
    Facts {
        state: dashboard.round.state,
        closes,
        today: dashboard.today,
        counts: dashboard.counts,
        minimum: dashboard.minimum,
        required,
        groups: groups
            .map(|group| (group.work_group, group.counts))
            .collect(),
        days,
        arrival: dashboard.arrival,
    }
}

fn list(
    seat: &HrSeat,
    at: &Place,
    search: &AbsentSearch,
    page: u64,
    found: AbsentList,
    dashboard: &Dashboard,
) -> List {
    let here = here(seat, at);
    List {
        text: search.text.clone(),
        reason: search.reason,
        leaf: Leaf {
            page,
            size: PAGE,
            total: found.total,
        },
        people: people(&here, found.people),
        by_reason: dashboard.absent.clone(),
        href: here,
    }
}

fn people(here: &str, found: Vec<Absent>) -> Vec<Person> {
    let person = |person: Absent| Person {
        href: person_page(here, &person),
        name: person.name,
        position: person.position,
        work_group: person.work_group,
        reason: person.reason,
        words: person.words,
    };
    found.into_iter().map(person).collect()
}

fn person_page(here: &str, person: &Absent) -> String {
    format!("{here}/people/of/{}", percent_encoded(&person.staff_no))
}

/// Where to do something: mails are sent again and reminded from the page of mails, an address is
/// mended at the first person whose mail came back, letters are printed.
fn action(here: &str, reason: Absence, first: Option<&Absent>) -> String {
    match (reason, first) {
        (Absence::Failed, Some(first)) => person_page(here, first),
        (Absence::NoEmail, _) => format!("{here}/letters"),
        (Absence::Unanswered, _) => format!("{here}/mail/remind"),
        (Absence::Unsent | Absence::Failed, _) => format!("{here}/mail"),
    }
}
