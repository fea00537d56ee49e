//! What tests through the front door share: a house on a port of its own, synthetic people, a
//! second way of counting, and a look into database files.

#![allow(
    dead_code,
    unused_imports,
    reason = "each test binary uses its own part"
)]

pub mod certificates;
pub mod command;
pub mod figures;
pub mod hand;
pub mod house;
pub mod mail_server;
pub mod officer;
pub mod people;
pub mod post;
pub mod postgres;
pub mod process;
pub mod proxy;
pub mod public;
pub mod race;
pub mod tables;

pub use house::{CODE, House, T0, blocking, hours};
pub use officer::{Officer, PASSWORD, Page};
pub use people::{agencies, roster, staff_id};
pub use public::PUBLIC;
