//! Rounds: the list, making a draft, changing it without writing over somebody else's change.

use crate::crypto::digest::sha256;
use crate::domain::encoding::hex;
use crate::domain::framework::{Framework, Instrument};
use crate::domain::lang::Text;
use crate::domain::round::{Round, RoundState};
use crate::service::Refusal;
use crate::service::access::desks::AdministratorDesk;
use crate::service::create_round::{NewRound, create_round};
use crate::service::draft_round::{discard_round, edit_round};
use crate::store::StoreError;

/// A round as it is, with its custodians and a mark by which a change is noticed.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The round.
    pub round: Round,
    /// Names of its custodians.
    pub custodians: Vec<String>,
    /// Another mark means that somebody has changed it.
    pub mark: String,
}

/// An instrument that a round can be made of.
#[derive(Debug, Clone)]
pub struct FrameworkChoice {
    /// Code of the framework.
    pub framework: String,
    /// Its name.
    pub framework_title: Text,
    /// Code of the instrument.
    pub instrument: String,
    /// Its name.
    pub instrument_title: Text,
    /// Periods of the framework's KPI: code and name.
    pub periods: Vec<(String, Text)>,
}

impl AdministratorDesk {
    /// Now.
    pub fn now(&self) -> jiff::Timestamp {
        self.office.world.now()
    }

    /// Name of the organisation, as printed.
    pub fn organisation(&self) -> &str {
        &self.workshop.organisation
    }

    /// Rounds, the newest first.
    pub async fn rounds(&self) -> Result<Vec<Round>, Refusal> {
        Ok(self.office.registry.rounds().await?)
    }

    /// A round with its custodians.
    pub async fn draft(&self, code: &str) -> Result<Draft, Refusal> {
        let round = self.office.round(code).await?;
        let custodians = self.office.registry.custodians(round.id).await?;
        let seen = format!("{round:?}{custodians:?}");
        Ok(Draft {
            mark: hex(sha256(seen.as_bytes()).bytes()),
            round,
            custodians,
        })
    }

    /// Instruments that staff or the public answer, of all frameworks.
    pub fn choices(&self) -> Vec<FrameworkChoice> {
        let catalogue = &self.office.catalogue;
        let frameworks = catalogue.ids().filter_map(|id| catalogue.get(id));
        frameworks
            .flat_map(|framework| {
                let choice = |instrument| choice(framework, instrument);
                framework.instruments.iter().map(choice)
            })
            .collect()
    }

    /// Framework and instrument of a round.
    pub fn instrument(&self, round: &Round) -> Result<(&Framework, &Instrument), Refusal> {
        self.office.instrument(round)
    }

    /// Adds a round in draft.
    pub async fn create(&self, round: NewRound) -> Result<(), Refusal> {
        create_round(&self.office, round).await
    }

    /// Changes a draft that still is as it was when `mark` was read.
    pub async fn edit(&self, change: NewRound, mark: &str) -> Result<(), Refusal> {
        self.office
            .round_in(&change.code, &[RoundState::Draft])
            .await?;
        if self.draft(&change.code).await?.mark != mark {
            return Err(Refusal::Store(StoreError::Stale));
        }
        edit_round(&self.office, change).await
    }

    /// Removes a draft with its roster.
    pub async fn discard(&self, code: &str) -> Result<(), Refusal> {
        self.office.strongroom.clear(code).await?;
        discard_round(&self.office, code).await
    }
}

fn choice(framework: &Framework, instrument: &Instrument) -> FrameworkChoice {
    let periods = framework.kpi.iter().flat_map(|rule| &rule.periods);
    FrameworkChoice {
        framework: framework.id.clone(),
        framework_title: framework.title.clone(),
        instrument: instrument.code.clone(),
        instrument_title: instrument.title.clone(),
        periods: periods
            .map(|period| (period.code.clone(), period.title.clone()))
            .collect(),
    }
}
