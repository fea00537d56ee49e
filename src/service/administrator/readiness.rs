//! What is missing before a round may open, agency by agency, page by page.

use crate::domain::agency::{Agency, AgencyId};
use crate::domain::mail::MailTest;
use crate::domain::message::Message;
use crate::domain::round::Round;
use crate::service::Refusal;
use crate::service::access::desks::AdministratorDesk;
use crate::service::readiness::{Counted, counted, warnings};
use crate::store::{AgencySearch, ContactTest, Missing};

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
        let counts = counted(&registry.standings(round.id, Some(&ids)).await?);
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

fn line(counted: Counted, mail_test: MailTest, agency: Agency) -> ReadinessLine {
    let nobody = (counted.listed == 0).then(|| Message::new("readiness.no-roster"));
    let warnings = nobody.into_iter().chain(warnings(&agency, &counted));
    ReadinessLine {
        warnings: warnings.collect(),
        agency,
        eligible: counted.eligible,
        exempt: counted.exempt,
        letters: counted.without_email,
        mail_test,
    }
}
