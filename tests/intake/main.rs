//! Files as Thai offices have them, read through the front door.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "../fuzz/doors/mod.rs"]
mod doors;
mod files;
mod fuzzed;
mod people;
mod speed;
mod templates;
mod words;
mod workbooks;
