//! What is missing before a round may open, agency by agency.

use std::collections::HashMap;

use super::office::Office;
use super::public_part::is_public;
use super::refusal::Refusal;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::message::Message;
use crate::domain::round::Round;
use crate::store::StandingCount;

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
    let people = counted(&office.registry.standings(round.id, None).await?);
    let mut agencies: Vec<AgencyReadiness> = people
        .iter()
        .filter(|(_, people)| people.listed > 0)
        .filter_map(|(id, people)| known.get(id).map(|agency| of_agency(agency, people)))
        .collect();
    agencies.sort_by(|a, b| a.agency.code.cmp(&b.agency.code));
    let blockers = blockers(office, round, &agencies);
    Ok(Readiness { agencies, blockers })
}

/// How many people of an agency stand how.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counted {
    pub(super) eligible: u64,
    pub(super) exempt: u64,
    /// Of those who are eligible.
    pub(super) without_email: u64,
    /// Of those who are eligible: their first day of service is not known.
    pub(super) undated: u64,
    pub(super) listed: u64,
}

/// Counts by agency.
pub(super) fn counted(counts: &[StandingCount]) -> HashMap<AgencyId, Counted> {
    let mut by_agency: HashMap<AgencyId, Counted> = HashMap::new();
    let number = |n: i64| u64::try_from(n).unwrap_or_default();
    for count in counts {
        let agency = by_agency.entry(AgencyId(count.agency_id)).or_default();
        agency.listed += number(count.people);
        match count.standing.as_str() {
            "eligible" => {
                agency.eligible = number(count.people);
                agency.without_email = number(count.people - count.with_email);
                agency.undated = number(count.people - count.dated);
            }
            "exempt" => agency.exempt = number(count.people),
            _ => {}
        }
    }
    by_agency
}

/// What somebody should look at, wherever it is shown.
pub(super) fn warnings(agency: &Agency, people: &Counted) -> Vec<Message> {
    let mut warnings = Vec::new();
    if agency.contact.line().is_empty() {
        warnings.push(Message::new("readiness.no-contact"));
    }
    let listed = people.eligible + people.exempt;
    let declared = agency.head_count.filter(|declared| *declared != listed);
    if let Some(declared) = declared.filter(|_| people.listed > 0) {
        warnings.push(
            Message::new("readiness.head-count")
                .with("declared", declared)
                .with("listed", listed),
        );
    }
    if people.undated > 0 {
        warnings.push(Message::new("readiness.undated").with("n", people.undated));
    }
    warnings
}

fn of_agency(agency: &Agency, people: &Counted) -> AgencyReadiness {
    let mut warnings = warnings(agency, people);
    if people.without_email > 0 {
        warnings.push(Message::new("readiness.letters").with("n", people.without_email));
    }
    AgencyReadiness {
        agency: agency.clone(),
        eligible: people.eligible,
        exempt: people.exempt,
        without_email: people.without_email,
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
