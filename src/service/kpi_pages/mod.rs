//! The KPI as the office works with it: HR records and ticks, the assessor confirms or sends back,
//! the executive reads what is published.

mod evidence;
mod files;

pub use crate::store::EvidenceFile;
pub use evidence::{Finding, Mark};
pub use files::{Attached, LARGEST_FILE, is_removable};

use super::access::desks::{AssessorDesk, ExecutiveDesk, HrDesk};
use super::delete_roster::not_deleted;
use super::kpi::{result_of, rule, work_groups};
use super::office::Office;
use super::participation::{AgencyCounts, RegisterLine, counts_in, register_line};
use super::public_part::is_public;
use super::refusal::Refusal;
use super::results::published_of;
use crate::domain::agency::Agency;
use crate::domain::framework::KpiRule;
use crate::domain::kpi::KpiResult;
use crate::domain::participation::Participation;
use crate::domain::people::PeopleFilter;
use crate::domain::round::{Round, RoundState};
use crate::store::{Evidence, Tick};

/// The KPI of an agency, without a name of anybody.
pub struct KpiSheet {
    /// The round.
    pub round: Round,
    /// The agency.
    pub agency: Agency,
    /// The framework's rule.
    pub rule: KpiRule,
    /// The period that the round counts for.
    pub period: String,
    /// Participation.
    pub participation: Participation,
    /// Steps, points, level.
    pub result: KpiResult,
}

/// The same with all that it rests on.
pub struct KpiBook {
    /// Steps, points, level.
    pub sheet: KpiSheet,
    /// Work groups with people who are asked.
    pub work_groups: Vec<String>,
    /// Evidence on record.
    pub evidence: Vec<Evidence>,
    /// Files of evidence.
    pub files: Vec<EvidenceFile>,
    /// What is ticked of the year's checklist.
    pub ticks: Vec<Tick>,
}

/// Reads an agency's KPI with all that it rests on; HR's and the assessor's.
#[derive(Clone)]
pub struct KpiReader {
    office: Office,
    agency: Agency,
}

impl KpiReader {
    /// The book of a round; nothing where there is no such round.
    pub async fn book(&self, round: &str) -> Result<Option<KpiBook>, Refusal> {
        let Some(round) = self.office.registry.round(round).await? else {
            return Ok(None);
        };
        if is_public(&self.office, &round)? {
            return Ok(None);
        }
        let (office, agency) = (&self.office, &self.agency);
        let registry = &office.registry;
        let year = round.terms.fiscal_year;
        let (_, period) = rule(office, &round)?;
        let counts = counts_in(office, &round, agency.id).await?;
        let evidence = registry.evidence_of(year, &period, agency.id).await?;
        let files = registry.evidence_files(year, &period, agency.id).await?;
        Ok(Some(KpiBook {
            work_groups: work_groups(&counts),
            ticks: registry.ticks(agency.id, year).await?,
            sheet: sheet(office, round, agency, &counts, &evidence).await?,
            evidence,
            files,
        }))
    }

    /// People by work group and id that a search finds, `most` of them after the first `from`, and
    /// how many there are in all.
    pub async fn people(
        &self,
        round: &Round,
        search: &str,
        from: u64,
        most: u64,
    ) -> Result<(Vec<RegisterLine>, u64), Refusal> {
        not_deleted(&self.office, round).await?;
        let filter = PeopleFilter {
            text: search.to_owned(),
            ..PeopleFilter::default()
        };
        let registry = &self.office.registry;
        let page = registry.people_page(round.id, self.agency.id, &filter, from, most);
        let (people, found) = page.await?;
        Ok((people.iter().map(register_line).collect(), found))
    }

    /// The person with this staff id, if the agency has one.
    pub async fn person(
        &self,
        round: &Round,
        staff_id: &str,
    ) -> Result<Option<RegisterLine>, Refusal> {
        not_deleted(&self.office, round).await?;
        let registry = &self.office.registry;
        let person = registry.person_of(round.id, self.agency.id, staff_id);
        Ok(person.await?.as_ref().map(register_line))
    }
}

/// A desk whose visitor reads evidence and register of one agency.
pub trait KpiDesk {
    /// The reader.
    fn kpi(&self) -> KpiReader;
}

impl KpiDesk for HrDesk {
    fn kpi(&self) -> KpiReader {
        KpiReader {
            office: self.office.clone(),
            agency: self.agency().clone(),
        }
    }
}

impl KpiDesk for AssessorDesk {
    fn kpi(&self) -> KpiReader {
        KpiReader {
            office: self.office.clone(),
            agency: self.agency().clone(),
        }
    }
}

impl ExecutiveDesk {
    /// The agency's KPI of a round, without names; the round alone before publication, nothing
    /// where there is no such round.
    pub async fn kpi_sheet(&self, round: &str) -> Result<Option<Result<KpiSheet, Round>>, Refusal> {
        let Some(round) = self.office.registry.round(round).await? else {
            return Ok(None);
        };
        if is_public(&self.office, &round)? {
            return Ok(None);
        }
        if round.state != RoundState::Published {
            return Ok(Some(Err(round)));
        }
        let (office, agency) = (&self.office, self.agency());
        let (_, period) = rule(office, &round)?;
        let counts = counts_in(office, &round, agency.id).await?;
        let year = round.terms.fiscal_year;
        let mut evidence = office
            .registry
            .evidence_of(year, &period, agency.id)
            .await?;
        // What an assessor writes to HR may hold a name.
        for note in evidence
            .iter_mut()
            .filter_map(|piece| piece.returned.as_mut())
        {
            note.clear();
        }
        let sheet = sheet(office, round, agency, &counts, &evidence).await?;
        Ok(Some(Ok(sheet)))
    }
}

async fn sheet(
    office: &Office,
    round: Round,
    agency: &Agency,
    counts: &AgencyCounts,
    evidence: &[Evidence],
) -> Result<KpiSheet, Refusal> {
    let published = published_of(office, &round, &agency.code).await?;
    let (rule, period) = rule(office, &round)?;
    let own: Vec<&Evidence> = evidence.iter().collect();
    Ok(KpiSheet {
        rule: rule.clone(),
        period,
        participation: counts.participation,
        agency: agency.clone(),
        result: result_of(rule, &round, counts, &own, published.as_ref()),
        round,
    })
}
