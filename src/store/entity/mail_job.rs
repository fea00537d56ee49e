use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mail_job")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub round_id: i64,
    pub staff_id: i64,
    pub agency_id: i64,
    pub kind: String,
    pub state: String,
    pub attempts: i32,
    pub not_before: Option<String>,
    pub message_id: String,
    pub words: Option<String>,
    pub day: String,
}

impl ActiveModelBehavior for ActiveModel {}
