use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "poll")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub poll: Vec<u8>,
    pub accepting: bool,
    pub until: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
