//! Mail: the words of an invitation, the message around them, and the way to the server. What
//! is sent when, and what is written down about it, is the service's.
//!
//! Why SMTP command by command: a personal link is mailed once, and a person who gets two mails
//! wonders which is genuine. So the room must tell "the server never had it" from "the server may
//! have it", and lettre's own transport reports a broken connection alike in both cases
//! (see [`smtp`]).

pub mod account_words;
pub mod envelope;
pub mod folder;
mod html;
pub mod memory;
pub mod office_words;
pub mod pace;
pub mod queue_lock;
pub mod settings;
pub mod smtp;
mod smtp_failure;
pub mod transport;
pub mod words;

#[cfg(test)]
mod script_server;
