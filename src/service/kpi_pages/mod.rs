//! The KPI as the office works with it: HR records and ticks, the assessor confirms or sends back,
//! the executive reads what is published.

mod evidence;
mod files;

pub use evidence::{Finding, Mark};
pub use files::{Attached, LARGEST_FILE};

use super::access::desks::{AssessorDesk, ExecutiveDesk, HrDesk};
use super::figures::published_of;
use super::kpi::{AgencyKpi, of_agency, rule, work_groups};
use super::office::Office;
use super::participation::{AgencyParticipation, RegisterLine, participation_in};
use super::refusal::Refusal;
use crate::domain::agency::Agency;
use crate::domain::framework::KpiRule;
use crate::domain::kpi::KpiResult;
use crate::domain::participation::Participation;
use crate::domain::round::{Round, RoundState};
use crate::store::{Evidence, EvidenceFile, Tick};

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
    /// Everybody, with the day of the acknowledgement.
    pub register: Vec<RegisterLine>,
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
        let (office, agency) = (&self.office, &self.agency);
        let registry = &office.registry;
        let year = round.terms.fiscal_year;
        let (_, period) = rule(office, &round)?;
        let line = participation_in(office, &round, agency).await?;
        let evidence = registry.evidence_of(year, &period, agency.id).await?;
        let files = registry.evidence_files(year, &period, agency.id).await?;
        Ok(Some(KpiBook {
            work_groups: work_groups(&line),
            register: line.register.clone(),
            ticks: registry.ticks(agency.id, year).await?,
            sheet: sheet(office, round, line, &evidence).await?,
            evidence,
            files,
        }))
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
        if round.state != RoundState::Published {
            return Ok(Some(Err(round)));
        }
        let (office, agency) = (&self.office, self.agency());
        let (_, period) = rule(office, &round)?;
        let line = participation_in(office, &round, agency).await?;
        let year = round.terms.fiscal_year;
        let evidence = office
            .registry
            .evidence_of(year, &period, agency.id)
            .await?;
        Ok(Some(Ok(sheet(office, round, line, &evidence).await?)))
    }
}

async fn sheet(
    office: &Office,
    round: Round,
    line: AgencyParticipation,
    evidence: &[Evidence],
) -> Result<KpiSheet, Refusal> {
    let published = published_of(office, &round, &line.agency.code).await?;
    let (rule, period) = rule(office, &round)?;
    let AgencyKpi { line, result } = of_agency(rule, &round, line, evidence, published.as_ref());
    Ok(KpiSheet {
        rule: rule.clone(),
        period,
        participation: line.participation,
        agency: line.agency,
        result,
        round,
    })
}
