//! The handle for administrative acts, and what they all look up.

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::access::post::AccountPost;
use super::clock::ClockWatch;
use super::figures::Shelf;
use super::keyring::Keyring;
use super::refusal::Refusal;
use super::strongroom::Strongroom;
use crate::assets::Assets;
use crate::catalogue::Catalogue;
use crate::crypto::digest::audit_link;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::audit::{AuditEntry, AuditFilter};
use crate::domain::framework::{Framework, Instrument};
use crate::domain::message::Message;
use crate::domain::round::{Round, RoundState};
use crate::store::{Act, ContentFolder, EvidenceFolder, Registry, Results, Urns};
use crate::world::World;

/// What the office works with.
#[derive(Clone)]
pub struct Office {
    /// People and rounds.
    pub registry: Registry,
    /// Counts and published figures.
    pub results: Results,
    /// Urns of the rounds.
    pub urns: Urns,
    /// Secrets of the rounds.
    pub keys: Keyring,
    /// Ceremonies under way, and what waits for a second key sheet.
    pub strongroom: Strongroom,
    /// Public files of the rounds.
    pub content: ContentFolder,
    /// Files of the KPI's evidence.
    pub evidence_files: EvidenceFolder,
    /// Published figures that were read once.
    pub shelf: Shelf,
    /// Frameworks.
    pub catalogue: Arc<Catalogue>,
    /// Files inside the binary.
    pub assets: Assets,
    /// Clock and chance.
    pub world: World,
    /// Whether the clock may be believed.
    pub clock: ClockWatch,
    /// Who acts, for the audit log.
    pub actor: String,
    /// Mails about accounts.
    pub post: AccountPost,
}

impl Office {
    /// The round with this code.
    pub async fn round(&self, code: &str) -> Result<Round, Refusal> {
        self.registry
            .round(code)
            .await?
            .ok_or_else(|| Refusal::round_unknown(code))
    }

    /// The round with this code, refused unless it is in one of `states`.
    pub async fn round_in(&self, code: &str, states: &[RoundState]) -> Result<Round, Refusal> {
        let round = self.round(code).await?;
        if states.contains(&round.state) {
            Ok(round)
        } else {
            Err(Refusal::wrong_state(code, round.state))
        }
    }

    /// All agencies by their rows.
    pub async fn agencies(&self) -> Result<HashMap<AgencyId, Agency>, Refusal> {
        let agencies = self.registry.agencies().await?;
        Ok(agencies
            .into_iter()
            .map(|agency| (agency.id, agency))
            .collect())
    }

    /// The agency with this code.
    pub async fn agency(&self, code: &str) -> Result<Agency, Refusal> {
        self.registry
            .agency_by_code(code)
            .await?
            .ok_or_else(|| Refusal::agency_unknown(code))
    }

    /// Framework and instrument of a round; refused if the files changed since it opened.
    pub fn instrument(&self, round: &Round) -> Result<(&Framework, &Instrument), Refusal> {
        let terms = &round.terms;
        let (framework, instrument) = self.find_instrument(&terms.framework, &terms.instrument)?;
        match round.instrument_hash {
            Some(fixed) if fixed != instrument.hash => Err(Refusal::Mendable(
                Message::new("errors.instrument-changed")
                    .with("round", &round.code)
                    .with("framework", &terms.framework),
            )),
            _ => Ok((framework, instrument)),
        }
    }

    /// Framework and instrument by their names.
    pub fn find_instrument(
        &self,
        framework: &str,
        instrument: &str,
    ) -> Result<(&Framework, &Instrument), Refusal> {
        let known = || self.catalogue.ids().collect::<Vec<_>>().join(", ");
        let found = self.catalogue.get(framework).ok_or_else(|| {
            Refusal::Mendable(
                Message::new("errors.framework-unknown")
                    .with("framework", framework)
                    .with("known", known()),
            )
        })?;
        let instrument = found.instrument(instrument).ok_or_else(|| {
            Refusal::Mendable(
                Message::new("errors.instrument-unknown").with("instrument", instrument),
            )
        })?;
        Ok((found, instrument))
    }

    /// An act on the registry, which is done together with its line in the audit log.
    pub fn act(&self, act: &str, subject: &str, detail: &str) -> Act {
        let line = self.line(act, subject, detail);
        self.registry.act(line, audit_link)
    }

    /// A step of an act whose line is written with another one.
    pub fn step(&self) -> Act {
        self.registry.step(audit_link)
    }

    /// Writes what is no change of the registry into the audit log.
    pub async fn log(&self, act: &str, subject: &str, detail: &str) -> Result<(), Refusal> {
        let line = self.line(act, subject, detail);
        Ok(self.registry.append_audit(line, audit_link).await?)
    }

    /// When the last line of the audit log was written.
    pub async fn last_line(&self) -> Result<Option<Timestamp>, Refusal> {
        let last = self.registry.audit(&AuditFilter::default(), 0, 1).await?;
        Ok(last.first().and_then(|entry| entry.at))
    }

    /// A line of the audit log; its number and digest are made when it is written.
    pub fn line(&self, act: &str, subject: &str, detail: &str) -> AuditEntry {
        AuditEntry {
            number: 0,
            day: self.world.today(),
            at: Some(self.world.now()),
            actor: self.actor.clone(),
            act: act.to_owned(),
            subject: subject.to_owned(),
            detail: detail.to_owned(),
            hash: None,
        }
    }
}
