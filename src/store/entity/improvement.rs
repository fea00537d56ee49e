use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "improvement")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub agency_id: i64,
    pub round: String,
    pub code: String,
    pub score: Option<i32>,
    pub action: String,
    pub responsible: String,
    pub due: Option<String>,
    pub status: String,
    pub version: i32,
}

impl ActiveModelBehavior for ActiveModel {}
