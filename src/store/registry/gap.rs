//! What the gap analysis keeps: figures from elsewhere, the improvement plan, the checklist.

use jiff::civil::Date;
use sea_orm::sea_query::{Expr, ExprTrait, OnConflict};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, QueryFilter, QueryOrder};

use super::super::connection::{Registry, StoreError};
use super::super::entity::{entered_figure, improvement, milestone};
use super::super::text::{column, number, parse, parse_opt};
use super::act::Act;
use crate::domain::agency::AgencyId;
use crate::domain::exact::Score;
use crate::domain::gap::{EarlierFigure, PlanLine};

/// A ticked line of the checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tick {
    /// Code of the milestone.
    pub code: String,
    /// Day.
    pub day: Date,
    /// Who ticked it.
    pub by: String,
}

impl Registry {
    /// Figures of an agency, the latest year first.
    pub async fn entered_figures(
        &self,
        agency: AgencyId,
    ) -> Result<Vec<EarlierFigure>, StoreError> {
        let rows = entered_figure::Entity::find()
            .filter(entered_figure::COLUMN.agency_id.eq(agency.0))
            .order_by_desc(entered_figure::COLUMN.fiscal_year)
            .order_by_asc(entered_figure::COLUMN.instrument)
            .order_by_asc(entered_figure::COLUMN.code)
            .all(&self.db)
            .await?;
        rows.into_iter().map(entered_of).collect()
    }

    /// The improvement plan of an agency for a round.
    pub async fn plan(&self, agency: AgencyId, round: &str) -> Result<Vec<PlanLine>, StoreError> {
        let rows = improvement::Entity::find()
            .filter(improvement::COLUMN.agency_id.eq(agency.0))
            .filter(improvement::COLUMN.round.eq(round))
            .order_by_asc(improvement::COLUMN.id)
            .all(&self.db)
            .await?;
        rows.into_iter().map(plan_of).collect()
    }

    /// What is ticked of a fiscal year's checklist.
    pub async fn ticks(&self, agency: AgencyId, fiscal_year: u16) -> Result<Vec<Tick>, StoreError> {
        let rows = milestone::Entity::find()
            .filter(milestone::COLUMN.agency_id.eq(agency.0))
            .filter(milestone::COLUMN.fiscal_year.eq(i32::from(fiscal_year)))
            .all(&self.db)
            .await?;
        let tick = |row: milestone::Model| {
            Ok(Tick {
                code: row.code,
                day: parse(&row.day, "milestone")?,
                by: row.ticked_by,
            })
        };
        rows.into_iter().map(tick).collect()
    }
}

impl Act {
    /// Saves figures, all or none; one of the same year, instrument and code is overwritten.
    pub async fn enter_figures(
        self,
        agency: AgencyId,
        by: &str,
        figures: &[EarlierFigure],
    ) -> Result<(), StoreError> {
        use entered_figure::Column as C;
        let transaction = self.begin().await?;
        for figure in figures {
            let again = OnConflict::columns([C::AgencyId, C::FiscalYear, C::Instrument, C::Code])
                .update_columns([
                    C::Framework,
                    C::Score,
                    C::N,
                    C::Source,
                    C::EnteredBy,
                    C::EnteredOn,
                ])
                .to_owned();
            entered_figure::Entity::insert(entered_row(agency, by, figure)?)
                .on_conflict(again)
                .exec_without_returning(&transaction)
                .await?;
        }
        self.done(transaction).await
    }

    /// Takes a figure out.
    pub async fn drop_figure(
        self,
        agency: AgencyId,
        fiscal_year: u16,
        instrument: &str,
        code: &str,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        entered_figure::Entity::delete_many()
            .filter(entered_figure::COLUMN.agency_id.eq(agency.0))
            .filter(
                entered_figure::COLUMN
                    .fiscal_year
                    .eq(i32::from(fiscal_year)),
            )
            .filter(entered_figure::COLUMN.instrument.eq(instrument))
            .filter(entered_figure::COLUMN.code.eq(code))
            .exec(&transaction)
            .await?;
        self.done(transaction).await
    }

    /// Adds a line, or changes the one with this row and version; [`StoreError::Stale`] where it
    /// was changed meanwhile.
    pub async fn save_plan_line(
        self,
        agency: AgencyId,
        round: &str,
        line: &PlanLine,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let mut row = plan_row(agency, round, line)?;
        if line.id == 0 {
            row.insert(&transaction).await?;
            return self.done(transaction).await;
        }
        row.version = Set(line.version + 1);
        let done = improvement::Entity::update_many()
            .set(row)
            .filter(improvement::COLUMN.id.eq(line.id))
            .filter(improvement::COLUMN.agency_id.eq(agency.0))
            .filter(improvement::COLUMN.round.eq(round))
            .filter(improvement::COLUMN.version.eq(line.version))
            .exec(&transaction)
            .await?;
        if done.rows_affected != 1 {
            return Err(StoreError::Stale);
        }
        self.done(transaction).await
    }

