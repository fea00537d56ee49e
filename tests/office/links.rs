//! From its first page every role comes to every page of its own by links, and no link is dead.

use std::collections::{BTreeSet, VecDeque};
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use prongsai::domain::access::Role;
use prongsai::intake::table::read;
use prongsai::service::import_agencies::Mode;
use prongsai::service::import_roster::import_roster;

use crate::doors::{owner, routes};
use crate::support::{House, Officer, Page, hand, people, staff_id};

const SIZES: [(&str, usize); 2] = [("A01", 7), ("A02", 6)];

/// The round that is open while the first one is published.
const OPEN: &str = "2570-2";

/// The round that is not open yet.
const DRAFT: &str = "2570-3";

/// Heaviest page, in bytes as it is sent.
const HEAVIEST: usize = 100 * 1024;

/// Pages that a form leads to, or a state that no round of the house is in.
const NOT_BY_LINKS: &[&str] = &[
    "/admin/rounds",
    "/hr/{agency}/{round}/roster/{upload}",
    "/hr/{agency}/{round}/roster/{upload}/refused.csv",
    "/hr/{agency}/{round}/kpi/file/{id}",
    "/hr/{agency}/{round}/kpi/file/{id}/remove",
    "/assess/{agency}/{round}/kpi/file/{id}",
    "/admin/agencies/import/{id}",
    "/admin/rounds/{round}/tally",
    "/admin/rounds/{round}/publish",
    "/admin/rounds/{round}/open-beside",
];

/// A house with a published, an open and a drafted round, and the public's part of the open one.
async fn house() -> House {
    let house = House::with(&SIZES).await;
    for (agency, size) in SIZES {
        for at in 0..size {
            house.answer(&staff_id(agency, at), &hand::best()).await;
        }
    }
    house.finish().await;
    for code in [OPEN, DRAFT] {
        house.create(code, 0).await;
        let list = people::roster(&SIZES);
        let list = read(list.as_bytes()).unwrap();
        import_roster(&house.app.office, code, &list, None, Mode::Save)
            .await
            .unwrap();
    }
    house.open_round(OPEN).await;
    house.open_public(1_000, 60).await;
    house.kiosk("A01", "เคาน์เตอร์").await;
    house
}

/// Addresses that the page leads to, on this server.
fn links(from: &str, page: &str) -> Vec<String> {
    let here = from.split('?').next().unwrap_or_default();
    let hrefs = page.split(" href=\"").skip(1);
    hrefs
        .filter_map(|rest| {
            let href = rest.split('"').next()?.replace("&amp;", "&");
            let href = href.split('#').next()?.to_owned();
            match href.chars().next()? {
                '?' => Some(format!("{here}{href}")),
                '/' => Some(href),
                // Samples of mails lead where respondents go, with the service's whole address.
                'h' => None,
                _ => panic!("{from} leads to {href}"),
            }
        })
        .collect()
}

fn weight(page: &Page) -> usize {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(&page.bytes).unwrap();
    packed.finish().unwrap().len()
}

/// Every address that can be come to from the office's first page.
async fn crawl(officer: &mut Officer) -> BTreeSet<String> {
    let mut seen = BTreeSet::from(["/office".to_owned()]);
    let mut ahead = VecDeque::from([("/office".to_owned(), String::new())]);
    while let Some((address, from)) = ahead.pop_front() {
        let page = officer.get(&address).await;
        assert!(
            [200, 303].contains(&page.status),
            "{from} leads to {address}: {}",
            page.status
        );
        let mut found = vec![];
        if page.status == 303 {
            found.push(page.location.clone());
        } else if page.media.starts_with("text/html") {
            assert!(weight(&page) <= HEAVIEST, "{address}: {}", weight(&page));
            found = links(&address, &page.body);
        }
        for next in found {
            if seen.insert(next.clone()) {
                ahead.push_back((next, address.clone()));
            }
        }
    }
    seen
}

/// Whether an address is one of this pattern.
fn fits(pattern: &str, address: &str) -> bool {
    let address = address.split('?').next().unwrap_or_default();
    let Some(address) = address.strip_prefix("/office") else {
        return false;
    };
    let (pattern, address): (Vec<&str>, Vec<&str>) =
        (pattern.split('/').collect(), address.split('/').collect());
    pattern.len() == address.len()
        && pattern
            .iter()
            .zip(&address)
            .all(|(part, said)| part.starts_with('{') || part == said)
}

async fn comes_everywhere(role: Role, agency: Option<&str>) {
    let house = house().await;
    let colleague = "colleague@example.go.th";
    house
        .officer_called(colleague, Role::Administrator, None)
        .await;
    let mut officer = house.officer(role, agency).await;
    let seen = crawl(&mut officer).await;
    assert!(seen.contains("/office/account"), "{role}");
    let lost: Vec<String> = routes()
        .into_iter()
        .filter(|route| !route.writes && owner(&route.pattern) == Some(role))
        .map(|route| route.pattern)
        .filter(|pattern| !NOT_BY_LINKS.contains(&pattern.as_str()))
        .filter(|pattern| !seen.iter().any(|address| fits(pattern, address)))
        .collect();
    assert!(lost.is_empty(), "{role} never comes to {lost:#?}");
}

#[actix_web::test]
async fn hr_comes_to_every_page_by_links() {
    comes_everywhere(Role::HrOfficer, Some("A01")).await;
}

#[actix_web::test]
async fn an_administrator_comes_to_every_page_by_links() {
    comes_everywhere(Role::Administrator, None).await;
}

#[actix_web::test]
async fn an_assessor_comes_to_every_page_by_links() {
    comes_everywhere(Role::Assessor, Some("A01")).await;
}

#[actix_web::test]
async fn an_executive_comes_to_every_page_by_links() {
    comes_everywhere(Role::Executive, Some("A01")).await;
}

#[actix_web::test]
async fn an_auditor_comes_to_every_page_by_links() {
    comes_everywhere(Role::Auditor, None).await;
}
