use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "entered_figure")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub fiscal_year: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub instrument: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub code: String,
    pub framework: String,
    pub score: i32,
    pub n: Option<i64>,
    pub source: String,
    pub entered_by: String,
    pub entered_on: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
