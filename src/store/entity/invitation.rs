use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "invitation")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub staff_id: i64,
    pub nonce: Vec<u8>,
    pub generation: i32,
    pub token_digest: String,
    pub state: String,
    pub blinded_digest: Option<String>,
    pub acknowledgement: Option<String>,
    pub day: Option<String>,
}

impl ActiveModelBehavior for ActiveModel {}
