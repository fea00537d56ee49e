use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "evidence_file")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub fiscal_year: i32,
    pub period: String,
    pub agency_id: i64,
    pub part: String,
    pub work_group: String,
    pub name: String,
    pub size: i64,
    pub added_by: String,
    pub day: String,
}

impl ActiveModelBehavior for ActiveModel {}
