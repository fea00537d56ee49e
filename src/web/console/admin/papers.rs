//! Memo, posters and the minutes of the opening, to print. What is put up is in Thai; the minutes are
//! in the language of who prints them.

use actix_web::web::{Path, Query};
use maud::Markup;

use super::{AdminSeat, Search, document, of_round};
use crate::domain::calendar::thai_zone;
use crate::domain::framework::Respondents;
use crate::locale::Locale;
use crate::service::administrator::{Minutes, RoundNotice};
use crate::service::tally_totals::{AtomTotal, Counted};
use crate::view::console::admin::papers::{self as view, Board, Poster};
use crate::view::console::parts::{Leaf, pager, together};
use crate::view::memo::{Memo, memo_sheet, subject};
use crate::view::print_page::{PrintFacts, served};
use crate::web::console::answers::Answer;

/// Posters on a page of the browser.
const POSTERS: usize = 50;

/// The memo with the fingerprints.
pub async fn memo(seat: AdminSeat, code: Path<String>) -> Answer {
    let notice = seat.desk.round_notice(&code).await;
    let notice = notice.map_err(|r| seat.trouble(&r))?;
    let (thai, memo) = (&seat.console.thai, memo_of(&notice));
    let hint = view::hint(
        seat.words(),
        seat.words().say(memo.keys().hint),
        &of_round(&code),
    );
    Ok(printed(
        (&seat, thai),
        &subject(thai, &memo),
        &hint,
        &memo_sheet(thai, &memo),
    ))
}

/// Posters, fifty agencies at a time; HR prints those of the public's part, which start a visit.
pub async fn posters(seat: AdminSeat, code: Path<String>, search: Query<Search>) -> Answer {
    let notice = seat.desk.round_notice(&code).await;
    let notice = notice.map_err(|r| seat.trouble(&r))?;
    if notice.respondents == Respondents::Public {
        return Err(seat.missing());
    }
    let (thai, words) = (&seat.console.thai, seat.words());
    let skipped = usize::try_from(search.page)
        .unwrap_or(usize::MAX)
        .saturating_mul(POSTERS);
    let posters: Vec<Poster> = notice
        .polls
        .iter()
        .skip(skipped)
        .take(POSTERS)
        .map(|(agency, fingerprint)| Poster {
            agency: agency.name.clone(),
            fingerprint: *fingerprint,
            contact: agency.contact.line(),
        })
        .collect();
    let leaf = Leaf {
        page: search.page,
        size: POSTERS as u64,
        total: notice.polls.len() as u64,
    };
    let path = format!("{}/posters", of_round(&code));
    let hint = together(&[
        view::hint(words, words.say("rounds.poster_hint"), &of_round(&code)),
        pager(words, leaf, |page| search.href(&path, page)),
    ]);
    let how = format!("{}/how", notice.public_url);
    let sheets = view::posters(thai, &memo_of(&notice), &how, &posters);
    let title = words.say("rounds.posters");
    Ok(printed((&seat, thai), title, &hint, &sheets))
}

/// The minutes of the opening.
pub async fn minutes(seat: AdminSeat, code: Path<String>) -> Answer {
    let found = seat.desk.minutes(&code).await;
    let found = found.map_err(|r| seat.trouble(&r))?;
    let words = seat.words();
    let shown = shown(words, &found);
    let mut memo = memo_of(&found.notice);
    if let Some(closed) = found.notice.round.closed_at {
        memo.closes = closed.to_zoned(thai_zone()).datetime();
    }
    let sheet = view::minutes(words, &memo, &shown);
    let hint = view::hint(words, words.say("rounds.minutes_hint"), &of_round(&code));
    let title = words.say("rounds.minutes_title");
    Ok(printed((&seat, words), title, &hint, &sheet))
}

fn printed(
    (seat, words): (&AdminSeat, &Locale),
    title: &str,
    hint: &Markup,
    sheets: &Markup,
) -> actix_web::HttpResponse {
    let facts = PrintFacts {
        style: &seat.console.print_style,
        bundle: seat.console.bundle(),
    };
    document(served(words, title, &facts, hint, sheets))
}

fn memo_of(notice: &RoundNotice) -> Memo {
    let terms = &notice.round.terms;
    Memo {
        organisation: notice.organisation.clone(),
        respondents: notice.respondents,
        instrument: terms.instrument.to_uppercase(),
        fiscal_year: i16::try_from(terms.fiscal_year).unwrap_or(i16::MAX),
        round: terms.number,
        closes: notice.round.closes_at.to_zoned(thai_zone()).datetime(),
        custody: terms.custody,
        custodians: notice.custodians.clone(),
        polls: notice
            .polls
            .iter()
            .map(|(agency, fingerprint)| (agency.name.clone(), *fingerprint))
            .collect(),
        contact: Vec::new(),
    }
}

fn shown(words: &Locale, minutes: &Minutes) -> view::Minutes {
    let (when, actor) = minutes.opened.clone().unzip();
    let present = (1u8..)
        .zip(&minutes.notice.custodians)
        .filter(|(number, _)| minutes.sheets.contains(number))
        .map(|(_, name)| name.clone());
    view::Minutes {
        opened: when.map(|when| when.to_zoned(thai_zone()).datetime()),
        actor: actor.unwrap_or_default(),
        present: present.collect(),
        boards: minutes
            .boards
            .iter()
            .map(|board| Board {
                agency: board.agency.clone(),
                acknowledged: board.acknowledged,
                cast: board.cast,
                sha256: board.sha256.clone(),
            })
            .collect(),
        counted: minutes
            .totals
            .iter()
            .map(|total| counted(words, total))
            .collect(),
        audit: minutes.audit.clone(),
    }
}

fn counted(words: &Locale, total: &AtomTotal) -> view::Counted {
    let how = match total.counted {
        Counted::Own => "rounds.counted_own",
        Counted::Pool => "rounds.counted_pool",
        Counted::Nowhere => "rounds.counted_nowhere",
    };
    view::Counted {
        agencies: total.agencies.join(", "),
        how: words.say(how).to_owned(),
        cast: total.cast,
        valid_and_invalid: total.valid_and_invalid,
    }
}
