//! Values to HTML: maud functions that query nothing and decide nothing.

pub mod console;
pub mod kiosk;
pub mod letter;
pub mod memo;
pub mod print_page;
pub mod print_sheet;
pub mod public;
pub mod public_poster;
pub mod qr;
pub mod respondent;
pub mod slip;
pub mod visitor;
