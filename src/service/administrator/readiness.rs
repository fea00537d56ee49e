//! What is missing before a round may open, agency by agency, page by page.

use std::collections::HashMap;

use crate::domain::agency::{Agency, AgencyId};
use crate::domain::mail::MailTest;
use crate::domain::message::Message;
use crate::domain::round::Round;
use crate::service::Refusal;
use crate::service::access::desks::AdministratorDesk;
use crate::store::{AgencySearch, ContactTest, Missing, StandingCount};

pub use crate::store::RosterTotals;

/// Agencies on a page.
pub(super) const PAGE: u64 = 50;

/// An agency in the table.
#[derive(Debug, Clone)]
pub struct ReadinessLine {
    /// The agency.
    pub agency: Agency,
    /// People who are asked.
    pub eligible: u64,
    /// People who are exempt.
    pub exempt: u64,
    /// People asked who have no e-mail and get a letter.
    pub letters: u64,
    /// Whether mails reach the contact person.
    pub mail_test: MailTest,
    /// What should be looked at.
    pub warnings: Vec<Message>,
}

/// A page of the table.
#[derive(Debug, Clone)]
pub struct ReadinessLeaf {
    /// Agencies of the page.
    pub lines: Vec<ReadinessLine>,
    /// Agencies that were found.
    pub found: u64,
    /// Agencies on a page.
    pub size: u64,
}

impl AdministratorDesk {
    /// Sums over all agencies.
    pub async fn readiness_totals(&self, round: &Round) -> Result<RosterTotals, Refusal> {
        if self.is_public(round)? {
            return self.public_totals(round).await;
        }
        Ok(self.office.registry.roster_totals(round.id).await?)
    }

    /// What keeps the round from opening.
    pub fn blockers(&self, round: &Round, totals: &RosterTotals) -> Vec<Message> {
        let public = self.is_public(round).unwrap_or_default();
        let nobody = totals.eligible == 0 && !(public && totals.agencies > 0);
        let checks = [
            (nobody, "readiness.nobody"),
            (
                round.closes_at <= self.office.world.now(),
                "errors.close-in-the-past",
            ),
            (!self.office.keys.can_seal(), "errors.kek-missing"),
        ];
        let failed = checks.into_iter().filter(|(fails, _)| *fails);
        failed.map(|(_, key)| Message::new(key)).collect()
    }

    /// A page of agencies and what they lack; `missing` is `roster`, `contact`, `mail` or nothing.
    pub async fn readiness_page(
        &self,
        round: &Round,
        text: &str,
        missing: &str,
        page: u64,
    ) -> Result<ReadinessLeaf, Refusal> {
        let missing = match missing {
            "roster" => Some(Missing::Roster),
            "contact" => Some(Missing::Contact),
            "mail" => Some(Missing::MailTest),
            _ => None,
        };
        let search = AgencySearch {
            text: text.trim().to_owned(),
            below: None,
            missing: missing.map(|missing| (round.id, missing)),
        };
        let registry = &self.office.registry;
        let (agencies, found) = registry
            .agency_page(&search, page.saturating_mul(PAGE), PAGE)
            .await?;
        if self.is_public(round)? {
            return Ok(ReadinessLeaf {
                lines: self.public_readiness(round, agencies).await?,
                found,
                size: PAGE,
            });
        }
        let ids: Vec<AgencyId> = agencies.iter().map(|agency| agency.id).collect();
        let counts = counted(&registry.standings(round.id, &ids).await?);
        let tests = registry.contact_tests(&ids).await?;
        let lines = agencies
            .into_iter()
            .map(|agency| {
                let counted = counts.get(&agency.id).copied().unwrap_or_default();
                line(counted, ContactTest::told(&tests, &agency), agency)
            })
            .collect();
        Ok(ReadinessLeaf {
            lines,
            found,
            size: PAGE,
        })
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    eligible: u64,
    exempt: u64,
    letters: u64,
    undated: u64,
    listed: u64,
}

fn counted(counts: &[StandingCount]) -> HashMap<AgencyId, Counted> {
    let mut by_agency: HashMap<AgencyId, Counted> = HashMap::new();
    let number = |n: i64| u64::try_from(n).unwrap_or_default();
    for count in counts {
        let agency = by_agency.entry(AgencyId(count.agency_id)).or_default();
        agency.listed += number(count.people);
        match count.standing.as_str() {
            "eligible" => {
                agency.eligible = number(count.people);
                agency.letters = number(count.people - count.with_email);
                agency.undated = number(count.people - count.dated);
            }
            "exempt" => agency.exempt = number(count.people),
            _ => {}
        }
    }
    by_agency
}

fn line(counted: Counted, mail_test: MailTest, agency: Agency) -> ReadinessLine {
    let mut warnings = Vec::new();
    if counted.listed == 0 {
        warnings.push(Message::new("readiness.no-roster"));
    }
    if agency.contact.line().is_empty() {
        warnings.push(Message::new("readiness.no-contact"));
    }
    let listed = counted.eligible + counted.exempt;
    if let Some(declared) = agency.head_count.filter(|n| *n != listed && listed > 0) {
        warnings.push(
            Message::new("readiness.head-count")
                .with("declared", declared)
                .with("listed", listed),
        );
    }
    if counted.undated > 0 {
        warnings.push(Message::new("readiness.undated").with("n", counted.undated));
    }
    ReadinessLine {
        agency,
        eligible: counted.eligible,
        exempt: counted.exempt,
        letters: counted.letters,
        mail_test,
        warnings,
    }
}
