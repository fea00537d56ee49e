use sea_orm::entity::prelude::*;

/// One row; the database raises its number when an agency comes, goes or moves.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agency_version")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub version: i64,
}

impl ActiveModelBehavior for ActiveModel {}