    /// Takes a line out; [`StoreError::Stale`] where it was changed meanwhile.
    pub async fn drop_plan_line(
        self,
        agency: AgencyId,
        id: i64,
        version: i32,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let done = improvement::Entity::delete_many()
            .filter(improvement::COLUMN.id.eq(id))
            .filter(improvement::COLUMN.agency_id.eq(agency.0))
            .filter(improvement::COLUMN.version.eq(version))
            .exec(&transaction)
            .await?;
        if done.rows_affected != 1 {
            return Err(StoreError::Stale);
        }
        self.done(transaction).await
    }

    /// Ticks a milestone; one that is ticked already stays as it is.
    pub async fn tick(
        self,
        agency: AgencyId,
        fiscal_year: u16,
        tick: &Tick,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        let row = milestone::ActiveModel {
            agency_id: Set(agency.0),
            fiscal_year: Set(i32::from(fiscal_year)),
            code: Set(tick.code.clone()),
            day: Set(tick.day.to_string()),
            ticked_by: Set(tick.by.clone()),
        };
        let key = [
            milestone::Column::AgencyId,
            milestone::Column::FiscalYear,
            milestone::Column::Code,
        ];
        milestone::Entity::insert(row)
            .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
            .exec_without_returning(&transaction)
            .await?;
        self.done(transaction).await
    }

    /// Takes a tick back.
    pub async fn untick(
        self,
        agency: AgencyId,
        fiscal_year: u16,
        code: &str,
    ) -> Result<(), StoreError> {
        let transaction = self.begin().await?;
        milestone::Entity::delete_many()
            .filter(milestone::COLUMN.agency_id.eq(agency.0))
            .filter(milestone::COLUMN.fiscal_year.eq(i32::from(fiscal_year)))
            .filter(Expr::col(milestone::Column::Code).eq(code))
            .exec(&transaction)
            .await?;
        self.done(transaction).await
    }
}

fn hundredths(score: Score) -> Result<i32, StoreError> {
    i32::try_from(score.hundredths()).map_err(|_| StoreError::Damaged("score"))
}

fn entered_row(
    agency: AgencyId,
    by: &str,
    figure: &EarlierFigure,
) -> Result<entered_figure::ActiveModel, StoreError> {
    Ok(entered_figure::ActiveModel {
        agency_id: Set(agency.0),
        fiscal_year: Set(i32::from(figure.fiscal_year)),
        instrument: Set(figure.instrument.clone()),
        code: Set(figure.code.clone()),
        framework: Set(figure.framework.clone()),
        score: Set(hundredths(figure.score)?),
        n: Set(figure.n.map(column)),
        source: Set(figure.source.clone()),
        entered_by: Set(by.to_owned()),
        entered_on: Set(figure.entered_on.map(|day| day.to_string())),
    })
}

fn entered_of(row: entered_figure::Model) -> Result<EarlierFigure, StoreError> {
    Ok(EarlierFigure {
        fiscal_year: number(row.fiscal_year, "entered figure")?,
        instrument: row.instrument,
        code: row.code,
        framework: row.framework,
        score: Score::from_hundredths(row.score.into()),
        n: row.n.map(|n| number(n, "entered figure")).transpose()?,
        source: row.source,
        entered_on: parse_opt(row.entered_on.as_ref(), "entered figure")?,
    })
}

fn plan_row(
    agency: AgencyId,
    round: &str,
    line: &PlanLine,
) -> Result<improvement::ActiveModel, StoreError> {
    Ok(improvement::ActiveModel {
        agency_id: Set(agency.0),
        round: Set(round.to_owned()),
        code: Set(line.code.clone()),
        score: Set(line.score.map(hundredths).transpose()?),
        action: Set(line.action.clone()),
        responsible: Set(line.responsible.clone()),
        due: Set(line.due.map(|due| due.to_string())),
        status: Set(line.status.code().to_owned()),
        version: Set(1),
        ..Default::default()
    })
}

fn plan_of(row: improvement::Model) -> Result<PlanLine, StoreError> {
    Ok(PlanLine {
        id: row.id,
        code: row.code,
        score: row.score.map(|score| Score::from_hundredths(score.into())),
        action: row.action,
        responsible: row.responsible,
        due: parse_opt(row.due.as_ref(), "plan")?,
        status: parse(&row.status, "plan")?,
        version: row.version,
    })
}
