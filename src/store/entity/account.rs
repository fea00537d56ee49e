use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub email: String,
    pub name: String,
    pub lang: String,
    pub password: Option<String>,
    pub second_factor: Option<String>,
    pub last_step: Option<i64>,
    pub suspended: bool,
}

impl ActiveModelBehavior for ActiveModel {}
