//! Bytes under a key: the only room that names openssl and blake3.
//!
//! Why these: OpenSSL because it is the one TLS and cryptography backend of the binary, and because
//! its RSA blinds, checks and clears what it computes with; BLAKE3 for what never leaves the server.
//! SHA-256 stands wherever a browser or an outside verifier computes the same value.
//!
//! Nothing here reads a file, a clock or a database. Chance is passed in, but for the keys, salts
//! and blinding factors that OpenSSL draws itself.

pub mod blind_rsa;
pub mod board;
pub mod bundle;
pub mod carry;
mod check_symbols;
pub mod digest;
pub mod hpke;
pub mod key_sheet;
pub mod manifest;
pub mod message;
pub mod puzzle;
pub mod sign_in;
pub mod tablet;
pub mod ticket;
pub mod tls;
pub mod token;
pub mod vault;
