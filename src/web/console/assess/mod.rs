//! Pages of the KPI assessor, one subject a file.

pub mod register;
