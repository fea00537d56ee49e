//! Publishing: the figures of all agencies of a round at once, through disclosure control.
//! No role sees a figure before; a published one never changes.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::office::Office;
use super::refusal::Refusal;
use super::stored_counts::stored_counts;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::counts::Counts;
use crate::domain::disclosure::{Disclosed, InstrumentFigures, K, Rule};
use crate::domain::round::{Round, RoundState};
use crate::fault::{self, Step};
use crate::store::{PollTotal, StoreError};

/// What is published of an agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedAgency {
    /// Code of the agency.
    pub agency: String,
    /// People eligible at close.
    pub eligible: u64,
    /// People exempt at close.
    pub exempt: u64,
    /// People who took part.
    pub acknowledged: u64,
    /// Ballots on the board.
    pub ballots: u64,
    /// Figures of its own staff; withheld below k.
    pub own: Disclosed<InstrumentFigures>,
    /// Figures of the pool that its ballots were counted in, if it is too small for its own.
    pub pool: Option<PublishedPool>,
    /// Figures of the agency and everything below it, where there is anything below it.
    pub below: Option<Disclosed<InstrumentFigures>>,
}

impl PublishedAgency {
    /// The figures that stand for it.
    pub fn figures(&self) -> &Disclosed<InstrumentFigures> {
        self.in_place_of_own().unwrap_or(&self.own)
    }

    /// Those of everything below it, where no ballot is its own.
    pub fn in_place_of_own(&self) -> Option<&Disclosed<InstrumentFigures>> {
        self.below.as_ref().filter(|_| self.ballots == 0)
    }
}

/// A pool of small sibling agencies, counted as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishedPool {
    /// Codes of its members.
    pub members: Vec<String>,
    /// Figures of all of them together.
    pub figures: Disclosed<InstrumentFigures>,
}

/// Publishes a tallied round; returns the number of agencies.
pub async fn publish_round(office: &Office, code: &str) -> Result<usize, Refusal> {
    let round = office.round_in(code, &[RoundState::Tallied]).await?;
    let press = Press::of(office, &round).await?;
    let sheets = press.agencies.values().map(|agency| {
        let text = serde_json::to_string(&press.sheet(agency));
        let text = text.map_err(|_| StoreError::Damaged("figures"))?;
        Ok::<_, Refusal>((agency.code.clone(), text))
    });
    office.results.publish(code, sheets).await?;
    fault::at(Step::PublishStored);
    let many = press.agencies.len();
    office
        .act("round.publish", code, &format!("agencies: {many}"))
        .move_round(&round, RoundState::Published, office.world.now())
        .await?;
    Ok(many)
}

/// Everything that the sheets of a round are made from.
struct Press<'a> {
    rule: Rule<'a>,
    /// Agencies with a poll, and those above them.
    agencies: BTreeMap<AgencyId, Agency>,
    /// Agencies right below each.
    children: HashMap<AgencyId, Vec<AgencyId>>,
    totals: HashMap<AgencyId, PollTotal>,
    /// Agencies whose ballots were counted in each atom, in order.
    members: BTreeMap<String, Vec<AgencyId>>,
    counts: BTreeMap<String, Counts>,
}

impl<'a> Press<'a> {
    async fn of(office: &'a Office, round: &Round) -> Result<Self, Refusal> {
        let (framework, instrument) = office.instrument(round)?;
        let all = office.agencies().await?;
        let ids: HashMap<&str, AgencyId> = all
            .values()
            .map(|agency| (agency.code.as_str(), agency.id))
            .collect();
        let totals: HashMap<AgencyId, PollTotal> = office
            .results
            .totals(&round.code)
            .await?
            .into_iter()
            .filter_map(|total| ids.get(total.agency.as_str()).map(|id| (*id, total)))
            .collect();
        let agencies = with_those_above(totals.keys(), &all);
        let mut children: HashMap<AgencyId, Vec<AgencyId>> = HashMap::new();
        let mut members: BTreeMap<String, Vec<AgencyId>> = BTreeMap::new();
        for agency in agencies.values() {
            if let Some(parent) = agency.parent {
                children.entry(parent).or_default().push(agency.id);
            }
            if let Some(atom) = totals.get(&agency.id).and_then(|it| it.atom.clone()) {
                members.entry(atom).or_default().push(agency.id);
            }
        }
        let atoms = members.keys().map(String::as_str).collect();
        let counts = stored_counts(office, framework, instrument, &atoms).await?;
        let k = K::new(u64::from(round.terms.k)).map_err(|_| Refusal::mend("errors.k-too-low"))?;
        Ok(Self {
            rule: Rule::of(framework, instrument, k),
            agencies,
            children,
            totals,
            members,
            counts,
        })
    }

