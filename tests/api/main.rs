//! The whole of a round through the front door.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

#[path = "../support/mod.rs"]
mod support;

mod any_bytes;
mod backups;
mod boards;
mod carried;
mod clock;
mod commands;
mod crash;
mod crowded;
mod doctor;
mod dumps;
mod earlier;
mod full_disk;
mod kpi;
mod late;
mod life;
mod links;
mod mail_tls;
mod many;
mod mishaps;
mod offline;
mod other_protocols;
mod post;
mod reminders;
mod rights;
mod serving;
mod small_disk;
mod standing;
mod tallying;
mod tickets;
