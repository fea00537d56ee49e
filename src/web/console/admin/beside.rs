//! What pages of a round say of the parts that belong together with it.

use maud::Markup;

use super::{AdminSeat, of_round};
use crate::domain::round::{Round, RoundState};
use crate::service::administrator::TallyStanding;
use crate::view::console::admin::beside::{self as view, Part};
use crate::view::console::parts::together;

async fn others(seat: &AdminSeat, round: &Round) -> actix_web::Result<Vec<Round>> {
    let others = seat.desk.beside(round).await;
    others.map_err(|refusal| seat.trouble(&refusal))
}

fn is_public(seat: &AdminSeat, round: &Round) -> actix_web::Result<bool> {
    let public = seat.desk.is_public(round);
    public.map_err(|refusal| seat.trouble(&refusal))
}

/// The parts that belong together with a round; nothing where it is alone.
pub async fn parts(seat: &AdminSeat, round: &Round) -> actix_web::Result<Markup> {
    let words = seat.words();
    let mut parts = Vec::new();
    for other in others(seat, round).await? {
        parts.push(Part {
            href: of_round(&other.code),
            instrument: other.terms.instrument.to_uppercase(),
            state: words
                .say(&format!("console.state_{}", other.state))
                .to_owned(),
            code: other.code,
        });
    }
    Ok(view::parts(words, &parts))
}

/// What takes the place of the ceremony where none is needed: tail of the address, key of the name,
/// and the text.
pub async fn instead_of_ceremony(
    seat: &AdminSeat,
    round: &Round,
) -> actix_web::Result<Option<(&'static str, &'static str, String)>> {
    if !is_public(seat, round)? {
        return Ok(None);
    }
    let fill = |key, other: &Round| seat.words().fill(key, &[("round", &other.code)]);
    let opened = seat.desk.opened_beside(round).await;
    if let Some(other) = opened.map_err(|refusal| seat.trouble(&refusal))? {
        let text = fill("rounds_public.open_under", &other);
        return Ok(Some(("open-beside", "rounds_public.open_beside", text)));
    }
    let others = others(seat, round).await?;
    let draft = others.iter().find(|other| other.state == RoundState::Draft);
    Ok(draft.map(|other| {
        let text = fill("rounds_public.opens_with", other);
        ("readiness", "rounds_public.no_ceremony", text)
    }))
}

/// On the page of a ceremony: which parts are opened under the same sheets.
pub async fn no_second_ceremony(seat: &AdminSeat, round: &Round) -> actix_web::Result<Markup> {
    let words = seat.words();
    if let Some((_, _, text)) = instead_of_ceremony(seat, round).await? {
        return Ok(view::note(&text));
    }
    for other in others(seat, round).await? {
        if other.state == RoundState::Draft && is_public(seat, &other)? {
            let text = words.fill("rounds_public.one_ceremony", &[("round", &other.code)]);
            return Ok(view::note(&text));
        }
    }
    Ok(Markup::default())
}

/// Why a closed round cannot be counted yet, with the way to the part that it waits for.
pub fn held_back(seat: &AdminSeat, standing: &TallyStanding) -> Markup {
    let words = seat.words();
    let lines = standing.held_back.iter().map(|(why, part)| {
        let way = part.as_ref().map(|code| {
            let name = words.fill("rounds.round_n", &[("round", code)]);
            (of_round(code), name)
        });
        view::waits(&words.word_for_office(why), way)
    });
    together(&lines.collect::<Vec<_>>())
}

/// On the page of a tally: which parts the same sheets open.
pub async fn same_sheets(seat: &AdminSeat, round: &Round) -> actix_web::Result<Markup> {
    let mut others = others(seat, round).await?;
    others.retain(|other| other.state == RoundState::Closed);
    let line = |other: &Round| {
        let words = seat.words();
        words.fill("rounds_public.tally_together", &[("round", &other.code)])
    };
    let lines: Vec<String> = others.iter().map(line).collect();
    Ok(view::notes(&lines))
}
