//! Which pages are looked at: each kind of office page, at its heaviest.

use super::fill::{OPEN, PUBLISHED};
use crate::domain::access::Role;
use crate::rehearsal::country::{LARGE, TOP, staff_id};

/// Pages of the one with this role, where the large agency has so many people.
pub fn pages(role: Role, people: usize) -> Vec<String> {
    let (open, published) = (OPEN, PUBLISHED);
    match role {
        Role::Administrator => admin(open, published),
        Role::HrOfficer => hr(open, published, &staff_id(LARGE, people)),
        Role::Assessor => assess(open, published),
        Role::Executive => below(
            &format!("/office/executive/{TOP}"),
            &[
                String::new(),
                format!("/{published}/results"),
                format!("/{published}/department"),
                format!("/{published}/kpi"),
            ],
        ),
        Role::Auditor => below(
            "/office/audit",
            &[
                String::new(),
                "?q=round".into(),
                "/chain".into(),
                "/chain?digest=".into(),
                "/results".into(),
                format!("/results/{published}"),
                format!("/results/{published}/of/{LARGE}"),
            ],
        ),
    }
}

fn below(base: &str, paths: &[String]) -> Vec<String> {
    paths.iter().map(|path| format!("{base}{path}")).collect()
}

fn admin(open: &str, published: &str) -> Vec<String> {
    below(
        "/office/admin",
        &[
            String::new(),
            "/rounds/new".into(),
            "/accounts".into(),
            "/accounts?q=123".into(),
            "/accounts?page=100".into(),
            "/accounts/new".into(),
            "/agencies".into(),
            "/agencies?q=123&page=0".into(),
            "/agencies?page=150".into(),
            format!("/agencies/change/{LARGE}"),
            format!("/rounds/{open}"),
            format!("/rounds/{open}/readiness"),
            format!("/rounds/{open}/readiness?missing=roster"),
            format!("/rounds/{open}/participation"),
            format!("/rounds/{open}/participation?page=150"),
            format!("/rounds/{open}/participation?q=123"),
            format!("/rounds/{open}/participation?below={TOP}"),
            format!("/rounds/{open}/participation?which=danger"),
            format!("/rounds/{open}/preview"),
            format!("/rounds/{open}/extend"),
            format!("/rounds/{open}/close"),
            format!("/rounds/{open}/cancel"),
            "/results".into(),
            format!("/results/{published}"),
            format!("/results/{published}?q=123&sort=score"),
            format!("/results/{published}/of/{TOP}"),
            format!("/results/{published}/of/{LARGE}"),
        ],
    )
}

fn hr(open: &str, published: &str, last: &str) -> Vec<String> {
    let mut pages = below(
        &format!("/office/hr/{LARGE}"),
        &[
            String::new(),
            "/api/tokens".into(),
            format!("/{published}/results"),
            format!("/{published}/kpi"),
            format!("/{published}/kpi/evidence?part=1.2"),
            format!("/{published}/kpi/people?q=123"),
            format!("/{published}/kpi/person/{last}"),
            format!("/{published}/gap"),
            format!("/{published}/gap/plan"),
            format!("/{published}/gap/figures"),
        ],
    );
    let of_round = [
        "",
        "/last-day",
        "/last-day?page=100",
        "/register",
        "/people",
        "/people?page=150",
        "/people?q=123",
        "/people/add",
        "/people/groups",
        "/roster",
        "/mail",
        "/mail/remind",
        "/mail/text/invite",
        "/letters",
        "/tablet",
        "/kpi",
        "/kpi/people",
    ];
    pages.extend(of_round.map(|path| format!("/office/hr/{LARGE}/{open}{path}")));
    pages.push(format!("/office/hr/{LARGE}/{open}/people/of/{last}"));
    pages
}

fn assess(open: &str, published: &str) -> Vec<String> {
    let mut pages = below(
        &format!("/office/assess/{TOP}"),
        &[
            String::new(),
            format!("/{published}/results"),
            format!("/{published}/department"),
        ],
    );
    pages.extend(below(
        &format!("/office/assess/{LARGE}"),
        &[
            String::new(),
            format!("/{published}/kpi"),
            format!("/{published}/kpi/people"),
            format!("/{open}/register"),
        ],
    ));
    pages
}
