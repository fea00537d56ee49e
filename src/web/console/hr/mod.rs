//! Pages of the HR officer, one subject a file.

pub mod dashboard;
pub mod overview;
pub mod register;

use crate::domain::encoding::percent_encoded;
use crate::service::access::desks::HrDesk;
use crate::view::console::Crumb;

use super::seat::Seat;

/// Where a handler of these pages sits.
pub type HrSeat = Seat<HrDesk>;

/// Where the pages of this agency begin.
pub fn base(seat: &HrSeat) -> String {
    format!("/office/hr/{}", percent_encoded(&seat.desk.agency().code))
}

/// The way to a page of this agency.
pub fn crumbs(seat: &HrSeat) -> Vec<Crumb> {
    vec![
        Crumb {
            href: "/office".to_owned(),
            text: seat.words().say("console.home_title").to_owned(),
        },
        Crumb {
            href: base(seat),
            text: seat.desk.agency().name.clone(),
        },
    ]
}
