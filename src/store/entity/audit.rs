use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub day: String,
    pub actor: String,
    pub act: String,
    pub subject: String,
    pub detail: String,
    pub at: Option<String>,
    pub hash: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
