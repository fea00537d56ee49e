//! Who took part: counts by agency and work group, and the register of acknowledgements.

use std::collections::{BTreeMap, HashMap};

use jiff::civil::Date;

use super::delete_roster::is_deleted;
use super::office::Office;
use super::refusal::Refusal;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::participation::{Participation, TookPart};
use crate::domain::people::Standing;
use crate::domain::round::Round;
use crate::store::Recipient;

/// Participation of an agency.
#[derive(Debug, Clone)]
pub struct AgencyParticipation {
    /// The agency.
    pub agency: Agency,
    /// Counts of its people.
    pub participation: Participation,
    /// Credentials issued, also to people who left since.
    pub issued: u64,
    /// Counts by work group.
    pub work_groups: BTreeMap<String, Participation>,
    /// Everybody, for the register.
    pub register: Vec<RegisterLine>,
}

/// A line of the register: participation, never an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterLine {
    /// Staff id.
    pub staff_id: String,
    /// Full name.
    pub name: String,
    /// Position.
    pub position: String,
    /// Work group.
    pub work_group: String,
    /// Whether the person counts.
    pub standing: Standing,
    /// Day of the acknowledgement.
    pub day: Option<Date>,
}

/// Participation of all agencies that have people in the round, in the order of their codes.
pub async fn participation(
    office: &Office,
    round: &Round,
) -> Result<Vec<AgencyParticipation>, Refusal> {
    let known = office.agencies().await?;
    if is_deleted(office, round).await? {
        return counted(office, round, &known).await;
    }
    let mut by_agency: BTreeMap<AgencyId, Vec<Recipient>> = BTreeMap::new();
    for person in office.registry.recipients(round.id).await? {
        by_agency
            .entry(person.staff.agency)
            .or_default()
            .push(person);
    }
    let mut lines: Vec<AgencyParticipation> = by_agency
        .into_iter()
        .filter_map(|(id, people)| known.get(&id).map(|agency| of_agency(agency, &people)))
        .collect();
    lines.sort_by(|a, b| a.agency.code.cmp(&b.agency.code));
    Ok(lines)
}

/// The same where nobody is left to be listed.
async fn counted(
    office: &Office,
    round: &Round,
    known: &HashMap<AgencyId, Agency>,
) -> Result<Vec<AgencyParticipation>, Refusal> {
    let mut lines = Vec::new();
    for count in office.registry.counts_by_agency(round.id, "").await? {
        if let Some(agency) = known.get(&count.agency) {
            lines.push(AgencyParticipation {
                agency: agency.clone(),
                participation: count.counts,
                issued: count.issued,
                work_groups: counts_in(office, round, count.agency).await?.work_groups,
                register: Vec::new(),
            });
        }
    }
    lines.sort_by(|a, b| a.agency.code.cmp(&b.agency.code));
    Ok(lines)
}

/// Counts of one agency; nobody of it is read.
#[derive(Debug, Clone)]
pub struct AgencyCounts {
    /// Counts of its people.
    pub participation: Participation,
    /// Counts by work group.
    pub work_groups: BTreeMap<String, Participation>,
}

/// Counts of one agency.
pub async fn counts_in(
    office: &Office,
    round: &Round,
    agency: AgencyId,
) -> Result<AgencyCounts, Refusal> {
    let groups = office.registry.counts_by_group(round.id, agency).await?;
    let mut participation = Participation::default();
    for group in &groups {
        participation.add(&group.counts);
    }
    let by_name = groups.into_iter();
    Ok(AgencyCounts {
        participation,
        work_groups: by_name.map(|g| (g.work_group, g.counts)).collect(),
    })
}

/// A person's line of the register.
pub(super) fn register_line(person: &Recipient) -> RegisterLine {
    let member = &person.staff.member;
    let invitation = person.invitation.as_ref();
    RegisterLine {
        staff_id: member.staff_id.clone(),
        name: member.full_name(),
        position: member.position.clone(),
        work_group: member.work_group.clone(),
        standing: person.staff.standing.clone(),
        day: invitation.and_then(|invitation| invitation.acknowledged),
    }
}

fn of_agency(agency: &Agency, people: &[Recipient]) -> AgencyParticipation {
    let mut line = AgencyParticipation {
        agency: agency.clone(),
        participation: Participation::default(),
        issued: 0,
        work_groups: BTreeMap::new(),
        register: Vec::with_capacity(people.len()),
    };
    for person in people {
        let register = register_line(person);
        let took_part = if register.day.is_some() {
            TookPart::Acknowledged
        } else {
            TookPart::NotYet
        };
        line.participation.count(&register.standing, took_part);
        line.work_groups
            .entry(register.work_group.clone())
            .or_default()
            .count(&register.standing, took_part);
        line.issued += u64::from(register.day.is_some());
        line.register.push(register);
    }
    line
}
