//! Pages of the HR officer.

pub mod letters;
pub mod mail;
pub mod outreach;
pub mod overview;
pub mod people;
pub mod person;
pub mod roster;
pub mod tablet;
