//! Importing a roster into a round: all of it, or nothing; nobody is ever removed by it.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::import_agencies::{ImportError, Mode};
use super::invite::draw_invitations;
use super::office::Office;
use super::open_round::exempt_short_service;
use super::people::{Amended, amend};
use super::refusal::Refusal;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::people::{Exemption, Standing};
use crate::domain::roster::{Comparison, Enrolled, Listed, ListedStanding, compare};
use crate::domain::round::{Round, RoundState};
use crate::fault::{self, Step};
use crate::intake::notice::{Notice, Warning};
use crate::intake::roster::{Context, RosterLine, read};
use crate::intake::table::Table;
use crate::store::{StaffId, StaffRecord};

/// Ids that are looked up at once.
const AT_ONCE: usize = 1_000;

/// What an import of people did, or would do.
#[derive(Debug, Clone)]
pub struct RosterImport {
    /// New, changed, unchanged and missing people.
    pub comparison: Comparison,
    /// What deserves a look.
    pub warnings: Vec<Notice<Warning>>,
}

/// Imports people into a round in draft or open. `default_agency` is everybody's agency where the
/// file has no such column.
pub async fn import_roster(
    office: &Office,
    code: &str,
    tables: &[Table],
    default_agency: Option<&str>,
    mode: Mode,
) -> Result<RosterImport, ImportError> {
    let round = office
        .round_in(code, &[RoundState::Draft, RoundState::Open])
        .await?;
    super::public_part::staff_are_asked(office, &round)?;
    let agencies = office.registry.agencies().await?;
    let by_code: HashMap<&str, &Agency> = agencies
        .iter()
        .map(|agency| (agency.code.as_str(), agency))
        .collect();
    // Of two of one name the first.
    let named = agencies.iter().rev();
    let by_name: HashMap<&str, &Agency> =
        named.map(|agency| (agency.name.as_str(), agency)).collect();
    let known = |typed: &str| {
        let found = by_code.get(typed).or_else(|| by_name.get(typed));
        found.map(|agency| agency.code.clone())
    };
    let context = Context {
        today: office.world.today(),
        default_agency,
        agency: &known,
    };
    let file = read(tables, &context).map_err(ImportError::File)?;
    let people = touched(office, &round, &file.lines, &by_code).await?;
    let enrolled = enrolled(&people, &agencies);
    let comparison = compare(
        &enrolled,
        file.lines.iter().map(|line| &line.listed),
        &file.given,
    );
    if mode == Mode::Save {
        save(office, &round, &comparison, &people, &agencies).await?;
    }
    Ok(RosterImport {
        comparison,
        warnings: file.warnings,
    })
}

/// The people of a round whom a file may touch: those of the agencies that occur in it, and whoever has one of its
/// ids elsewhere. A round may have many more.
async fn touched(
    office: &Office,
    round: &Round,
    lines: &[RosterLine],
    agencies: &HashMap<&str, &Agency>,
) -> Result<Vec<StaffRecord>, Refusal> {
    let members = || lines.iter().map(|line| &line.listed.member);
    let codes: BTreeSet<&str> = members().map(|member| member.agency.as_str()).collect();
    let mut people = Vec::new();
    for agency in codes.iter().filter_map(|code| agencies.get(code)) {
        let own = office.registry.staff_in_agency(round.id, agency.id);
        people.extend(own.await?);
    }
    let here = people.iter().map(|person: &StaffRecord| person.id);
    let here: HashSet<StaffId> = here.collect();
    let ids: Vec<&str> = members().map(|member| member.staff_id.as_str()).collect();
    for some in ids.chunks(AT_ONCE) {
        let mut others = office.registry.staff_members(round.id, some).await?;
        others.retain(|person| !here.contains(&person.id));
        people.append(&mut others);
    }
    Ok(people)
}

/// People of the store as the comparison wants them: with the codes of their agencies.
pub(super) fn enrolled(people: &[StaffRecord], agencies: &[Agency]) -> Vec<Enrolled> {
    let codes: HashMap<AgencyId, &str> = agencies
        .iter()
        .map(|agency| (agency.id, agency.code.as_str()))
        .collect();
    people
        .iter()
        .map(|person| {
            let mut member = person.member.clone();
            codes
                .get(&person.agency)
                .copied()
                .unwrap_or_default()
                .clone_into(&mut member.agency);
            Enrolled {
                member,
                standing: person.standing.clone(),
            }
        })
        .collect()
}

/// Saves what a comparison found, with what follows for links.
pub(super) async fn save(
    office: &Office,
    round: &Round,
    comparison: &Comparison,
    people: &[StaffRecord],
    agencies: &[Agency],
) -> Result<(), Refusal> {
    let ids: HashMap<&str, AgencyId> = agencies
        .iter()
        .map(|agency| (agency.code.as_str(), agency.id))
        .collect();
    let agency = |code: &str| {
        let id = ids.get(code).copied();
        id.ok_or_else(|| Refusal::agency_unknown(code))
    };
    let mut added = Vec::with_capacity(comparison.new.len());
    for Listed { member, standing } in &comparison.new {
        let standing = standing.as_ref().map(|listed| standing_of(office, listed));
        let standing = standing.unwrap_or(Standing::Eligible);
        added.push((agency(&member.agency)?, member.clone(), standing));
    }
    let changed = changed(office, comparison, people, agency)?;
    let (new, differing) = (comparison.new.len(), comparison.changed.len());
    let detail = format!("new: {new}, changed: {differing}");
    let act = office.act("roster.import", &round.code, &detail);
    amend(office, act, round, &added, changed).await?;
    if round.state == RoundState::Open {
        fault::at(Step::ImportSaved);
        let done = complete(office, round).await;
        done.map_err(|problem| {
            if problem.is_no_writing() {
                Refusal::mend("errors.roster-half")
            } else {
                problem
            }
        })?;
    }
    Ok(())
}

/// What follows from people who are saved. What is missing of it is made up for when invitations
/// or reminders are sent.
async fn complete(office: &Office, round: &Round) -> Result<(), Refusal> {
    exempt_short_service(office, round).await?;
    draw_invitations(office, round).await
}

/// People whose lines differ, before and after.
fn changed(
    office: &Office,
    comparison: &Comparison,
    people: &[StaffRecord],
    agency: impl Fn(&str) -> Result<AgencyId, Refusal>,
) -> Result<Vec<Amended>, Refusal> {
    let rows: HashMap<&str, &StaffRecord> = people
        .iter()
        .map(|person| (person.member.staff_id.as_str(), person))
        .collect();
    let mut amended = Vec::with_capacity(comparison.changed.len());
    for change in &comparison.changed {
        let Some(before) = rows.get(change.member.staff_id.as_str()) else {
            continue;
        };
        let standing = change.standing.as_ref();
        let standing = standing.map(|listed| standing_of(office, listed));
        let after = StaffRecord {
            id: before.id,
            agency: agency(&change.member.agency)?,
            member: change.member.clone(),
            standing: standing.unwrap_or_else(|| before.standing.clone()),
        };
        let before = (*before).clone();
        amended.push(Amended {
            before,
            after,
            lost: false,
        });
    }
    Ok(amended)
}

fn standing_of(office: &Office, listed: &ListedStanding) -> Standing {
    match listed {
        ListedStanding::Eligible => Standing::Eligible,
        ListedStanding::Left => Standing::Left,
        ListedStanding::Exempt {
            reason,
            order_number,
        } => Standing::Exempt(Exemption {
            reason: reason.clone(),
            order_number: order_number.clone(),
            by: office.actor.clone(),
            day: office.world.today(),
        }),
    }
}
