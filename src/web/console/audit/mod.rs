//! Pages of the auditor for the audit log.

pub mod boards;
pub mod chain;
pub mod log;

use super::seat::Seat;
use crate::service::access::desks::AuditorDesk;
use crate::view::console::Crumb;

/// Where a handler of these pages sits.
pub type AuditorSeat = Seat<AuditorDesk>;

/// The way to these pages.
pub fn crumbs(seat: &AuditorSeat) -> Vec<Crumb> {
    vec![Crumb {
        href: "/office".to_owned(),
        text: seat.words().say("console.home_title").to_owned(),
    }]
}
