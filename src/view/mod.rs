//! Values to HTML: maud functions that query nothing and decide nothing.

pub mod letter;
pub mod public;
pub mod respondent;
