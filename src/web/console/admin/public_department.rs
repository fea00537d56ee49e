//! How far the agencies of the public's part have come, those in danger first.

use super::{AdminSeat, Search, of_round, round_frame};
use crate::domain::calendar::thai_zone;
use crate::domain::round::Round;
use crate::domain::ticket::TicketCount;
use crate::service::administrator::public::PublicLine;
use crate::view::console::dashboard::agency::days_left;
use crate::view::console::dashboard::public_department::{self as view, Line, Page};
use crate::view::console::parts::Leaf;
use crate::web::console::answers::Answer;

/// Agencies of a page.
const PAGE: usize = 50;

/// The page.
pub async fn page(seat: &AdminSeat, round: &Round, search: &Search) -> Answer {
    let all = seat.desk.public_lines(round).await;
    let all = all.map_err(|refusal| seat.trouble(&refusal))?;
    let words = seat.words();
    let counts = all.iter().map(|line| line.count);
    let closes = round.closing().to_zoned(thai_zone()).datetime();
    let today = seat.desk.now().to_zoned(thai_zone()).date();
    let text = search.q.trim().to_lowercase();
    let named = |line: &&PublicLine| {
        let agency = &line.agency;
        agency.code.to_lowercase().contains(&text) || agency.name.to_lowercase().contains(&text)
    };
    let found: Vec<&PublicLine> = all.iter().filter(named).collect();
    let skipped = usize::try_from(search.page).unwrap_or(usize::MAX);
    let shown = found.iter().skip(skipped.saturating_mul(PAGE)).take(PAGE);
    let page = Page {
        href: format!("{}/participation", of_round(&round.code)),
        text: search.q.clone(),
        agencies: all.len() as u64,
        in_danger: all.iter().filter(|line| line.short() != Some(0)).count() as u64,
        count: counts.fold(TicketCount::default(), TicketCount::with),
        left: days_left(words, round.state, today, closes.date()),
        closes,
        leaf: Leaf {
            page: search.page,
            size: PAGE as u64,
            total: found.len() as u64,
        },
        lines: shown.map(|line| shown_line(line)).collect(),
    };
    let title = words.fill("dashboard.department_title", &[("round", &round.code)]);
    let frame = round_frame(words, &round.code, title);
    Ok(seat.page(frame, &view::page(words, &page)))
}

fn shown_line(line: &PublicLine) -> Line {
    Line {
        code: line.agency.code.clone(),
        name: line.agency.name.clone(),
        population: line.population,
        minimum: line.minimum,
        count: line.count,
        short: line.short(),
    }
}
