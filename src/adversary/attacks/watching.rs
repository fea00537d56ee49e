//! An HR officer who asks for every page and every list before and after each ballot.

use super::browser::{Browser, crawl};
use crate::adversary::scratch::{AGENCY, ROUND, Scratch};
use crate::adversary::site::apart;
use crate::adversary::{Finding, Spoilt, Tool};
use crate::domain::access::{Grant, Role};
use crate::domain::wire::Random32;
use crate::rehearsal::Respondent;
use crate::rehearsal::respondent::agent;

/// Ballots that are watched.
const WATCHED: usize = 3;

/// Between the acknowledgement, which HR may see, and the next one, a ballot comes. What is sought is a
/// page that differs then, in any byte.
pub async fn hr(scratch: &Scratch, answers: Vec<Vec<u8>>, tool: Tool) -> Result<Finding, Spoilt> {
    let office = &scratch.site.app.office;
    let agency = Some(office.agency(AGENCY).await?.id);
    let role = Role::HrOfficer;
    let browser = Browser::signed_in(&scratch.site, role, Grant { role, agency }).await?;
    let (base, links) = (scratch.site.base.clone(), scratch.links.clone());
    let (pages, different) = apart(move || {
        let agent = agent();
        let crawl = |cast: usize| {
            let first = format!("/office/hr/{AGENCY}/{ROUND}");
            let mut seen = crawl(&browser, &first, "/office/hr/")?;
            if tool == Tool::Common {
                // A page of responses that counts them as they come.
                seen.insert("/responses".to_owned(), cast.to_string().into_bytes());
            }
            Ok::<_, Spoilt>(seen)
        };
        let (mut pages, mut different) = (0, 0);
        // A first look at a page may itself be an act that another page tells of: letters, say.
        crawl(0)?;
        for (turn, (link, answers)) in links.iter().zip(answers).take(WATCHED).enumerate() {
            let person = Respondent::open(&agent, &base, link)?;
            let at = u8::try_from(different).unwrap_or(0);
            let ballot = person.issue(&person.prepare(&answers, Random32::new([at; 32]))?)?;
            let before = crawl(turn)?;
            person.cast(&ballot)?;
            let after = crawl(turn + 1)?;
            pages += before.len();
            for (path, _) in before
                .iter()
                .filter(|(path, body)| after.get(*path) != Some(body))
            {
                if tool == Tool::Ours {
                    tracing::warn!(path, "a page told of a ballot");
                }
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
