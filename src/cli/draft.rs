//! `prongsai round edit` and `prongsai round discard`

use super::args::EditRound;
use super::ask;
use super::round::{close_of, percent};
use super::show::{Shown, say};
use crate::app::App;
use crate::domain::round::RoundState;
use crate::locale::Locale;
use crate::service::Refusal;
use crate::service::create_round::NewRound;
use crate::service::draft_round::{discard_round, edit_round};

/// Changes what is given; the rest stays.
pub async fn edit(app: &App, words: &Locale, args: EditRound) -> Shown {
    let office = &app.office;
    let before = office.round_in(&args.round, &[RoundState::Draft]).await?;
    let mut terms = before.terms;
    terms.kpi_period = args.kpi_period.or(terms.kpi_period);
    terms.grace_minutes = args.grace_minutes.unwrap_or(terms.grace_minutes);
    terms.k = args.k.unwrap_or(terms.k);
    terms.min_service_years = args.min_service_years.unwrap_or(terms.min_service_years);
    terms.head_count_day = args.head_count_day.or(terms.head_count_day);
    if let Some(typed) = &args.required_percent {
        terms.required_percent = percent(typed)?;
    }
    let closes_at = match &args.closes {
        Some(typed) => close_of(app, words, typed)?,
        None => before.closes_at,
    };
    let custodians = if args.custodians.is_empty() {
        let known = office.registry.custodians(before.id).await;
        known.map_err(Refusal::from)?
    } else {
        args.custodians
    };
    let change = NewRound {
        code: args.round.clone(),
        terms,
        closes_at,
        custodians,
    };
    edit_round(office, change).await?;
    say(words, "cli.edited", &[("round", args.round)]);
    Ok(())
}

/// Removes a round in draft, after a question.
pub async fn discard(app: &App, words: &Locale, code: String, sure: bool) -> Shown {
    app.office.round_in(&code, &[RoundState::Draft]).await?;
    if !sure && !ask::agree(words, "cli.discard-sure")? {
        return Ok(());
    }
    discard_round(&app.office, &code).await?;
    say(words, "cli.discarded", &[("round", code)]);
    Ok(())
}
