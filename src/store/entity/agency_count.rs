use sea_orm::entity::prelude::*;

/// Written by the database itself when somebody comes, goes, changes or signs.
#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "agency_count")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub round_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub agency_id: i64,
    #[sea_orm(primary_key, auto_increment = false)]
    pub standing: String,
    pub people: i64,
    pub with_email: i64,
    pub dated: i64,
    pub acknowledged: i64,
}

impl ActiveModelBehavior for ActiveModel {}
