use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "ticket_ballot")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub poll: Vec<u8>,
    #[sea_orm(primary_key, auto_increment = false)]
    pub nullifier: Vec<u8>,
    pub envelope: Vec<u8>,
}

impl ActiveModelBehavior for ActiveModel {}
