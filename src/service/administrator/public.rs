//! The public's part of a round as the administrator works with it: made beside the staff's part,
//! opened under its keys, and how far each agency has come. Counts of tickets alone.

use std::cmp::Reverse;
use std::collections::HashMap;

use jiff::Timestamp;

use super::readiness::ReadinessLine;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::mail::MailTest;
use crate::domain::message::Message;
use crate::domain::round::{Round, RoundState};
use crate::domain::ticket::{Outreach, TicketCount};
use crate::service::access::desks::AdministratorDesk;
use crate::service::create_round::{NewRound, create_rounds};
use crate::service::finish_round::finish_round;
use crate::service::{Office, Refusal, public_part};
use crate::store::RosterTotals;

/// What the public's part has of its own.
#[derive(Debug, Clone, Copy)]
pub struct OwnCourse {
    /// When it closes.
    pub closes_at: Timestamp,
    /// Minutes after that in which sealed ballots are still taken: devices may be without a network.
    pub grace_minutes: u32,
}

/// How far an agency has come.
#[derive(Debug, Clone)]
pub struct PublicLine {
    /// The agency.
    pub agency: Agency,
    /// People whom it serves, as far as it has settled that.
    pub population: Option<u64>,
    /// Fewest answers that are sufficient.
    pub minimum: Option<u64>,
    /// Its tickets.
    pub count: TicketCount,
}

impl PublicLine {
    /// Answers that are missing; nothing where no population is settled.
    pub fn short(&self) -> Option<u64> {
        let minimum = self.minimum?;
        Some(minimum.saturating_sub(self.count.spent))
    }

    /// Those in danger first: without a population, then by the share of the minimum that is there.
    fn order(&self) -> (Reverse<bool>, u64, String) {
        let reached = self.minimum.map_or(0, |minimum| {
            (self.count.spent * 1_000)
                .checked_div(minimum)
                .unwrap_or(1_000)
        });
        let danger = self.short() != Some(0);
        (Reverse(danger), reached, self.agency.code.clone())
    }
}

impl AdministratorDesk {
    /// Whether the public answers in this round.
    pub fn is_public(&self, round: &Round) -> Result<bool, Refusal> {
        public_part::is_public(&self.office, round)
    }

    /// Rounds that belong together with this one, without itself.
    pub async fn beside(&self, round: &Round) -> Result<Vec<Round>, Refusal> {
        public_part::beside(&self.office, round).await
    }

    /// The round beside this one whose keys it can be opened under.
    pub async fn opened_beside(&self, round: &Round) -> Result<Option<Round>, Refusal> {
        let found = public_part::opened_beside(&self.office, round).await?;
        Ok(found.map(|(other, _)| other))
    }

    /// Adds a round in draft, and the public's part beside it: both or none.
    pub async fn create_with_public(&self, round: NewRound, own: OwnCourse) -> Result<(), Refusal> {
        let office = &self.office;
        let part = public_part_of(office, &round, own)?;
        create_rounds(office, &round, &[part]).await
    }

    /// How far every agency of the public's part has come, those in danger first.
    pub async fn public_lines(&self, round: &Round) -> Result<Vec<PublicLine>, Refusal> {
        let office = &self.office;
        let terms = &round.terms;
        let (framework, _) = office.find_instrument(&terms.framework, &terms.instrument)?;
        let settled = settled(office, round).await?;
        let agencies = office.agencies().await?;
        let polls = office.registry.polls(round.id).await?;
        let counts = match office.urns.get(&round.code).await? {
            Some(urn) => urn.ticket_sums().await?,
            None => office.results.kept_ticket_sums(&polls).await?,
        };
        let mut lines = Vec::new();
        for poll in polls {
            let Some(agency) = agencies.get(&poll.agency) else {
                continue;
            };
            let population = settled.get(&poll.agency).and_then(|own| own.population);
            lines.push(PublicLine {
                agency: agency.clone(),
                population,
                minimum: population.map(|people| framework.sample.minimum(people)),
                count: counts.get(&poll.id).copied().unwrap_or_default(),
            });
        }
        lines.sort_by_cached_key(PublicLine::order);
        Ok(lines)
    }

    /// Sums over the agencies of the public's part: those whom they serve are who is asked.
    pub(super) async fn public_totals(&self, round: &Round) -> Result<RosterTotals, Refusal> {
        let found = public_part::readiness(&self.office, round).await?;
        Ok(RosterTotals {
            agencies: found.agencies.len() as u64,
            eligible: found.agencies.iter().map(|line| line.eligible).sum(),
            ..RosterTotals::default()
        })
    }

    /// These agencies with the people whom they serve.
    pub(super) async fn public_readiness(
        &self,
        round: &Round,
        agencies: Vec<Agency>,
    ) -> Result<Vec<ReadinessLine>, Refusal> {
        let settled = settled(&self.office, round).await?;
        let line = |agency: Agency| {
            let population = settled.get(&agency.id).and_then(|own| own.population);
            let lacks = [
                (agency.contact.line().is_empty(), "readiness.no-contact"),
                (population.is_none(), "readiness.no-population"),
            ];
            let lacks = lacks.into_iter().filter(|(lacks, _)| *lacks);
            ReadinessLine {
                warnings: lacks.map(|(_, key)| Message::new(key)).collect(),
                eligible: population.unwrap_or_default(),
                exempt: 0,
                letters: 0,
                mail_test: MailTest::Untested,
                agency,
            }
        };
        Ok(agencies.into_iter().map(line).collect())
    }
}

async fn settled(office: &Office, round: &Round) -> Result<HashMap<AgencyId, Outreach>, Refusal> {
    let all = office.registry.outreach_book().all(round.id).await?;
    Ok(all.into_iter().collect())
}

/// The public's part of a round that is to be made.
fn public_part_of(office: &Office, round: &NewRound, own: OwnCourse) -> Result<NewRound, Refusal> {
    let asked = public_part::public_instrument(office, &round.terms.framework);
    let asked = asked.filter(|code| *code != round.terms.instrument);
    let instrument = asked.ok_or_else(|| Refusal::mend("errors.no-public-instrument"))?;
    let mut terms = round.terms.clone();
    terms.kpi_period = None;
    terms.min_service_years = 0;
    terms.head_count_day = None;
    terms.grace_minutes = own.grace_minutes;
    let code = format!("{}-{}", round.code, instrument.to_uppercase());
    terms.instrument = instrument;
    Ok(NewRound {
        code,
        terms,
        closes_at: own.closes_at,
        custodians: round.custodians.clone(),
    })
}

/// Parts beside a round that are counted with it, under the same key sheets. They are shut: see
/// [`public_part::nothing_else_is_open`].
pub(super) async fn ready_beside(office: &Office, round: &Round) -> Result<Vec<Round>, Refusal> {
    let mut ready = public_part::under_same_key(office, round).await?;
    ready.retain(|other| other.state == RoundState::Closed);
    for other in &ready {
        finish_round(office, other).await?;
    }
    Ok(ready)
}
