use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kiosk")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub round_id: i64,
    pub agency_id: i64,
    pub name: String,
    pub secret_digest: String,
    pub exit_digest: String,
    pub enrolled: String,
}

impl ActiveModelBehavior for ActiveModel {}
