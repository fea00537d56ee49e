//! Who took part is on record; who said what is not: looked for in every byte that is kept.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "../support/mod.rs"]
mod support;

mod at_rest;
mod experiments;
mod hardening;
mod journal;
mod log;
mod memory;
mod metrics;
mod open_urn;
mod rewriting;
mod schema;
mod server_settings;
mod servers;
mod settings_in_a_run;
mod ticket_servers;
mod tickets;
mod wire;
