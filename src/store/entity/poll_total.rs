use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "poll_total")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub poll: String,
    pub round: String,
    pub agency: String,
    pub atom: Option<String>,
    pub eligible: i64,
    pub exempt: i64,
    pub acknowledged: i64,
    pub ballots: i64,
    pub invalid: i64,
}

impl ActiveModelBehavior for ActiveModel {}
