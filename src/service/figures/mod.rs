//! Published figures: who may look at which, and what is put beside them.
//!
//! Why a gallery: five roles look at the same figures and differ in how far they see alone. Each
//! desk hands out a gallery of its reach; nothing hangs in it before publication.

mod department;
mod desks;
mod shelf;
mod total;

pub use department::{Department, DepartmentLine, DepartmentLines, DepartmentQuery, Sort};
pub use desks::GalleryDesk;
pub use shelf::{Hung, Shelf};
pub use total::Total;

use std::sync::Arc;

use jiff::civil::Date;

use super::office::Office;
use super::public_part::{self, is_public};
use super::publish::PublishedAgency;
use super::refusal::Refusal;
use super::results::published_of;
use crate::domain::agency::{Agency, AgencyId};
use crate::domain::agency_tree::AgencyTree;
use crate::domain::exact::Score;
use crate::domain::framework::{EnteredInstrument, Framework, Instrument};
use crate::domain::gap::EarlierFigure;
use crate::domain::participation::Participation;
use crate::domain::round::{Round, RoundState};

/// How far one sees.
#[derive(Debug, Clone)]
pub enum Wing {
    /// One agency.
    Own(Agency),
    /// One agency and all below it.
    Below(Agency),
    /// All.
    Everywhere,
}

impl Wing {
    /// Whether the agency with this code is in it.
    fn has(&self, code: &str, tree: &AgencyTree) -> bool {
        match self {
            Wing::Everywhere => true,
            Wing::Own(own) => own.code == code,
            Wing::Below(top) => tree.code_is_below(code, top),
        }
    }
}

/// Published figures as far as somebody may see them.
#[derive(Clone)]
pub struct Gallery {
    pub(super) office: Office,
    wing: Wing,
}

/// Earlier rounds that are put beside a round.
const EARLIER: usize = 4;
/// Siblings that are put beside an agency.
const SIBLINGS: usize = 30;

/// What hangs of an agency in a round.
pub struct AgencySheet<'a> {
    /// The round.
    pub round: Round,
    /// The agency.
    pub agency: Agency,
    /// Its framework.
    pub framework: &'a Framework,
    /// What was asked.
    pub instrument: &'a Instrument,
    /// The figures.
    pub published: PublishedAgency,
    /// The people behind the figures that stand for it: its own, or all of those below it too.
    pub people: Participation,
    /// Earlier published rounds of the same instrument, the latest first.
    pub earlier: Vec<Earlier>,
    /// Figures typed in, the latest year first.
    pub typed: Vec<EarlierFigure>,
    /// Published parts of the same round that asked with another instrument.
    pub beside: Vec<Beside>,
    /// The day on which the sheet is made.
    pub today: Date,
    /// The total over all instruments.
    pub total: Total,
    /// The agency above, with the figures of everything below it.
    pub parent: Option<(Agency, Hung)>,
    /// Agencies under the same one above, by their codes, the first few.
    pub siblings: Vec<(Agency, Hung)>,
}

/// A published part of the same round.
pub struct Beside {
    /// The part.
    pub round: Round,
    /// Figures of the same agency.
    pub published: PublishedAgency,
}

impl AgencySheet<'_> {
    /// What an instrument that is typed in amounts to, if enough of it was.
    pub fn entered(&self, instrument: &EnteredInstrument) -> Option<Score> {
        let year = self.round.terms.fiscal_year;
        total::entered_of(self.framework, instrument, year, &self.typed)
    }
}

/// A round before.
pub struct Earlier {
    /// The round.
    pub round: Round,
    /// Whether it asked the very same items, so that they can be compared.
    pub same_items: bool,
    /// Figures of the same agency.
    pub published: PublishedAgency,
}

/// A round as somebody with a gallery finds it.
pub enum Opened<T> {
    /// Nothing is published yet.
    NotYet(Box<Round>),
    /// Figures.
    Hangs(T),
}

impl Gallery {
    /// The figures of one agency.
    pub(super) fn own(office: Office, agency: Agency) -> Self {
        Self {
            office,
            wing: Wing::Own(agency),
        }
    }

    /// Rounds, the latest first.
    pub async fn rounds(&self) -> Result<Vec<Round>, Refusal> {
        let mut rounds = self.office.registry.rounds().await?;
        rounds.sort_by(|a, b| order(b).cmp(&order(a)));
        Ok(rounds)
    }

    /// Whether the public answers in this round.
    pub fn is_public(&self, round: &Round) -> bool {
        is_public(&self.office, round).unwrap_or_default()
    }

    /// The agency with this code, if this gallery reaches it.
    pub async fn reached(&self, code: &str) -> Result<Option<Agency>, Refusal> {
        let Some(agency) = self.office.registry.agency_by_code(code).await? else {
            return Ok(None);
        };
        let reached = match &self.wing {
            Wing::Everywhere => true,
            Wing::Own(own) => own.id == agency.id,
            Wing::Below(top) => self.lies_below(&agency, top.id).await?,
        };
        Ok(reached.then_some(agency))
    }

    /// Agencies right below this one.
    pub async fn below(&self, agency: &Agency) -> Result<Vec<Agency>, Refusal> {
        Ok(self.office.registry.agencies_below(agency.id).await?)
    }

