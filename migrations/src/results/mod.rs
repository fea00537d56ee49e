use sea_orm_migration::prelude::*;

mod m0001_counts;
mod m0002_midnight;
mod m0003_ticket_days;
mod m0004_profile_counts;

/// Steps of the results: totals of polls, counts and profiles of atoms, boards, published tables.
pub struct ResultsMigrator;

#[async_trait::async_trait]
impl MigratorTrait for ResultsMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_counts::Migration),
            Box::new(m0002_midnight::Migration),
            Box::new(m0003_ticket_days::Migration),
            Box::new(m0004_profile_counts::Migration),
        ]
    }
}
