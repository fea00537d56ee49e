use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "midnight")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub poll: String,
    pub round: String,
    pub day: String,
    pub issued: i64,
    pub cast: i64,
    pub nights: i64,
}

impl ActiveModelBehavior for ActiveModel {}
