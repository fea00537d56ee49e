//! Values from CSV and XLSX files as people have them: the mirror of `export`.
//!
//! A file goes through three steps: [`table`] makes lines of cells of whatever Excel or a
//! personnel system wrote; [`heading`] finds the line of headings and which column is which;
//! [`roster`] and [`agencies`] read the lines below it. Every problem is a [`notice`] with line,
//! column and value; words for people stand in `locales/*/intake.toml`.
//!
//! Why all or nothing: a reader returns either what can be imported, or every problem at once, so
//! that half a file can never be imported and nobody has to correct one line at a time.

pub mod agencies;
pub mod answers;
pub mod archive;
pub mod email;
pub mod heading;
pub mod notice;
mod reading;
pub mod roster;
pub mod table;
