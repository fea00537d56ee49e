use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "round")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub code: String,
    pub framework: String,
    pub instrument: String,
    pub instrument_hash: Option<String>,
    pub fiscal_year: i32,
    pub number: i32,
    pub kpi_period: Option<String>,
    pub state: String,
    pub closes_at: String,
    pub earliest_close: Option<String>,
    pub closed_at: Option<String>,
    pub grace_minutes: i32,
    pub k: i32,
    pub min_service_years: i32,
    pub head_count_day: Option<String>,
    pub required_percent: String,
    pub single_custodian: bool,
}

impl ActiveModelBehavior for ActiveModel {}
