use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "board")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub poll: String,
    pub round: String,
    pub sha256: String,
    pub ballots: i64,
    pub file: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
