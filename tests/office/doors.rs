//! Every route of the office with every role: what somebody may not do looks like what is not there.
//! Routes are read from the source, so that a new one is walked as well.

use std::path::Path;

use prongsai::domain::access::Role;

use crate::support::{CODE, House, Officer, Page};

/// A route: whether it changes something, and its pattern below `/office`.
#[derive(Debug, Clone)]
pub struct Route {
    /// Whether it changes something.
    pub writes: bool,
    /// Address below `/office`, with gaps.
    pub pattern: String,
}

pub fn routes() -> Vec<Route> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/routes/office");
    let mut routes = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let source = std::fs::read_to_string(file.unwrap().path()).unwrap();
        let source: String = source.split_whitespace().collect();
        for call in source.split(".route(\"").skip(1) {
            let (pattern, rest) = call.split_once("\",").unwrap();
            let writes = rest.starts_with("write(");
            assert!(
                writes || rest.starts_with("read("),
                "{pattern}: {}",
                &rest[..20]
            );
            routes.push(Route {
                writes,
                pattern: pattern.to_owned(),
            });
        }
    }
    routes
}

/// A pattern with its gaps filled by what is there.
fn filled(pattern: &str) -> String {
    let mut path = String::new();
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (gap, behind) = after.split_once('}').unwrap();
        let name = gap.split(':').next().unwrap();
        path += before;
        path += match name {
            "agency" => "A01",
            "round" => CODE,
            "token" => "0000000000000000000000000000000000000000000000000000",
            _ => "1",
        };
        rest = behind;
    }
    path + rest
}

/// Pages for those who have not come in.
fn is_open_to_strangers(pattern: &str) -> bool {
    ["/sign-in", "/sign-out", "/forgot", "/welcome/"]
        .iter()
        .any(|open| pattern.starts_with(open))
}

/// Which role, at which agency, the address is for; nothing for pages that everybody has.
pub fn owner(pattern: &str) -> Option<Role> {
    let head = pattern.split('/').nth(1).unwrap_or_default();
    match head {
        "admin" => Some(Role::Administrator),
        "hr" => Some(Role::HrOfficer),
        "assess" => Some(Role::Assessor),
        "executive" => Some(Role::Executive),
        "audit" => Some(Role::Auditor),
        _ => None,
    }
}

struct Walker {
    role: Role,
    agency: Option<&'static str>,
    browser: Officer,
}

impl Walker {
    /// Whether the address is one of theirs. Below the root of a role that works for an agency,
    /// the agency in the address decides.
    fn may(&self, pattern: &str) -> bool {
        match owner(pattern) {
            None => true,
            Some(role) => {
                role == self.role && (self.agency != Some("A02") || !pattern.contains("{agency}"))
            }
        }
    }
}

async fn walkers(house: &House) -> Vec<Walker> {
    let who = [
        (Role::Administrator, None),
        (Role::HrOfficer, Some("A01")),
        (Role::HrOfficer, Some("A02")),
        (Role::Assessor, Some("A01")),
        (Role::Assessor, Some("A02")),
        (Role::Executive, Some("A01")),
        (Role::Executive, Some("A02")),
        (Role::Auditor, None),
    ];
    let mut walkers = Vec::new();
    for (role, agency) in who {
        let browser = house.officer(role, agency).await;
        walkers.push(Walker {
            role,
            agency,
            browser,
        });
    }
    walkers
}

async fn ask(browser: &mut Officer, route: &Route) -> Page {
    let path = format!("/office{}", filled(&route.pattern));
    if route.writes {
        browser.post(&path, &[]).await
    } else {
        browser.get(&path).await
    }
}

#[actix_web::test]
async fn who_has_not_signed_in_is_sent_to_sign_in_from_every_address() {
    let house = House::with(&[("A01", 3), ("A02", 3)]).await;
    let mut stranger = Officer::stranger(&house.base);
    let routes = routes();
    assert!(routes.len() > 30, "only {} routes found", routes.len());
    for route in routes
        .iter()
        .filter(|route| !is_open_to_strangers(&route.pattern))
    {
        let page = ask(&mut stranger, route).await;
        assert_eq!(page.status, 303, "{route:?}");
        assert!(
            page.location.starts_with("/office/sign-in"),
            "{route:?}: {}",
            page.location
        );
    }
}

#[actix_web::test]
async fn what_somebody_may_not_do_looks_like_what_is_not_there() {
    let house = House::with(&[("A01", 3), ("A02", 3)]).await;
    let routes = routes();
    let mut refused = 0;
    for mut walker in walkers(&house).await {
        let nothing = walker.browser.get("/office/no/such/page").await;
        assert_eq!(nothing.status, 404);
        for route in &routes {
            if is_open_to_strangers(&route.pattern) || (route.writes && walker.may(&route.pattern))
            {
                continue;
            }
            let page = ask(&mut walker.browser, route).await;
            let who = format!("{} of {:?}: {route:?}", walker.role, walker.agency);
            if walker.may(&route.pattern) {
                assert!(page.status < 500, "{who}: {}", page.status);
                assert!(!page.location.starts_with("/office/sign-in"), "{who}");
            } else {
                refused += 1;
                assert_eq!(page.status, 404, "{who}");
                assert_eq!(page.body, nothing.body, "{who}");
                assert_eq!(page.media, nothing.media, "{who}");
            }
        }
    }
    assert!(refused > 100, "only {refused} refusals were seen");
}

#[actix_web::test]
async fn nothing_is_changed_by_a_request_that_no_page_of_ours_sent() {
    let house = House::with(&[("A01", 3)]).await;
    let admin = house.officer(Role::Administrator, None).await;
    let foreign = [
        vec![],
        vec![("sec-fetch-site", "cross-site")],
        vec![("sec-fetch-site", "same-site")],
        vec![("origin", "https://evil.example")],
    ];
    for route in routes().iter().filter(|route| route.writes) {
        for headers in &foreign {
            let path = format!("/office{}", filled(&route.pattern));
            let page = admin.post_with(&path, headers).await;
            assert_eq!(page.status, 403, "{route:?} {headers:?}");
        }
    }
    let mut admin = admin;
    assert_eq!(
        admin.get("/office/admin/accounts").await.status,
        200,
        "still signed in"
    );
}
