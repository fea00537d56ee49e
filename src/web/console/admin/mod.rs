//! Pages of the administrator, one subject a file.

pub mod department;
