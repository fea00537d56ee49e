//! Synthetic people and the way they answer: for the demo, benches and tests.
//!
//! A respondent here speaks the same HTTP as the browser's script, and nothing else: what works
//! for it works for the page.

pub mod country;
pub mod department;
pub mod pace;
pub mod respondent;
pub mod visitor;

pub use respondent::{Ballot, Declined, Prepared, Respondent};
pub use visitor::Visitor;
