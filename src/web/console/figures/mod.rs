//! Published figures, the KPI and the gap analysis. One set of handlers serves every role: what a
//! role may see is its desk's, where its pages lie is told here.

pub mod department;
pub mod evidence;
pub mod evidence_files;
pub mod gap;
pub mod gap_figures;
pub mod home;
pub mod kpi;
pub mod people;
pub mod results;
mod sent;
pub(in crate::web) mod taken;
pub mod tokens;
pub mod total;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};

use super::seat::{Seat, decoded};
use crate::domain::access::Role;
use crate::domain::encoding::percent_encoded;
use crate::domain::round::Round;
use crate::service::access::desks::{
    AdministratorDesk, AssessorDesk, AuditorDesk, Desk, ExecutiveDesk, HrDesk,
};
use crate::service::figures::GalleryDesk;
use crate::view::console::figures as view;
use crate::view::console::figures::words::Digits;
use crate::view::console::{Crumb, Frame, Tab};

/// A desk whose figures have addresses.
pub trait FiguresDesk: Desk + GalleryDesk + 'static {
    /// The role.
    const ROLE: Role;

    /// Address of an agency's results in a round.
    fn results(round: &str, agency: &str) -> String {
        let (round, agency) = (percent_encoded(round), percent_encoded(agency));
        let home = super::home::address(Self::ROLE);
        match Self::ROLE {
            Role::Administrator | Role::Auditor => format!("{home}/results/{round}/of/{agency}"),
            _ => format!("{home}/{agency}/{round}/results"),
        }
    }

    /// Address of an agency's total over all parts of a round.
    fn total(round: &str, agency: &str) -> String {
        let (round, agency) = (percent_encoded(round), percent_encoded(agency));
        let home = super::home::address(Self::ROLE);
        match Self::ROLE {
            Role::Administrator | Role::Auditor => format!("{home}/results/{round}/total/{agency}"),
            _ => format!("{home}/{agency}/{round}/total"),
        }
    }

    /// Address of the department's sheet, if this desk has one.
    fn department(&self, round: &str) -> Option<String> {
        let (round, home) = (percent_encoded(round), super::home::address(Self::ROLE));
        match (Self::ROLE, self.top()) {
            (Role::HrOfficer, _) => None,
            (_, Some(top)) => Some(format!(
                "{home}/{}/{round}/department",
                percent_encoded(&top.code)
            )),
            (_, None) => Some(format!("{home}/results/{round}")),
        }
    }

    /// Where the pages of a round begin.
    fn round(&self, round: &str) -> String {
        format!("{}/{}", self.home(), percent_encoded(round))
    }

    /// Address of a desk's first page of figures.
    fn home(&self) -> String {
        let home = super::home::address(Self::ROLE);
        match self.top() {
            Some(top) => format!("{home}/{}", percent_encoded(&top.code)),
            None => format!("{home}/results"),
        }
    }
}

impl FiguresDesk for HrDesk {
    const ROLE: Role = Role::HrOfficer;
}

impl FiguresDesk for AssessorDesk {
    const ROLE: Role = Role::Assessor;
}

impl FiguresDesk for ExecutiveDesk {
    const ROLE: Role = Role::Executive;
}

impl FiguresDesk for AdministratorDesk {
    const ROLE: Role = Role::Administrator;
}

impl FiguresDesk for AuditorDesk {
    const ROLE: Role = Role::Auditor;
}

/// A part of the address.
pub fn part(request: &HttpRequest, name: &str) -> String {
    decoded(request, name).unwrap_or_default()
}

/// A value of the query.
pub fn asked(request: &HttpRequest, name: &str) -> String {
    let pairs = actix_web::web::Query::<Vec<(String, String)>>::from_query(request.query_string());
    let found = pairs.map(|pairs| {
        pairs
            .into_inner()
            .into_iter()
            .find(|(known, _)| known == name)
    });
    found
        .ok()
        .flatten()
        .map(|(_, value)| value)
        .unwrap_or_default()
}

/// In which digits the page is asked for.
pub fn digits(request: &HttpRequest) -> Digits {
    Digits::of(&asked(request, "digits"))
}

/// The code of the agency that the address is about.
pub fn agency_of<D: FiguresDesk>(seat: &Seat<D>, request: &HttpRequest) -> String {
    seat.desk
        .top()
        .map_or_else(|| part(request, "of"), |top| top.code.clone())
}

/// The way to a page of figures.
pub fn crumbs<D: FiguresDesk>(seat: &Seat<D>) -> Vec<Crumb> {
    let words = seat.words();
    let mut crumbs = vec![Crumb {
        href: "/office".to_owned(),
        text: words.say("console.home_title").to_owned(),
    }];
    let name = seat.desk.top().map(|top| top.name.clone());
    crumbs.push(Crumb {
        href: seat.desk.home(),
        text: name.unwrap_or_else(|| words.say("figures.title").to_owned()),
    });
    crumbs
}

/// Frame of a page about a round.
pub fn frame<D: FiguresDesk>(
    seat: &Seat<D>,
    title: &str,
    round: &Round,
    about: &str,
) -> Frame<'static> {
    let words = seat.words();
    let named = words.fill("figures.round", &[("round", &round.code)]);
    Frame {
        title: words.say(title).to_owned(),
        kicker: Some(format!("{about} · {named}")),
        crumbs: crumbs(seat),
        tabs: tabs(seat, round),
        ..Frame::default()
    }
}

/// Tabs of a round in which the public answers; of any other, those that the address tells.
fn tabs<D: FiguresDesk>(seat: &Seat<D>, round: &Round) -> Vec<Tab> {
    if seat.desk.gallery().is_public(round) {
        seat.public_tabs()
    } else {
        Vec::new()
    }
}

/// Nothing is published yet: the same page wherever figures will be.
pub fn not_yet<D: FiguresDesk>(seat: &Seat<D>, status: StatusCode, round: &Round) -> HttpResponse {
    let words = seat.words();
    let frame = Frame {
        title: words.say("figures.not_yet_title").to_owned(),
        kicker: Some(words.fill("figures.round", &[("round", &round.code)])),
        crumbs: crumbs(seat),
        tabs: tabs(seat, round),
        ..Frame::default()
    };
    seat.page_as(status, frame, &view::not_yet(words, round.state))
}
