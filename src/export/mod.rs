//! Values → CSV and XLSX: the mirror of `intake`.

pub mod template;
