//! The office through the front door: who comes in, what they find, and what they do not.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "../support/mod.rs"]
mod support;

mod accounts;
mod attacks;
mod audit;
mod clock;
mod country;
mod dashboard;
mod department;
mod department_file;
mod doors;
mod gap;
mod kpi;
mod links;
mod mail;
mod nodes;
mod people;
mod profile;
mod public;
mod public_round;
mod published_api;
mod readiness;
mod register;
mod results;
mod roster;
mod rounds;
mod sign_in;
mod strongroom;
mod tablet;
