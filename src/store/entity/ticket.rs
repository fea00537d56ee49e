use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub poll: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub digest: Vec<u8>,
    pub spent: bool,
}

impl ActiveModelBehavior for ActiveModel {}
