//! The browser's modules and the server agree, byte for byte, both ways.
//!
//! The modules run unchanged under `node`; a machine without it fails these tests.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod blind_rsa;
mod board;
mod link;
mod manifest;
mod qr;
mod script;
mod seal;
mod ticket;
