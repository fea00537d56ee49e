//! The public's part of the demo's rounds: slips, a poster and a device, and people who answer.

use super::setup::{FISCAL_YEAR, code, in_a_month};
use crate::app::App;
use crate::cli::show::{Failure, Shown};
use crate::domain::exact::Score;
use crate::domain::round::{Custody, RoundTerms};
use crate::domain::ticket::{Channel, Outreach};
use crate::domain::wire::{Fingerprint, Ticket};
use crate::rehearsal::department::{AGENCIES, Cast, answers, profile};
use crate::rehearsal::respondent::agent;
use crate::rehearsal::{Declined, Visitor};
use crate::service::Refusal;
use crate::service::create_round::{NewRound, create_round};
use crate::service::open_round::open_beside;
use crate::service::outreach::{enrol_kiosk, mint_slips, settle};
use crate::service::public_part::opened_beside;
use crate::world::World;

/// Agency whose slip, poster and device the notes name.
const SHOWN: &str = "D03";

/// What visitors say of themselves is drawn by itself, so that it moves no figure of the demo.
const PROFILES: u64 = 2_560_000;

/// What the notes say of the three ways.
pub struct Ways {
    /// Behind the `#` of a slip's link.
    pub slip: String,
    /// The same slip's code.
    pub code: String,
    /// The poster's poll.
    pub poster: String,
    /// Behind the `#` of a device's link.
    pub kiosk: String,
    /// What ends the device.
    pub exit: String,
}

/// Code of the public's part of a round of the demo.
pub fn public_code(number: u16) -> String {
    format!("{}-EIT", code(number))
}

/// Creates the public's part of a round and opens it under the keys of the staff's. It has no grace,
/// so that whoever walks through the demo can count at once.
pub async fn open_public(app: &App, number: u16) -> Shown {
    let office = &app.office;
    let main = office.round(&code(number)).await?;
    let terms = RoundTerms {
        framework: main.terms.framework.clone(),
        instrument: "eit".to_owned(),
        fiscal_year: FISCAL_YEAR,
        number,
        kpi_period: None,
        grace_minutes: 0,
        k: 5,
        min_service_years: 0,
        head_count_day: None,
        required_percent: Score::from_hundredths(10_000),
        custody: Custody::TwoOfThree,
    };
    let round = NewRound {
        code: public_code(number),
        terms,
        closes_at: in_a_month(app)?,
        custodians: office
            .registry
            .custodians(main.id)
            .await
            .map_err(Refusal::from)?,
    };
    create_round(office, round).await?;
    for cast in &AGENCIES {
        let agency = office.agency(cast.code).await?;
        let settled = Outreach {
            population: Some(cast.served),
            ..Outreach::default()
        };
        settle(office, &public_code(number), &agency, &settled).await?;
    }
    let round = office.round(&public_code(number)).await?;
    let names = opened_beside(office, &round).await?;
    let names = names.map(|(_, manifest)| manifest.custodians.names);
    let (framework, instrument) = office.instrument(&round)?;
    let files = app.round_files(&round, framework, instrument, &names.unwrap_or_default());
    open_beside(office, &round.code, &files).await?;
    Ok(())
}

/// Slips are handed out, and as many people as `how_many` says answer with one.
pub async fn visit(
    app: &App,
    base: &str,
    number: u16,
    chance: &World,
    how_many: impl Fn(&Cast) -> usize,
) -> Shown {
    let office = &app.office;
    let round = office.round(&public_code(number)).await?;
    let (framework, instrument) = office.instrument(&round)?;
    let own_chance = World::fixed(office.world.now(), PROFILES + u64::from(number));
    for cast in &AGENCIES {
        let visitors = how_many(cast);
        let agency = office.agency(cast.code).await?;
        let batch = u32::try_from(visitors).unwrap_or(0).max(10);
        let slips = mint_slips(office, &round.code, &agency, batch).await?;
        let mut ballots = Vec::new();
        for slip in slips.into_iter().take(visitors) {
            let chosen = answers(framework, instrument, cast.best, chance)
                .map_err(|error| Failure::Refused(error.into()))?;
            let said =
                profile(instrument, &own_chance).map_err(|error| Failure::Refused(error.into()))?;
            ballots.push((slip.fragment, chosen.saying(said).encode(instrument)));
        }
        let base = base.to_owned();
        let done = tokio::task::spawn_blocking(move || answer_all(&base, &ballots)).await;
        done.map_err(|_| Failure::Refused(Refusal::Crypto))??;
    }
    Ok(())
}

/// A slip, a poster and a device that nobody has used yet; some people have come by the poster.
pub async fn three_ways(
    app: &App,
    base: &str,
    number: u16,
    chance: &World,
) -> Result<Ways, Failure> {
    let office = &app.office;
    let round = office.round(&public_code(number)).await?;
    let (framework, instrument) = office.instrument(&round)?;
    let agency = office.agency(SHOWN).await?;
    let poll = office
        .registry
        .poll_of_agency(round.id, agency.id)
        .await
        .map_err(Refusal::from)?;
    let poll = poll.ok_or_else(|| Failure::said("errors.no-public-poll"))?;
    let chosen = answers(framework, instrument, 850, chance)
        .map_err(|error| Failure::Refused(error.into()))?
        .encode(instrument);
    let (at, here) = (poll.fingerprint, base.to_owned());
    let done = tokio::task::spawn_blocking(move || at_the_poster(&here, at, &chosen)).await;
    done.map_err(|_| Failure::Refused(Refusal::Crypto))??;
    let mut slips = mint_slips(office, &round.code, &agency, 10).await?;
    let slip = slips
        .pop()
        .ok_or_else(|| Failure::said("errors.no-public-poll"))?;
    let kiosk = enrol_kiosk(office, &round.code, &agency, "โถงผู้ป่วยนอก").await?;
    Ok(Ways {
        slip: slip.fragment,
        code: slip.code,
        poster: crate::domain::encoding::base32(poll.fingerprint.as_ref()),
        kiosk: kiosk.secret,
        exit: kiosk.exit,
    })
}

fn answer_all(base: &str, ballots: &[(String, Vec<u8>)]) -> Shown {
    let agent = agent();
    for (fragment, answers) in ballots {
        let answered = Visitor::with_slip(&agent, base, fragment)
            .and_then(|(visitor, ticket)| visitor.answer(Channel::Slip, &ticket, answers));
        answered.map_err(declined)?;
    }
    Ok(())
}

fn at_the_poster(base: &str, poll: Fingerprint, answers: &[u8]) -> Shown {
    let visitor = Visitor::come(&agent(), base, poll).map_err(declined)?;
    for _ in 0..4 {
        let ticket: Ticket = visitor.start_at_poster().map_err(declined)?;
        let cast = visitor.answer(Channel::Poster, &ticket, answers);
        cast.map_err(declined)?;
    }
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "handed to map_err")]
fn declined(declined: Declined) -> Failure {
    Failure::Listed(declined.to_string())
}
