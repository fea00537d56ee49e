use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "upload")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub account_id: i64,
    pub purpose: String,
    pub name: String,
    pub bytes: Vec<u8>,
    pub expires: String,
}

impl ActiveModelBehavior for ActiveModel {}
