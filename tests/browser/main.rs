//! The whole way with real parts: a roster as offices have it, the `prongsai` binary as processes of its own, a mail
//! server, and people who click in headless Chromium.
//!
//! Every test sets an office of its own up on loopback and in a temporary folder, so that they run side by side. A
//! machine without `chromium`, `chromedriver` or `python3-aiosmtpd`, or without the axe-core
//! that `tests/run` fetches, fails these tests and is told what to install.
//! Pictures of every screen are written to `tests/screenshots/` for people to look at.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../support/mod.rs"]
mod support;

mod axe;
mod camera;
mod chromium;
mod clerk;
mod devtools;
mod hall;
mod hand_sums;
mod handed_over;
mod inbox;
mod office;
mod people;
mod picture;
mod process;
mod questionnaire;
mod viewer;
mod visit;

mod accessible;
mod kiosk;
mod letter;
mod office_keys;
mod office_life;
mod office_pages;
mod onlookers;
mod pictures;
mod public;
mod rare_pages;
mod shared_device;
mod two_answers;
mod unsent;
mod weight;
mod whole_round;
