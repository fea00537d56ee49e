//! An HR officer who asks for every page and every list before and after each ballot.

use std::collections::{BTreeMap, BTreeSet};

use crate::adversary::scratch::{AGENCY, ROUND, Scratch};
use crate::adversary::{Finding, Spoilt};
use crate::app::visitor::signed_in;
use crate::domain::access::{Grant, Role};
use crate::domain::wire::Random32;
use crate::rehearsal::Respondent;
use crate::rehearsal::respondent::{agent, fetch_as};
use crate::web::console::seat::COOKIE;

/// Ballots that are watched.
const WATCHED: usize = 3;
/// Pages that are looked at, at most.
const MOST_PAGES: usize = 120;

/// Between the acknowledgement, which HR may see, and the next one, a ballot comes. What is sought is a
/// page that differs then, in any byte.
pub async fn hr(scratch: &Scratch, answers: Vec<Vec<u8>>) -> Result<Finding, Spoilt> {
    let office = &scratch.app.office;
    let agency = Some(office.agency(AGENCY).await?.id);
    let role = Role::HrOfficer;
    let token = signed_in(office, role, vec![Grant { role, agency }]).await?;
    let cookie = format!("{COOKIE}={}", token.text());
    let (base, links) = (scratch.base.clone(), scratch.links.clone());
    let (pages, different) = super::apart(move || {
        let agent = agent();
        let (mut pages, mut different) = (0, 0);
        // A first look at a page may itself be an act that another page tells of: letters, say.
        crawl(&agent, &base, &cookie)?;
        for (link, answers) in links.iter().zip(answers).take(WATCHED) {
            let person = Respondent::open(&agent, &base, link)?;
            let at = u8::try_from(different).unwrap_or(0);
            let ballot = person.issue(&person.prepare(&answers, Random32::new([at; 32]))?)?;
            let before = crawl(&agent, &base, &cookie)?;
            person.cast(&ballot)?;
            let after = crawl(&agent, &base, &cookie)?;
            pages += before.len();
            for (path, _) in before
                .iter()
                .filter(|(path, body)| after.get(*path) != Some(body))
            {
                tracing::warn!(path, "a page told of a ballot");
                different += 1;
            }
        }
        Ok((pages, different))
    })
    .await?;
    if pages < WATCHED * 10 {
        return Err(Spoilt::Setup("pages of the office"));
    }
    Ok(Finding::search(
        "hr-polling",
        scratch.links.len(),
        pages,
        different,
    ))
}

/// Every page and list that can be reached by following links from the overview.
fn crawl(
    agent: &crate::rehearsal::respondent::Agent,
    base: &str,
    cookie: &str,
) -> Result<BTreeMap<String, Vec<u8>>, Spoilt> {
    let mut seen = BTreeMap::new();
    let mut waiting = BTreeSet::from([format!("/office/hr/{AGENCY}/{ROUND}")]);
    while let Some(path) = waiting.pop_first() {
        if seen.len() >= MOST_PAGES {
            break;
        }
        let body = fetch_as(agent, base, &path, cookie)?;
        let text = String::from_utf8_lossy(&body).into_owned();
        seen.insert(path, body);
        let links = text.split("href=\"").skip(1);
        let links = links.filter_map(|rest| rest.split('"').next());
        let links = links.map(|link| link.split('#').next().unwrap_or_default());
        let own = links.filter(|link| link.starts_with("/office/hr/"));
        let own = own.map(|link| link.replace("&amp;", "&"));
        waiting.extend(own.filter(|link| !seen.contains_key(link)));
    }
    Ok(seen)
}
