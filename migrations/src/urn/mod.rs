use sea_orm_migration::prelude::*;

mod m0001_ballots;
mod m0002_until;
mod m0003_tickets;
mod m0004_parts;
mod parts;

pub use parts::{ARRIVALS, divide};

/// Steps of the urn: whether and until when a poll accepts, sealed ballots, and tickets. One database a
/// round.
pub struct UrnMigrator;

#[async_trait::async_trait]
impl MigratorTrait for UrnMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_ballots::Migration),
            Box::new(m0002_until::Migration),
            Box::new(m0003_tickets::Migration),
            Box::new(m0004_parts::Migration),
        ]
    }
}
