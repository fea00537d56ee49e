//! What is true of an assessment, without a machine: no I/O, clock, chance, HTTP or database.

pub mod absence;
pub mod access;
pub mod agency;
pub mod agency_tree;
pub mod arrival;
pub mod audit;
pub mod ballot;
pub mod band;
pub mod base64url;
pub mod calendar;
pub mod clock;
pub mod counts;
pub mod danger;
pub mod disclosure;
pub mod encoding;
pub mod exact;
pub mod files;
pub mod framework;
pub mod gap;
pub mod kpi;
pub mod lang;
pub mod mail;
pub mod message;
pub mod no_break;
pub mod notice;
pub mod participation;
pub mod people;
pub mod roster;
pub mod round;
pub mod sample;
pub mod score;
#[cfg(test)]
pub(crate) mod sketch;
pub mod thai;
pub mod ticket;
pub mod wire;
