//! What is missing before a round may open, agency by agency.

use std::collections::BTreeMap;

use super::office::Office;
use super::public_part::is_public;
use super::refusal::Refusal;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::message::Message;
use crate::domain::people::Standing;
use crate::domain::round::Round;
use crate::store::StaffRecord;

/// How ready a round is.
#[derive(Debug, Clone)]
pub struct Readiness {
    /// One line an agency that has people in the round, in the order of codes.
    pub agencies: Vec<AgencyReadiness>,
    /// What keeps the round from opening.
    pub blockers: Vec<Message>,
}

/// How ready an agency is.
#[derive(Debug, Clone)]
pub struct AgencyReadiness {
    /// The agency.
    pub agency: Agency,
    /// People who are asked to take part.
    pub eligible: u64,
    /// People who are exempt.
    pub exempt: u64,
    /// Eligible people without an e-mail, who get a letter.
    pub without_email: u64,
    /// What somebody should look at.
    pub warnings: Vec<Message>,
}

/// Looks at everything that opening rests on; changes nothing.
pub async fn readiness(office: &Office, round: &Round) -> Result<Readiness, Refusal> {
    office.instrument(round)?;
    if is_public(office, round)? {
        return super::public_part::readiness(office, round).await;
    }
    let known = office.agencies().await?;
    let mut by_agency: BTreeMap<AgencyId, Vec<StaffRecord>> = BTreeMap::new();
    for person in office.registry.staff(round.id).await? {
        by_agency.entry(person.agency).or_default().push(person);
    }
    let mut agencies: Vec<AgencyReadiness> = by_agency
        .iter()
        .filter_map(|(id, people)| known.get(id).map(|agency| of_agency(agency, people)))
        .collect();
    agencies.sort_by(|a, b| a.agency.code.cmp(&b.agency.code));
    let blockers = blockers(office, round, &agencies);
    Ok(Readiness { agencies, blockers })
}

fn of_agency(agency: &Agency, people: &[StaffRecord]) -> AgencyReadiness {
    let eligible: Vec<&StaffRecord> = people
        .iter()
        .filter(|person| person.standing == Standing::Eligible)
        .collect();
    let exempt = people
        .iter()
        .filter(|person| matches!(person.standing, Standing::Exempt(_)))
        .count();
    let without_email = eligible
        .iter()
        .filter(|person| person.member.email.is_none())
        .count();
    let mut warnings = Vec::new();
    if agency.contact.line().is_empty() {
        warnings.push(Message::new("readiness.no-contact"));
    }
    let listed = eligible.len() + exempt;
    if let Some(declared) = agency
        .head_count
        .filter(|declared| usize::try_from(*declared) != Ok(listed))
    {
        warnings.push(
            Message::new("readiness.head-count")
                .with("declared", declared)
                .with("listed", listed),
        );
    }
    if without_email > 0 {
        warnings.push(Message::new("readiness.letters").with("n", without_email));
    }
    let undated = eligible
        .iter()
        .filter(|person| person.member.service_start.is_none())
        .count();
    if undated > 0 {
        warnings.push(Message::new("readiness.undated").with("n", undated));
    }
    AgencyReadiness {
        agency: agency.clone(),
        eligible: eligible.len() as u64,
        exempt: exempt as u64,
        without_email: without_email as u64,
        warnings,
    }
}

fn blockers(office: &Office, round: &Round, agencies: &[AgencyReadiness]) -> Vec<Message> {
    let mut blockers = Vec::new();
    if agencies.iter().all(|line| line.eligible == 0) {
        blockers.push(Message::new("readiness.nobody"));
    }
    blockers.extend(common_blockers(office, round));
    blockers
}

/// What keeps any round from opening, whoever answers in it.
pub(super) fn common_blockers(office: &Office, round: &Round) -> Vec<Message> {
    let mut blockers = Vec::new();
    if round.closes_at <= office.world.now() {
        blockers.push(Message::new("errors.close-in-the-past"));
    }
    if !office.keys.can_seal() {
        blockers.push(Message::new("errors.kek-missing"));
    }
    blockers
}
