//! What people see whom an agency serves: they come with a slip or by a poster's QR, and nothing about
//! them is asked but what they like to say of themselves, counted apart.
//!
//! Built as the respondent's pages are (see [`respondent`](super::respondent)): a [`shell()`] at `/e`, the
//! same bytes for everybody, and a [`page()`] of the round and language with every screen.

mod page;
pub mod plain;
mod shell;

pub use page::page;
pub use shell::shell;
