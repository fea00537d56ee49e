//! How many have answered, by which way, on which day.

use actix_web::HttpResponse;

use super::super::base_of;
use super::{HrSeat, frame_of};
use crate::domain::calendar::thai_zone;
use crate::domain::round::Round;
use crate::service::hr::outreach::OutreachStanding;
use crate::view::console::hr::outreach::overview::{self as view, Facts};
use crate::web::console::answers::Answer;

/// The page.
pub async fn overview(seat: &HrSeat, round: &Round) -> Answer {
    let standing = seat.desk.outreach_standing(round).await;
    let standing = standing.map_err(|refusal| seat.trouble(&refusal))?;
    Ok(page(seat, round, standing))
}

fn page(seat: &HrSeat, round: &Round, standing: OutreachStanding) -> HttpResponse {
    let facts = Facts {
        state: round.state,
        opened: standing.opened,
        closes: round.closing().to_zoned(thai_zone()).datetime(),
        today: standing.today,
        population: standing.settled.population,
        minimum: standing.minimum,
        in_round: standing.poll.is_some(),
        days: standing.days,
    };
    let content = view::overview(seat.words(), &base_of(seat, round), &facts);
    seat.page(frame_of(seat, round, "hr_public.overview", ""), &content)
}
