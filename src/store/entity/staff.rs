use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "staff")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub round_id: i64,
    pub agency_id: i64,
    pub staff_no: String,
    pub prefix: String,
    pub name: String,
    pub surname: String,
    pub position: String,
    pub email: Option<String>,
    pub work_group: String,
    pub service_start: Option<String>,
    pub standing: String,
    pub exempt_reason: Option<String>,
    pub exempt_order: Option<String>,
    pub exempt_by: Option<String>,
    pub exempt_day: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
