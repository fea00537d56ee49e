//! The individual KPI of a round's agencies: participation, evidence and published figures.

use super::office::Office;
use super::participation::{
    AgencyCounts, AgencyParticipation, RegisterLine, participation, register_lines,
};
use super::publish::PublishedAgency;
use super::refusal::Refusal;
use super::results::{published_of, read_published};
use crate::domain::framework::KpiRule;
use crate::domain::kpi::{Achieved, DoneBy, Evidence as Fact, EvidenceState, KpiResult, evaluate};
use crate::domain::round::Round;
use crate::store::Evidence;

/// The KPI of an agency in the round's period.
#[derive(Debug, Clone)]
pub struct AgencyKpi {
    /// Who took part.
    pub line: AgencyParticipation,
    /// Steps, points and level.
    pub result: KpiResult,
}

/// A person's sheet: two facts, the agency's level and the person's own participation.
#[derive(Debug, Clone)]
pub struct PersonKpi {
    /// The person's line in the register.
    pub person: RegisterLine,
    /// The agency's KPI.
    pub agency: AgencyKpi,
}

/// The framework's KPI rule, and the period the round gives its figures to.
pub fn rule<'a>(office: &'a Office, round: &Round) -> Result<(&'a KpiRule, String), Refusal> {
    super::public_part::staff_are_asked(office, round)?;
    let (framework, _) = office.instrument(round)?;
    let rule = framework
        .kpi
        .as_ref()
        .ok_or_else(|| Refusal::mend("errors.no-kpi"))?;
    let period = round
        .terms
        .kpi_period
        .clone()
        .ok_or_else(|| Refusal::mend("errors.no-kpi-period"))?;
    if rule.periods.iter().any(|known| known.code == period) {
        Ok((rule, period))
    } else {
        Err(Refusal::mend("errors.no-kpi-period"))
    }
}

/// The KPI of every agency of a round, or of one.
pub async fn kpi(
    office: &Office,
    round: &Round,
    agency: Option<&str>,
) -> Result<Vec<AgencyKpi>, Refusal> {
    let (rule, period) = rule(office, round)?;
    let published = match agency {
        None => read_published(office, &round.code).await?,
        Some(code) => {
            office.agency(code).await?;
            let sheet = published_of(office, round, code).await?.into_iter();
            sheet.map(|sheet| (sheet.agency.clone(), sheet)).collect()
        }
    };
    let evidence = office
        .registry
        .evidence(round.terms.fiscal_year, &period)
        .await?;
    let lines = participation(office, round, agency).await?;
    Ok(lines
        .into_iter()
        .map(|line| {
            let figures = published.get(&line.agency.code);
            of_agency(rule, round, line, &evidence, figures)
        })
        .collect())
}

fn of_agency(
    rule: &KpiRule,
    round: &Round,
    line: AgencyParticipation,
    evidence: &[Evidence],
    published: Option<&PublishedAgency>,
) -> AgencyKpi {
    let counts = AgencyCounts {
        participation: line.participation,
        work_groups: line.work_groups.clone(),
    };
    let own: Vec<&Evidence> = evidence
        .iter()
        .filter(|piece| piece.key.agency == line.agency.id)
        .collect();
    AgencyKpi {
        result: result_of(rule, round, &counts, &own, published),
        line,
    }
}

/// The KPI of an agency with these counts and this evidence of its own.
pub(super) fn result_of(
    rule: &KpiRule,
    round: &Round,
    counts: &AgencyCounts,
    evidence: &[&Evidence],
    published: Option<&PublishedAgency>,
) -> KpiResult {
    let facts: Vec<Fact> = evidence.iter().map(|piece| fact(piece)).collect();
    let figures: Vec<_> = published.map(|sheet| &sheet.own).into_iter().collect();
    let achieved = Achieved {
        work_groups: &work_groups(counts),
        evidence: &facts,
        participation: counts.participation,
        required: round.terms.required_percent,
        figures: &figures,
    };
    evaluate(rule, &achieved)
}

/// Work groups that have people who are asked to take part.
pub fn work_groups(counts: &AgencyCounts) -> Vec<String> {
    let asked = counts
        .work_groups
        .iter()
        .filter(|(name, counts)| !name.is_empty() && counts.eligible > 0);
    asked.map(|(name, _)| name.clone()).collect()
}

fn fact(evidence: &Evidence) -> Fact {
    let group = &evidence.key.work_group;
    Fact {
        part: evidence.key.part.clone(),
        by: if group.is_empty() {
            DoneBy::Agency
        } else {
            DoneBy::WorkGroup(group.clone())
        },
        state: match (&evidence.confirmed_by, &evidence.returned) {
            (Some(_), _) => EvidenceState::Confirmed,
            (None, Some(note)) => EvidenceState::SentBack(note.clone()),
            (None, None) => EvidenceState::Recorded,
        },
    }
}

/// The sheet of one person.
pub async fn person_kpi(
    office: &Office,
    round: &Round,
    staff_id: &str,
) -> Result<PersonKpi, Refusal> {
    for agency in kpi(office, round, None).await? {
        let people = register_lines(office, round, agency.line.agency.id).await?;
        let found = people
            .into_iter()
            .find(|person| person.staff_id == staff_id);
        if let Some(person) = found {
            return Ok(PersonKpi { person, agency });
        }
    }
    Err(Refusal::Mendable(
        crate::domain::message::Message::new("errors.person-unknown").with("id", staff_id),
    ))
}
