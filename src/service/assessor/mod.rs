//! What a KPI assessor does, one subject a file.

pub mod register;
