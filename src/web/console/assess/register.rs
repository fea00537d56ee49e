//! The register of acknowledgements of the agency that is assessed.

use actix_web::web::{Path, Query};

use crate::service::access::desks::AssessorDesk;
use crate::web::console::answers::Answer;
use crate::web::console::register::{self as shared, Asked, Place};
use crate::web::console::seat::Seat;

const AREA: &str = "assess";

/// A page of it.
pub async fn page(seat: Seat<AssessorDesk>, at: Path<Place>, asked: Query<Asked>) -> Answer {
    shared::page(&seat, AREA, &at, &asked).await
}

/// All of it, to be printed and signed.
pub async fn print(seat: Seat<AssessorDesk>, at: Path<Place>) -> Answer {
    shared::print(&seat, AREA, &at).await
}

/// All of it, as CSV.
pub async fn csv(seat: Seat<AssessorDesk>, at: Path<Place>) -> Answer {
    shared::csv(&seat, &at).await
}

/// All of it, as a workbook.
pub async fn xlsx(seat: Seat<AssessorDesk>, at: Path<Place>) -> Answer {
    shared::xlsx(&seat, &at).await
}
