//! Values from CSV and XLSX files as people have them: the mirror of `export`.

pub mod agencies;
pub mod answers;
pub mod roster;
pub mod table;
