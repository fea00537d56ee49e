//! Who took part: counts by agency and work group, and the register of acknowledgements.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::office::Office;
use super::refusal::Refusal;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::participation::Participation;
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

/// Participation of all agencies that have people in the round, or of one, in the order of their codes. Nobody is
/// read: it holds where the roster is deleted, too.
pub async fn participation(
    office: &Office,
    round: &Round,
    only: Option<&str>,
) -> Result<Vec<AgencyParticipation>, Refusal> {
    let known = office.agencies().await?;
    let mut lines = Vec::new();
    for count in office.registry.counts_by_agency(round.id, "").await? {
        let agency = known.get(&count.agency);
        let Some(agency) = agency.filter(|it| only.is_none_or(|only| it.code == only)) else {
            continue;
        };
        lines.push(AgencyParticipation {
            agency: agency.clone(),
            participation: count.counts,
            issued: count.issued,
            work_groups: counts_in(office, round, count.agency).await?.work_groups,
        });
    }
    lines.sort_by(|a, b| a.agency.code.cmp(&b.agency.code));
    Ok(lines)
}

/// Everybody of an agency, for the register.
pub async fn register_lines(
    office: &Office,
    round: &Round,
    agency: AgencyId,
) -> Result<Vec<RegisterLine>, Refusal> {
    let people = office.registry.recipients_in_agency(round.id, agency);
    Ok(people.await?.iter().map(register_line).collect())
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
