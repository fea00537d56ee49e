//! Pages of the HR officer.

pub mod overview;
