use sea_orm_migration::prelude::*;

mod m0001_agencies;
mod m0002_rounds;
mod m0003_people;
mod m0004_mail;
mod m0005_evidence;
mod m0006_mail_days;
mod m0007_accounts;
mod m0008_figures;
mod m0009_participation;
mod m0010_tablets;
mod m0011_staff_order;
mod m0012_contact_tests;
mod m0015_agency_counts;
mod m0020_public;
mod m0021_figure_day;
mod m0022_kiosk_cap;
mod m0023_people_counts;
mod m0024_mail_agency;
mod m0025_signing;
mod m0026_reach;
mod m0027_versions;

/// Steps of the registry: people, agencies, rounds, invitations, mail queue, evidence, audit log.
pub struct RegistryMigrator;

#[async_trait::async_trait]
impl MigratorTrait for RegistryMigrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_agencies::Migration),
            Box::new(m0002_rounds::Migration),
            Box::new(m0003_people::Migration),
            Box::new(m0004_mail::Migration),
            Box::new(m0005_evidence::Migration),
            Box::new(m0006_mail_days::Migration),
            Box::new(m0007_accounts::Migration),
            Box::new(m0008_figures::Migration),
            Box::new(m0009_participation::Migration),
            Box::new(m0010_tablets::Migration),
            Box::new(m0011_staff_order::Migration),
            Box::new(m0012_contact_tests::Migration),
            Box::new(m0015_agency_counts::Migration),
            Box::new(m0020_public::Migration),
            Box::new(m0021_figure_day::Migration),
            Box::new(m0022_kiosk_cap::Migration),
            Box::new(m0023_people_counts::Migration),
            Box::new(m0024_mail_agency::Migration),
            Box::new(m0025_signing::Migration),
            Box::new(m0026_reach::Migration),
            Box::new(m0027_versions::Migration),
        ]
    }
}
