//! Values to CSV, JSON and XLSX. Figures of a round come here as disclosed ones only.

pub mod archive;
pub mod figures;
pub mod register;
pub mod score;
pub mod sheet;
pub mod template;
pub mod workbook;
