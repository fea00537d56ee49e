//! Files as Thai offices have them, read through the front door.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod files;
mod people;
mod speed;
mod templates;
mod words;
mod workbooks;
