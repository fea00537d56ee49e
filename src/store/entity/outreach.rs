use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outreach")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: i64,
    pub population: Option<i64>,
    pub hour_cap: i32,
    pub day_cap: i32,
    pub plain_day_cap: i32,
    pub kiosk_day_cap: i32,
}

impl ActiveModelBehavior for ActiveModel {}
