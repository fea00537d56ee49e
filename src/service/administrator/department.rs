//! Participation of all agencies of a round, those in danger first. Counts alone: the
//! administrator sees no name of a roster.

use jiff::civil::Date;

use super::survey::Survey;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::arrival::Arrival;
use crate::domain::danger::Danger;
use crate::domain::participation::Participation;
use crate::domain::round::Round;
use crate::service::Refusal;
use crate::service::access::desks::AdministratorDesk;

/// Which agencies are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Which {
    /// All that have people in the round.
    #[default]
    All,
    /// Those that may not make it.
    InDanger,
    /// Those with an alarm about their ballots.
    Alarmed,
    /// Those without anybody in the round and without agencies below.
    Empty,
}

/// What is looked for.
#[derive(Debug, Clone, Default)]
pub struct DepartmentSearch {
    /// Part of code or name; passed over where agencies without people are looked for.
    pub text: String,
    /// Code of the agency above, at whatever distance.
    pub parent: Option<String>,
    /// Which of them.
    pub which: Which,
    /// Lines before this page.
    pub offset: u64,
    /// Most lines of a page.
    pub limit: u64,
}

/// An agency with its counts.
#[derive(Debug, Clone)]
pub struct Line {
    /// The agency.
    pub agency: Agency,
    /// Counts of its people.
    pub counts: Participation,
    /// How many must take part at least.
    pub minimum: u64,
    /// What is wrong, if anything is.
    pub danger: Option<Danger>,
    /// What is told of its ballots, if it is an alarm.
    pub alarm: Option<Arrival>,
}

/// An agency with everything below it.
#[derive(Debug, Clone)]
pub struct Branch {
    /// The agency at its top.
    pub agency: Agency,
    /// Counts of all people.
    pub counts: Participation,
    /// Agencies with people in the round.
    pub agencies: u64,
    /// Those of them in danger.
    pub in_danger: u64,
}

/// A page of the department.
#[derive(Debug, Clone)]
pub struct Department {
    /// The round.
    pub round: Round,
    /// Today in Thailand.
    pub today: Date,
    /// The agency below which we are.
    pub parent: Option<Agency>,
    /// The agency above that one.
    pub above: Option<Agency>,
    /// Sums of everything that was found, whatever part of it is listed.
    pub counts: Participation,
    /// How many agencies were found.
    pub agencies: u64,
    /// How many of them are in danger.
    pub in_danger: u64,
    /// How many have an alarm.
    pub alarmed: u64,
    /// Agencies below that have agencies below themselves.
    pub branches: Vec<Branch>,
    /// How many lines the whole list has.
    pub total: u64,
    /// The lines of this page.
    pub lines: Vec<Line>,
}

impl AdministratorDesk {
    /// Participation of the agencies of a round; nothing if there is no such round or agency.
    pub async fn department(
        &self,
        code: &str,
        search: &DepartmentSearch,
    ) -> Result<Option<Department>, Refusal> {
        let registry = &self.office.registry;
        let Some(round) = registry.round(code).await? else {
            return Ok(None);
        };
        let parent = match &search.parent {
            None => None,
            Some(code) => match registry.agency_by_code(code).await? {
                None => return Ok(None),
                found => found,
            },
        };
        let above = match parent.as_ref().and_then(|parent| parent.parent) {
            None => None,
            Some(id) => registry.agency_by_id(id).await?,
        };
        let tree = registry.agency_tree().await?;
        let survey = Survey::of(&self.office, &round, search, &tree, parent.as_ref()).await?;
        let listed = survey.listed(search.which, &tree, parent.as_ref());
        let page = part(&listed, search);
        let branches = if search.text.is_empty() && search.which == Which::All {
            survey
                .branches(&self.office, &tree, parent.as_ref())
                .await?
        } else {
            Vec::new()
        };
        Ok(Some(Department {
            today: self.office.world.today(),
            counts: survey.sum(),
            agencies: survey.count(|_| true),
            in_danger: survey.count(|judged| judged.danger.is_some()),
            alarmed: survey.count(|judged| judged.alarm.is_some()),
            total: listed.len() as u64,
            lines: survey.lines(&self.office, page).await?,
            branches,
            parent,
            above,
            round,
        }))
    }
}

fn part<'a>(listed: &'a [AgencyId], search: &DepartmentSearch) -> &'a [AgencyId] {
    let from = usize::try_from(search.offset).unwrap_or(usize::MAX);
    let size = usize::try_from(search.limit).unwrap_or(usize::MAX);
    let rest = listed.get(from..).unwrap_or_default();
    rest.get(..size).unwrap_or(rest)
}
