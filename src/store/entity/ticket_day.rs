use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_day")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub poll: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub channel: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: String,
    pub minted: i64,
    pub spent: i64,
    pub hasty: i64,
}

impl ActiveModelBehavior for ActiveModel {}
