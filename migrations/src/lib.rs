//! Schema steps of the three stores, one file a step. Knows no domain type.
//!
//! Why three: the registry knows people and never ballots, the urn ballots and never people, the
//! results only counts. They are separate files (or clusters), so that no join can exist.
//! On SQLite tables of the urn and of the results are `WITHOUT ROWID`: a row number would keep the
//! order of arrival.

mod dialect;
mod registry;
mod results;
mod urn;

pub use registry::RegistryMigrator;
pub use results::ResultsMigrator;
pub use sea_orm_migration::MigratorTrait;
pub use urn::{ARRIVALS, UrnMigrator, divide};
