//! The register of acknowledgements of the own agency.

use actix_web::web::{Path, Query};

use crate::service::access::desks::HrDesk;
use crate::web::console::answers::Answer;
use crate::web::console::register::{self as shared, Asked, Place};
use crate::web::console::seat::Seat;

const AREA: &str = "hr";

/// A page of it.
pub async fn page(seat: Seat<HrDesk>, at: Path<Place>, asked: Query<Asked>) -> Answer {
    shared::page(&seat, AREA, &at, &asked).await
}

/// All of it, to be printed and signed.
pub async fn print(seat: Seat<HrDesk>, at: Path<Place>) -> Answer {
    shared::print(&seat, AREA, &at).await
}

/// All of it, as CSV.
pub async fn csv(seat: Seat<HrDesk>, at: Path<Place>) -> Answer {
    shared::csv(&seat, &at).await
}

/// All of it, as a workbook.
pub async fn xlsx(seat: Seat<HrDesk>, at: Path<Place>) -> Answer {
    shared::xlsx(&seat, &at).await
}