    async fn lies_below(&self, agency: &Agency, top: AgencyId) -> Result<bool, Refusal> {
        let mut seen = Vec::new();
        let mut here = Some(agency.clone());
        while let Some(agency) = here.filter(|agency| !seen.contains(&agency.id)) {
            if agency.id == top {
                return Ok(true);
            }
            seen.push(agency.id);
            here = match agency.parent {
                Some(parent) => self.office.registry.agency_by_id(parent).await?,
                None => None,
            };
        }
        Ok(false)
    }

    /// What hangs of an agency; nothing where there is no such round or agency, or none that this
    /// gallery reaches.
    pub async fn agency(
        &self,
        round: &str,
        code: &str,
    ) -> Result<Option<Opened<AgencySheet<'_>>>, Refusal> {
        let (Some(round), Some(agency)) = (
            self.office.registry.round(round).await?,
            self.reached(code).await?,
        ) else {
            return Ok(None);
        };
        if round.state != RoundState::Published {
            return Ok(Some(Opened::NotYet(Box::new(round))));
        }
        let Some(published) = self.published(&round, &agency).await? else {
            return Ok(None);
        };
        let (framework, instrument) = self.office.instrument(&round)?;
        let typed = self.office.registry.entered_figures(agency.id).await?;
        let (parent, siblings) = self.around(&round, &agency).await?;
        let beside = self.beside(&round, &agency).await?;
        let shown: Vec<_> = std::iter::once(published.figures())
            .chain(beside.iter().map(|other| other.published.figures()))
            .collect();
        Ok(Some(Opened::Hangs(AgencySheet {
            total: total::total_of(framework, &round, &shown, &typed),
            today: self.office.world.today(),
            people: self.people(&round, &agency, &published).await?,
            beside,
            earlier: self.earlier(&round, &agency).await?,
            round,
            agency,
            framework,
            instrument,
            published,
            typed,
            parent,
            siblings,
        })))
    }

    async fn published(
        &self,
        round: &Round,
        agency: &Agency,
    ) -> Result<Option<PublishedAgency>, Refusal> {
        let office = &self.office;
        published_of(office, round, &agency.code).await
    }

    async fn people(
        &self,
        round: &Round,
        agency: &Agency,
        published: &PublishedAgency,
    ) -> Result<Participation, Refusal> {
        let mut people = Participation {
            eligible: published.eligible,
            exempt: published.exempt,
            acknowledged: published.acknowledged,
            ..Participation::default()
        };
        if published.in_place_of_own().is_some() {
            let tree = self.office.registry.agency_tree().await?;
            let row = self.shelf(round).await?;
            let below = row
                .iter()
                .filter(|(code, _)| **code != agency.code && tree.code_is_below(code, agency));
            for (_, hung) in below {
                people.eligible += hung.eligible;
                people.exempt += hung.exempt;
                people.acknowledged += hung.acknowledged;
            }
        }
        Ok(people)
    }

    /// Published parts of the same round, one of each other instrument.
    async fn beside(&self, round: &Round, agency: &Agency) -> Result<Vec<Beside>, Refusal> {
        let mut asked = vec![round.terms.instrument.clone()];
        let mut beside = Vec::new();
        for other in public_part::beside(&self.office, round).await? {
            if asked.contains(&other.terms.instrument) {
                continue;
            }
            if let Some(published) = self.published(&other, agency).await? {
                asked.push(other.terms.instrument.clone());
                beside.push(Beside {
                    round: other,
                    published,
                });
            }
        }
        Ok(beside)
    }

    /// Published rounds of the same instrument before this one.
    async fn earlier(&self, round: &Round, agency: &Agency) -> Result<Vec<Earlier>, Refusal> {
        let before = self.rounds().await?.into_iter().filter(|other| {
            other.state == RoundState::Published
                && other.terms.instrument == round.terms.instrument
                && order(other) < order(round)
        });
        let mut earlier = Vec::new();
        for other in before {
            let Some(published) = self.published(&other, agency).await? else {
                continue;
            };
            earlier.push(Earlier {
                same_items: other.instrument_hash.is_some()
                    && other.instrument_hash == round.instrument_hash,
                round: other,
                published,
            });
            if earlier.len() == EARLIER {
                break;
            }
        }
        Ok(earlier)
    }

    /// The agency above and those beside, as far as anything hangs of them.
    async fn around(
        &self,
        round: &Round,
        agency: &Agency,
    ) -> Result<(Option<(Agency, Hung)>, Vec<(Agency, Hung)>), Refusal> {
        let Some(above) = agency.parent else {
            return Ok((None, Vec::new()));
        };
        let hanging = self.shelf(round).await?;
        let hung = |agency: Agency| Some((agency.clone(), hanging.get(&agency.code)?.clone()));
        let parent = self.office.registry.agency_by_id(above).await?;
        let beside = self.office.registry.agencies_below(above).await?;
        let siblings = beside
            .into_iter()
            .filter(|other| other.id != agency.id)
            .filter_map(hung)
            .take(SIBLINGS);
        let siblings = siblings.collect();
        Ok((parent.and_then(hung), siblings))
    }

    async fn shelf(&self, round: &Round) -> Result<Arc<shelf::Row>, Refusal> {
        self.office.shelf.row(&self.office.results, round).await
    }
}

/// By year, then number, then code.
fn order(round: &Round) -> (u16, u16, &str) {
    (round.terms.fiscal_year, round.terms.number, &round.code)
}
