//! Somebody of the office who follows every link.

use std::collections::{BTreeMap, BTreeSet};

use crate::adversary::Spoilt;
use crate::adversary::site::Site;
use crate::app::visitor::signed_in;
use crate::domain::access::{Grant, Role};
use crate::rehearsal::respondent::{Agent, agent, fetch_as};
use crate::web::console::seat::COOKIE;

/// Pages that are looked at, at most.
const MOST_PAGES: usize = 250;

/// A browser with a session.
pub struct Browser {
    agent: Agent,
    base: String,
    cookie: String,
}

impl Browser {
    /// Somebody new, with this role.
    pub async fn signed_in(site: &Site, role: Role, grant: Grant) -> Result<Self, Spoilt> {
        let token = signed_in(&site.app.office, role, vec![grant]).await?;
        Ok(Self {
            agent: agent(),
            base: site.base.clone(),
            cookie: format!("{COOKIE}={}", token.text()),
        })
    }
}

/// Every page and file below an address that can be reached by following links from a first one.
pub fn crawl(
    browser: &Browser,
    first: &str,
    below: &str,
) -> Result<BTreeMap<String, Vec<u8>>, Spoilt> {
    let mut seen = BTreeMap::new();
    let mut waiting = BTreeSet::from([first.to_owned()]);
    while let Some(path) = waiting.pop_first() {
        if seen.len() >= MOST_PAGES {
            break;
        }
        let body = fetch_as(&browser.agent, &browser.base, &path, &browser.cookie)?;
        let text = String::from_utf8_lossy(&body).into_owned();
        seen.insert(path, body);
        let links = text.split("href=\"").skip(1);
        let links = links.filter_map(|rest| rest.split('"').next());
        let links = links.map(|link| link.split('#').next().unwrap_or_default());
        let own = links.filter(|link| link.starts_with(below));
        let own = own.map(|link| link.replace("&amp;", "&"));
        waiting.extend(own.filter(|link| !seen.contains_key(link)));
    }
    Ok(seen)
}
