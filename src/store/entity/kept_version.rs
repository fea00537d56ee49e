use sea_orm::entity::prelude::*;

/// Raised by the database itself when what is kept in memory under this name is not so any more.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "kept_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
