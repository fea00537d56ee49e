//! All agencies of a round at once: who is below whom, what their counts mean, in which order.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use super::department::{Branch, DepartmentSearch, Line, Which};
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::agency_tree::AgencyTree;
use crate::domain::arrival::Arrival;
use crate::domain::calendar::thai_zone;
use crate::domain::danger::{Danger, Pace, danger};
use crate::domain::participation::Participation;
use crate::domain::round::{Round, RoundState};
use crate::service::{Office, Refusal};
use crate::store::AgencyCount;

/// An agency's counts, judged.
pub(super) struct Judged {
    counts: Participation,
    minimum: u64,
    pub(super) danger: Option<Danger>,
    pub(super) alarm: Option<Arrival>,
}

/// Everything that was found.
pub(super) struct Survey {
    found: HashMap<AgencyId, Judged>,
    /// All agencies with anybody in the round, found or not.
    peopled: HashSet<AgencyId>,
}

impl Survey {
    pub(super) async fn of(
        office: &Office,
        round: &Round,
        search: &DepartmentSearch,
        tree: &AgencyTree,
        parent: Option<&Agency>,
    ) -> Result<Self, Refusal> {
        let terms = &round.terms;
        let (framework, _) = office.find_instrument(&terms.framework, &terms.instrument)?;
        let pace = pace(office, round).await?;
        let alarms = alarms(office, round).await?;
        let registry = &office.registry;
        let (whole, searched);
        let counted: &[AgencyCount] = if search.which == Which::Empty || search.text.is_empty() {
            whole = registry.counts_of_round(round.id).await?;
            &whole.1
        } else {
            searched = registry.counts_by_agency(round.id, &search.text).await?;
            &searched
        };
        let judge = |line: &AgencyCount| Judged {
            counts: line.counts,
            minimum: framework.sample.minimum(line.counts.eligible),
            danger: danger(
                &line.counts,
                &framework.sample,
                terms.required_percent,
                pace,
            ),
            alarm: alarms.get(&line.agency).copied(),
        };
        Ok(Self {
            peopled: counted.iter().map(|line| line.agency).collect(),
            found: counted
                .iter()
                .filter(|line| tree.is_below(line.agency, parent))
                .map(|line| (line.agency, judge(line)))
                .collect(),
        })
    }

    pub(super) fn sum(&self) -> Participation {
        let mut sum = Participation::default();
        for judged in self.found.values() {
            sum.add(&judged.counts);
        }
        sum
    }

    pub(super) fn count(&self, test: impl Fn(&Judged) -> bool) -> u64 {
        self.found.values().filter(|judged| test(judged)).count() as u64
    }

    /// Agencies of the list: alarms first, then the worst danger and the lowest rate.
    pub(super) fn listed(
        &self,
        which: Which,
        tree: &AgencyTree,
        parent: Option<&Agency>,
    ) -> Vec<AgencyId> {
        if which == Which::Empty {
            let empty = |id: &AgencyId| {
                !self.peopled.contains(id) && !tree.has_below(*id) && tree.is_below(*id, parent)
            };
            return tree.ids().iter().copied().filter(empty).collect();
        }
        let mut listed: Vec<(&AgencyId, &Judged)> = self
            .found
            .iter()
            .filter(|(_, judged)| match which {
                Which::InDanger => judged.danger.is_some(),
                Which::Alarmed => judged.alarm.is_some(),
                Which::All | Which::Empty => true,
            })
            .collect();
        listed.sort_by_cached_key(|(id, judged)| {
            (
                judged.alarm.is_none(),
                judged.danger.is_none(),
                judged.danger,
                judged.counts.rate(),
                **id,
            )
        });
        listed.into_iter().map(|(id, _)| *id).collect()
    }

