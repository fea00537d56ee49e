use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kpi_evidence")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub fiscal_year: i32,
    #[sea_orm(primary_key, auto_increment = false)]
    pub period: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub part: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub work_group: String,
    pub day: String,
    pub delegates: String,
    pub note: String,
    pub link: String,
    pub recorded_by: String,
    pub confirmed_by: Option<String>,
    pub confirmed_day: Option<String>,
    pub version: i32,
    pub returned_by: Option<String>,
    pub returned_note: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
