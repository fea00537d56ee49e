//! Where figures begin: rounds, and the agencies below.

use super::{FiguresDesk, crumbs};
use crate::view::console::Frame;
use crate::view::console::figures::{self as view, RoundLinks};
use crate::web::console::answers::Answer;
use crate::web::console::seat::Seat;
use crate::web::console::tabs::{public_tabs, tabs};

/// Rounds with the pages of this role.
pub async fn page<D: FiguresDesk>(seat: Seat<D>) -> Answer {
    let gallery = seat.desk.gallery();
    let rounds = gallery.rounds().await;
    let rounds = rounds.map_err(|refusal| seat.trouble(&refusal))?;
    let words = seat.words();
    let links = rounds.into_iter().map(|round| {
        let tabs = if gallery.is_public(&round) {
            public_tabs
        } else {
            tabs
        };
        let pages = match seat.desk.top() {
            Some(_) => tabs(words, &seat.desk.round(&round.code))
                .into_iter()
                .map(|tab| (tab.href, tab.text))
                .collect(),
            None => whole(&seat, &round.code),
        };
        RoundLinks {
            code: round.code,
            state: round.state,
            pages,
        }
    });
    let links: Vec<RoundLinks> = links.collect();
    let mut below = Vec::new();
    if let Some(top) = seat.desk.top() {
        let found = gallery.below(top).await;
        let home = crate::web::console::home::address(D::ROLE);
        for agency in found.map_err(|refusal| seat.trouble(&refusal))? {
            let code = crate::domain::encoding::percent_encoded(&agency.code);
            below.push((format!("{home}/{code}"), agency.name));
        }
    }
    let title = seat.desk.top().map(|top| top.name.clone());
    let frame = Frame {
        title: title.unwrap_or_else(|| words.say("figures.title").to_owned()),
        kicker: Some(words.say(role(D::ROLE)).to_owned()),
        crumbs: crumbs(&seat).into_iter().take(1).collect(),
        ..Frame::default()
    };
    Ok(seat.page(frame, &view::rounds(words, &links, &below)))
}

/// The page of a desk that reaches the whole department.
fn whole<D: FiguresDesk>(seat: &Seat<D>, round: &str) -> Vec<(String, String)> {
    let text = seat.words().say("figures.tab_department");
    let sheet = seat.desk.department(round);
    sheet
        .map(|href| (href, text.to_owned()))
        .into_iter()
        .collect()
}

const fn role(role: crate::domain::access::Role) -> &'static str {
    use crate::domain::access::Role;
    match role {
        Role::Administrator => "console.role_administrator",
        Role::HrOfficer => "console.role_hr",
        Role::Assessor => "console.role_assessor",
        Role::Executive => "console.role_executive",
        Role::Auditor => "console.role_auditor",
    }
}