    pub(super) async fn lines(
        &self,
        office: &Office,
        page: &[AgencyId],
    ) -> Result<Vec<Line>, Refusal> {
        let mut agencies = agencies(office, page).await?;
        let line = |id: &AgencyId| {
            let judged = self.found.get(id);
            agencies.remove(id).map(|agency| Line {
                agency,
                counts: judged.map(|judged| judged.counts).unwrap_or_default(),
                minimum: judged.map_or(0, |judged| judged.minimum),
                danger: judged.and_then(|judged| judged.danger),
                alarm: judged.and_then(|judged| judged.alarm),
            })
        };
        Ok(page.iter().filter_map(line).collect())
    }

    /// Agencies right below that have others below themselves, with the sums of those.
    pub(super) async fn branches(
        &self,
        office: &Office,
        tree: &AgencyTree,
        parent: Option<&Agency>,
    ) -> Result<Vec<Branch>, Refusal> {
        let mut sums: HashMap<AgencyId, (Participation, u64, u64)> = HashMap::new();
        for (id, judged) in &self.found {
            let path = tree.path(*id);
            let below = match parent {
                None => path.last(),
                Some(top) => path
                    .iter()
                    .position(|at| *at == top.id)
                    .and_then(|at| at.checked_sub(1))
                    .and_then(|at| path.get(at)),
            };
            let Some(top) = below.filter(|top| tree.has_below(**top)) else {
                continue;
            };
            let sum = sums.entry(*top).or_default();
            sum.0.add(&judged.counts);
            sum.1 += 1;
            sum.2 += u64::from(judged.danger.is_some());
        }
        let ids: Vec<AgencyId> = sums.keys().copied().collect();
        let mut branches: Vec<Branch> = agencies(office, &ids)
            .await?
            .into_values()
            .filter_map(|agency| {
                let (counts, agencies, in_danger) = sums.remove(&agency.id)?;
                Some(Branch {
                    agency,
                    counts,
                    agencies,
                    in_danger,
                })
            })
            .collect();
        branches.sort_by(|a, b| (b.in_danger, &a.agency.code).cmp(&(a.in_danger, &b.agency.code)));
        Ok(branches)
    }
}

async fn agencies(office: &Office, ids: &[AgencyId]) -> Result<HashMap<AgencyId, Agency>, Refusal> {
    let mut found = HashMap::with_capacity(ids.len());
    for chunk in ids.chunks(500) {
        for agency in office.registry.agencies_by_id(chunk).await? {
            found.insert(agency.id, agency);
        }
    }
    Ok(found)
}

/// How far the round has run; nothing before it opens.
async fn pace(office: &Office, round: &Round) -> Result<Option<Pace>, Refusal> {
    if round.state == RoundState::Draft {
        return Ok(None);
    }
    let opened = office.registry.opened_on(&round.code).await?;
    let closes = round.closes_at.to_zoned(thai_zone()).date();
    let days = |from: Date, to: Date| {
        let span = from.until(to).map_or(0, |span| span.get_days());
        u64::try_from(span).unwrap_or_default()
    };
    Ok(opened.map(|opened| Pace {
        elapsed: days(opened, office.world.today()),
        whole: days(opened, closes),
    }))
}

/// Agencies whose ballots are to be looked after, as of midnight.
async fn alarms(office: &Office, round: &Round) -> Result<HashMap<AgencyId, Arrival>, Refusal> {
    let k = u64::from(round.terms.k);
    let told: HashMap<_, _> = office
        .results
        .wide_midnights(&round.code)
        .await?
        .into_iter()
        .map(|midnight| (midnight.poll, midnight.numbers.told(k)))
        .filter(|(_, told)| matches!(told, Arrival::Missing(_) | Arrival::TooMany))
        .collect();
    let mut alarms = HashMap::with_capacity(told.len());
    let polls: Vec<_> = told.keys().copied().collect();
    for chunk in polls.chunks(500) {
        for poll in office.registry.polls_named(chunk).await? {
            if let Some(told) = told.get(&poll.id) {
                alarms.insert(poll.agency, *told);
            }
        }
    }
    Ok(alarms)
}
