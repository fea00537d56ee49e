//! The gap analysis of an agency: figures of earlier years and elsewhere, and the improvement plan.

mod import;

pub use import::{BadFigure, BadFigures, Typed, read_figures};

use super::access::desks::HrDesk;
use super::refusal::Refusal;
use crate::domain::gap::{EarlierFigure, PlanLine};
use crate::domain::message::Message;
use crate::domain::round::Round;

/// An instrument of documents that no framework has, but earlier years had.
const EBIT: &str = "ebit";

impl HrDesk {
    /// Codes of instruments that figures may be of, in the frameworks of this installation.
    pub fn gap_instruments(&self) -> Vec<String> {
        let catalogue = &self.office.catalogue;
        let frameworks = catalogue.ids().filter_map(|id| catalogue.get(id));
        let mut codes: Vec<String> = frameworks
            .flat_map(|framework| {
                let asked = framework.instruments.iter().map(|known| known.code.clone());
                asked.chain(framework.entered.iter().map(|known| known.code.clone()))
            })
            .chain([EBIT.to_owned()])
            .collect();
        codes.sort();
        codes.dedup();
        codes
    }

    /// Frameworks whose items figures may be of.
    pub fn gap_frameworks(&self) -> Vec<String> {
        self.office.catalogue.ids().map(str::to_owned).collect()
    }

    /// Figures typed in or imported, the latest year first.
    pub async fn earlier_figures(&self) -> Result<Vec<EarlierFigure>, Refusal> {
        Ok(self
            .office
            .registry
            .entered_figures(self.agency().id)
            .await?)
    }

    /// Keeps figures; one of the same year, instrument and code is overwritten.
    pub async fn enter_figures(&self, figures: &[EarlierFigure]) -> Result<(), Refusal> {
        let (office, agency) = (&self.office, self.agency());
        let detail = format!("figures: {}", figures.len());
        let today = office.world.today();
        let dated = figures.iter().map(|figure| EarlierFigure {
            entered_on: Some(today),
            ..figure.clone()
        });
        let dated: Vec<EarlierFigure> = dated.collect();
        Ok(office
            .act("gap.figures", &agency.code, &detail)
            .enter_figures(agency.id, &office.actor, &dated)
            .await?)
    }

    /// Takes a figure out.
    pub async fn drop_figure(
        &self,
        year: u16,
        instrument: &str,
        code: &str,
    ) -> Result<(), Refusal> {
        let (office, agency) = (&self.office, self.agency());
        let detail = format!("{year} {instrument} {code}");
        Ok(office
            .act("gap.drop-figure", &agency.code, detail.trim())
            .drop_figure(agency.id, year, instrument, code)
            .await?)
    }

    /// The improvement plan of a round.
    pub async fn plan(&self, round: &Round) -> Result<Vec<PlanLine>, Refusal> {
        Ok(self
            .office
            .registry
            .plan(self.agency().id, &round.code)
            .await?)
    }

    /// Adds a line to the plan or changes one as it was seen.
    pub async fn save_plan_line(&self, round: &str, line: &PlanLine) -> Result<(), Refusal> {
        let (office, agency) = (&self.office, self.agency());
        let round = office.round(round).await?;
        let (_, instrument) = office.instrument(&round)?;
        let known = instrument.items.iter().any(|item| item.code == line.code);
        if !known {
            let message = Message::new("errors.item-unknown").with("item", &line.code);
            return Err(Refusal::Mendable(message));
        }
        let detail = format!("{} {}", agency.code, line.code);
        Ok(office
            .act("gap.plan", &round.code, &detail)
            .save_plan_line(agency.id, &round.code, line)
            .await?)
    }

    /// Takes a line out of the plan, as it was seen.
    pub async fn drop_plan_line(&self, round: &str, id: i64, version: i32) -> Result<(), Refusal> {
        let (office, agency) = (&self.office, self.agency());
        let act = office.act("gap.drop-plan", round, &agency.code);
        Ok(act.drop_plan_line(agency.id, id, version).await?)
    }
}
