//! Pages of the auditor for the audit log.

pub mod chain;
pub mod log;

use super::seat::Seat;
use crate::service::access::desks::AuditorDesk;
use crate::view::console::{Crumb, Tab};

/// Where a handler of these pages sits.
pub type AuditorSeat = Seat<AuditorDesk>;

/// The way to these pages.
pub fn crumbs(seat: &AuditorSeat) -> Vec<Crumb> {
    vec![Crumb {
        href: "/office".to_owned(),
        text: seat.words().say("console.home_title").to_owned(),
    }]
}

/// The auditor's sister pages; `here` is the address of the one that is shown.
pub fn tabs(seat: &AuditorSeat, here: &str) -> Vec<Tab> {
    let tab = |href: &str, key: &str| Tab {
        href: href.to_owned(),
        text: seat.words().say(key).to_owned(),
        current: href == here,
    };
    vec![
        tab("/office/audit", "audit.title"),
        tab("/office/audit/chain", "audit.chain_title"),
    ]
}
