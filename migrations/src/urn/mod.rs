use sea_orm_migration::prelude::*;

mod m0001_ballots;

/// Steps of the urn: whether a poll accepts, and sealed ballots. One database a round.
pub struct UrnMigrator;

#[async_trait::async_trait]
impl MigratorTrait for UrnMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![Box::new(m0001_ballots::Migration)]
    }
}
