//! How far the own agency has come: the page that HR opens every morning.

use jiff::civil::Date;

use crate::domain::absence::Absence;
use crate::domain::arrival::Arrival;
use crate::domain::participation::Participation;
use crate::domain::round::{Round, RoundState};
use crate::service::Refusal;
use crate::service::access::desks::HrDesk;
use crate::service::delete_roster::is_deleted;
use crate::service::midnight::arrival;
use crate::store::{AbsentPeople, GroupCount, Slice};

pub use crate::store::Absent;

/// Participation of an agency in a round. Of ballots, it has what was told at midnight.
#[derive(Debug, Clone)]
pub struct Dashboard {
    /// The round.
    pub round: Round,
    /// Today in Thailand.
    pub today: Date,
    /// The day on which the round opened.
    pub opened: Option<Date>,
    /// Counts of the whole agency.
    pub counts: Participation,
    /// How many must take part at least.
    pub minimum: u64,
    /// Counts by work group.
    pub groups: Vec<GroupCount>,
    /// Acknowledgements by day.
    pub days: Vec<(Date, u64)>,
    /// How many are missing, by reason.
    pub absent: Vec<(Absence, u64)>,
    /// What is told of the ballots, as of which midnight.
    pub arrival: Option<(Date, Arrival)>,
}

/// A part of the list of those who have not taken part.
#[derive(Debug, Clone)]
pub struct AbsentList {
    /// The round.
    pub round: Round,
    /// How many the whole list has.
    pub total: u64,
    /// Those of this part.
    pub people: Vec<Absent>,
}

/// What is looked for in that list.
#[derive(Debug, Clone, Default)]
pub struct AbsentSearch {
    /// Part of name, staff id or work group.
    pub text: String,
    /// For this reason only.
    pub reason: Option<Absence>,
    /// Entries before this part.
    pub offset: u64,
    /// Most entries in it.
    pub limit: u64,
}

impl HrDesk {
    /// Participation now; nothing if there is no such round.
    pub async fn dashboard(&self, code: &str) -> Result<Option<Dashboard>, Refusal> {
        let (office, agency) = (&self.office, self.agency().id);
        let registry = &office.registry;
        let Some(round) = registry.round(code).await? else {
            return Ok(None);
        };
        let groups = registry.counts_by_group(round.id, agency).await?;
        let mut counts = Participation::default();
        for group in &groups {
            counts.add(&group.counts);
        }
        let terms = &round.terms;
        let (framework, _) = office.find_instrument(&terms.framework, &terms.instrument)?;
        let opened = match round.state {
            RoundState::Draft => None,
            _ => registry.opened_on(code).await?,
        };
        let gone = is_deleted(office, &round).await?;
        let absent = registry.absent_by_reason(round.id, agency).await?;
        Ok(Some(Dashboard {
            today: office.world.today(),
            // Without its people a round has counts and no days.
            opened: opened.filter(|_| !gone),
            minimum: framework.sample.minimum(counts.eligible),
            counts,
            groups,
            days: registry.acknowledged_by_day(round.id, agency).await?,
            absent: if gone { Vec::new() } else { absent },
            arrival: arrival(office, &round, agency).await?,
            round,
        }))
    }

    /// The first of those who have not taken part for this reason.
    pub async fn first_absent(
        &self,
        round: &Round,
        reason: Absence,
        limit: u64,
    ) -> Result<Vec<Absent>, Refusal> {
        let which = AbsentPeople {
            reason: Some(reason),
            ..AbsentPeople::default()
        };
        let first = Slice { offset: 0, limit };
        let registry = &self.office.registry;
        Ok(registry
            .absent(round.id, self.agency().id, &which, first)
            .await?)
    }

    /// Those who have not taken part; nothing if there is no such round.
    pub async fn absent(
        &self,
        code: &str,
        search: &AbsentSearch,
    ) -> Result<Option<AbsentList>, Refusal> {
        let registry = &self.office.registry;
        let Some(round) = registry.round(code).await? else {
            return Ok(None);
        };
        let which = AbsentPeople {
            text: search.text.clone(),
            reason: search.reason,
        };
        let slice = Slice {
            offset: search.offset,
            limit: search.limit,
        };
        let agency = self.agency().id;
        let gone = is_deleted(&self.office, &round).await?;
        let total = registry.absent_count(round.id, agency, &which).await?;
        Ok(Some(AbsentList {
            total: if gone { 0 } else { total },
            people: registry.absent(round.id, agency, &which, slice).await?,
            round,
        }))
    }
}
