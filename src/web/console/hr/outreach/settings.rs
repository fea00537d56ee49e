//! How many people the agency serves, and how many visits its poster starts.

use std::collections::BTreeMap;

use actix_web::http::StatusCode;
use actix_web::web::{Form, Path, Query};

use super::super::{Done, HrSeat, There, may_change};
use super::{at, frame_of, round_of};
use crate::domain::round::Round;
use crate::domain::thai::normalise;
use crate::domain::ticket::Outreach;
use crate::view::console::form::Typed;
use crate::view::console::hr::outreach::settings as view;
use crate::web::console::answers::{Answer, see_other};

/// More people than live in the country are a slip of the pen.
const MOST_PEOPLE: u64 = 100_000_000;
/// More visits than this are no cap.
const LARGEST_CAP: u64 = 100_000;

/// The page.
pub async fn settings(seat: HrSeat, there: Path<There>, done: Query<Done>) -> Answer {
    let round = round_of(&seat, &there).await?;
    let settled = seat.desk.outreach(&round).await;
    let settled = settled.map_err(|refusal| seat.trouble(&refusal))?;
    let population = settled.population.map(|people| people.to_string());
    let typed = Typed::default()
        .with("population", population.unwrap_or_default())
        .with("hour_cap", settled.hour_cap.to_string())
        .with("day_cap", settled.day_cap.to_string())
        .with("plain_day_cap", settled.plain_day_cap.to_string())
        .with("kiosk_day_cap", settled.kiosk_day_cap.to_string());
    page(&seat, &round, StatusCode::OK, &typed, &done.done).await
}

/// Takes what was typed.
pub async fn settle(
    seat: HrSeat,
    there: Path<There>,
    form: Form<BTreeMap<String, String>>,
) -> Answer {
    let round = round_of(&seat, &there).await?;
    let mut typed = Typed {
        values: form.into_inner(),
        wrong: BTreeMap::new(),
    };
    let refused = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(settled) = read(&seat, &mut typed) else {
        return page(&seat, &round, refused, &typed, "").await;
    };
    if let Err(refusal) = seat.desk.settle_outreach(&round, &settled).await {
        typed.blame("population", seat.said(&refusal)?);
        return page(&seat, &round, refused, &typed, "").await;
    }
    Ok(see_other(&at(&seat, &round, "settings?done=changed")))
}

async fn page(
    seat: &HrSeat,
    round: &Round,
    status: StatusCode,
    typed: &Typed,
    done: &str,
) -> Answer {
    let standing = seat.desk.outreach_standing(round).await;
    let standing = standing.map_err(|refusal| seat.trouble(&refusal))?;
    let settled = standing.settled.population.zip(standing.minimum);
    let action = may_change(round).then(|| at(seat, round, "settings"));
    let content = view::settings(seat.words(), action.as_deref(), settled, typed);
    let frame = frame_of(seat, round, "hr_public.settings", done);
    Ok(seat.page_as(status, frame, &content))
}

/// Reads the form; what is wrong is said at its fields.
fn read(seat: &HrSeat, typed: &mut Typed) -> Option<Outreach> {
    let population = whole(seat, typed, "population", 1, MOST_PEOPLE);
    let hour = cap(seat, typed, "hour_cap");
    let day = cap(seat, typed, "day_cap");
    let plain = cap(seat, typed, "plain_day_cap");
    let kiosk = cap(seat, typed, "kiosk_day_cap");
    Some(Outreach {
        population: Some(population?),
        hour_cap: hour?,
        day_cap: day?,
        plain_day_cap: plain?,
        kiosk_day_cap: kiosk?,
    })
}

fn cap(seat: &HrSeat, typed: &mut Typed, name: &str) -> Option<u32> {
    u32::try_from(whole(seat, typed, name, 0, LARGEST_CAP)?).ok()
}

fn whole(seat: &HrSeat, typed: &mut Typed, name: &str, least: u64, most: u64) -> Option<u64> {
    let text = normalise(typed.value(name)).replace(',', "");
    let number = text.trim().parse::<u64>().ok();
    let number = number.filter(|number| (least..=most).contains(number));
    if number.is_none() {
        let values = [("least", least.to_string()), ("most", most.to_string())];
        let values = values
            .each_ref()
            .map(|(name, value)| (*name, value.as_str()));
        typed.blame(name, seat.words().fill("hr_public.whole_number", &values));
    }
    number
}
