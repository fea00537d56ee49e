use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tablet")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub round_id: i64,
    pub agency_id: i64,
    pub started_by: String,
    pub secret_digest: String,
    pub joined: bool,
    pub exit_digest: String,
    pub wrong_exits: i32,
    pub expires: String,
}

impl ActiveModelBehavior for ActiveModel {}