    fn sheet(&self, agency: &Agency) -> PublishedAgency {
        let total = self.totals.get(&agency.id);
        let atom = total.and_then(|total| total.atom.as_deref());
        let members = atom.map(|atom| self.members(atom)).unwrap_or_default();
        let alone = members.len() == 1;
        let own = atom
            .filter(|_| alone)
            .and_then(|atom| self.counts.get(atom));
        let pooled = atom
            .filter(|_| !alone)
            .and_then(|atom| self.counts.get(atom));
        let below = self.below(agency);
        PublishedAgency {
            agency: agency.code.clone(),
            eligible: total.map_or(0, |total| total.eligible),
            exempt: total.map_or(0, |total| total.exempt),
            acknowledged: total.map_or(0, |total| total.acknowledged),
            ballots: total.map_or(0, |total| total.ballots),
            own: self.disclose(own.as_slice(), &[agency]),
            pool: pooled.map(|counts| PublishedPool {
                figures: self.disclose(&[counts], &members),
                members: members.iter().map(|member| member.code.clone()).collect(),
            }),
            below: (below.len() > 1).then(|| self.disclose(&self.counts_within(&below), &below)),
        }
    }

    fn disclose(&self, counts: &[&Counts], agencies: &[&Agency]) -> Disclosed<InstrumentFigures> {
        let population: u64 = agencies.iter().map(|agency| self.population(agency)).sum();
        // Nobody declared how many people are served: whether enough answered is not known.
        self.rule.disclose(
            counts,
            Some(population).filter(|population| *population > 0),
        )
    }

    /// Everybody who was eligible at close: the sample rule counts those who are asked.
    fn population(&self, agency: &Agency) -> u64 {
        self.totals
            .get(&agency.id)
            .map_or(0, |total| total.eligible)
    }

    /// Agencies whose ballots were counted in an atom.
    fn members(&self, atom: &str) -> Vec<&Agency> {
        let ids = self.members.get(atom).into_iter().flatten();
        ids.filter_map(|id| self.agencies.get(id)).collect()
    }

    /// The agency and everything below it.
    fn below<'b>(&'b self, top: &'b Agency) -> Vec<&'b Agency> {
        let (mut found, mut seen) = (vec![top], HashSet::from([top.id]));
        let mut at = 0;
        while let Some(agency) = found.get(at) {
            let children = self.children.get(&agency.id).into_iter().flatten();
            let new = children.filter(|child| seen.insert(**child));
            found.extend(new.filter_map(|child| self.agencies.get(child)));
            at += 1;
        }
        found
    }

    /// Counts of the atoms that lie wholly within these agencies. A pool counts where all its
    /// members are, which is in the agency above them and higher.
    fn counts_within(&self, agencies: &[&Agency]) -> Vec<&Counts> {
        let within: HashSet<AgencyId> = agencies.iter().map(|agency| agency.id).collect();
        let totals = within.iter().filter_map(|id| self.totals.get(id));
        let atoms: BTreeSet<&str> = totals.filter_map(|it| it.atom.as_deref()).collect();
        let whole = |atom: &&str| {
            let members = self.members.get(*atom).into_iter().flatten();
            members.into_iter().all(|member| within.contains(member))
        };
        let atoms = atoms.into_iter().filter(whole);
        atoms.filter_map(|atom| self.counts.get(atom)).collect()
    }
}

/// These agencies and all above them.
fn with_those_above<'b>(
    ids: impl Iterator<Item = &'b AgencyId>,
    all: &HashMap<AgencyId, Agency>,
) -> BTreeMap<AgencyId, Agency> {
    let mut agencies = BTreeMap::new();
    for id in ids {
        let mut here = all.get(id);
        while let Some(agency) = here {
            if agencies.insert(agency.id, agency.clone()).is_some() {
                break;
            }
            here = agency.parent.and_then(|parent| all.get(&parent));
        }
    }
    agencies
}
