//! Bytes under a key: the only room that names openssl and blake3.

pub mod blind_rsa;
pub mod board;
pub mod hpke;
pub mod key_sheet;
pub mod manifest;
pub mod message;
pub mod token;
pub mod vault;
