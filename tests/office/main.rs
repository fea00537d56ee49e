//! The office through the front door: who comes in, what they find, and what they do not.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "../support/mod.rs"]
mod support;

mod mail;
mod people;
mod roster;
mod sign_in;
mod tablet;
