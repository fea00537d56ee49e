use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_session")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_digest: String,
    pub account_id: i64,
    pub level: String,
    pub begun: String,
    pub used: String,
}

impl ActiveModelBehavior for ActiveModel {}
