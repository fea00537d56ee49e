use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profile_count")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub atom: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub question: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub option: String,
    pub round: String,
    pub n: i64,
}

impl ActiveModelBehavior for ActiveModel {}
