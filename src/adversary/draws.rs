//! Who answers what, and when people come: drawn from the seed of an experiment.

use super::Spoilt;
use super::scratch::ASKED;
use super::site::Site;
use crate::domain::ballot::Answers;
use crate::rehearsal::department::answers;
use crate::service::Refusal;

/// Working days in which people come, and minutes of a working day.
const WORKING_DAYS: u32 = 10;
const WORKING_MINUTES: u32 = 8 * 60;

/// Answers by chance.
pub fn draw(site: &Site, people: usize) -> Result<Vec<Vec<u8>>, Spoilt> {
    let (framework, instrument) = site.app.office.find_instrument(ASKED.0, ASKED.1)?;
    (0..people)
        .map(|_| {
            let drawn: Answers =
                answers(framework, instrument, 500, &site.world).map_err(Refusal::from)?;
            Ok(drawn.encode(instrument))
        })
        .collect()
}

/// Answers by chance, no two alike.
pub fn draw_distinct(site: &Site, people: usize) -> Result<Vec<Vec<u8>>, Spoilt> {
    let mut drawn: Vec<Vec<u8>> = Vec::with_capacity(people);
    while drawn.len() < people {
        for one in draw(site, 1)? {
            if !drawn.contains(&one) {
                drawn.push(one);
            }
        }
    }
    Ok(drawn)
}

/// Working hours of ten days, most people on the first days and the last: minutes after the opening.
pub fn draw_arrivals(site: &Site, people: usize) -> Result<Vec<(u32, usize)>, Spoilt> {
    let mut arrivals = Vec::with_capacity(people);
    for person in 0..people {
        let [a, b, c, d]: [u8; 4] = site.world.random().map_err(Refusal::from)?;
        let day = match a % 10 {
            0..=3 => u32::from(b) % 2,
            4..=6 => WORKING_DAYS - 1,
            _ => u32::from(b) % WORKING_DAYS,
        };
        // Working days 5 and 6 of each week are the weekend.
        let calendar = day + day / 5 * 2;
        let minute = u32::from(u16::from_be_bytes([c, d])) % WORKING_MINUTES;
        arrivals.push((calendar * 24 * 60 + minute, person));
    }
    arrivals.sort_unstable();
    Ok(arrivals)
}
