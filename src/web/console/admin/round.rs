//! A round: the steps until it opens, and what can be done with it now.

use actix_web::web::Path;

use maud::Markup;

use super::{AdminSeat, BASE, beside, in_words, of_round, round_frame};
use crate::domain::encoding::percent_encoded;
use crate::domain::round::{Custody, Round, RoundState};
use crate::locale::Locale;
use crate::service::administrator::{Draft, RosterTotals};
use crate::view::console::admin::beside as beside_view;
use crate::view::console::admin::round::{self as view, Act, Sheet, Task};
use crate::view::console::parts::together;
use crate::web::console::answers::Answer;

/// The page of a round.
pub async fn round(seat: AdminSeat, code: Path<String>) -> Answer {
    let draft = seat.desk.draft(&code).await.map_err(|_| seat.missing())?;
    let words = seat.words();
    let mut frame = round_frame(
        words,
        &code,
        words.fill("rounds.round_n", &[("round", &code)]),
    );
    frame.kicker = Some(
        words
            .say(&format!("console.state_{}", draft.round.state))
            .to_owned(),
    );
    frame.crumbs.truncate(2);
    let public = seat.desk.is_public(&draft.round);
    let public = public.map_err(|r| seat.trouble(&r))?;
    let tasks = match draft.round.state {
        RoundState::Draft => tasks(&seat, &draft, public).await?,
        _ => Vec::new(),
    };
    let acts = acts(words, &draft.round, public);
    let sheets = seat.desk.sheets_to_check(&draft.round).await;
    let sheets: Vec<Sheet> = sheets
        .map_err(|r| seat.trouble(&r))?
        .into_iter()
        .map(|check| (check.custodian, check.day))
        .collect();
    let sheets = view::sheets(words, &format!("{}/sheet", of_round(&code)), &sheets);
    let content = view::round(words, &facts(&seat, &draft), &tasks, &acts);
    let stands = stands(&seat, &draft.round).await?;
    let content = together(&[
        clock(&seat, &draft.round),
        sheets,
        stands,
        beside::parts(&seat, &draft.round).await?,
        content,
    ]);
    Ok(seat.page(frame, &content))
}

/// That the clock is in doubt, where a round waits for it.
fn clock(seat: &AdminSeat, round: &Round) -> Markup {
    let waits = matches!(round.state, RoundState::Open | RoundState::Closed);
    let doubt = seat.desk.clock_doubt().filter(|_| waits);
    let said = doubt.map(|doubt| seat.words().word_for_office(&doubt.said()));
    said.map(|said| view::clock(seat.words(), &said))
        .unwrap_or_default()
}

/// What a round that has run its course waits for, or that it is done.
async fn stands(seat: &AdminSeat, round: &Round) -> actix_web::Result<Markup> {
    let words = seat.words();
    let next = words.say(super::rounds::next(round.state));
    match round.state {
        RoundState::Draft | RoundState::Open => Ok(Markup::default()),
        RoundState::Closed => {
            let standing = seat.desk.tally_standing(&round.code).await;
            let standing = standing.map_err(|r| seat.trouble(&r))?;
            Ok(beside::held_back(seat, &standing))
        }
        RoundState::Tallied | RoundState::Cancelled => Ok(beside_view::stands(next, None)),
        RoundState::Published => {
            let href = format!("{BASE}/results/{}", percent_encoded(&round.code));
            let way = (href, words.say("rounds.to_results"));
            Ok(beside_view::stands(next, Some(way)))
        }
    }
}

async fn tasks(seat: &AdminSeat, draft: &Draft, public: bool) -> actix_web::Result<Vec<Task>> {
    let (words, round) = (seat.words(), &draft.round);
    let totals = seat.desk.readiness_totals(round).await;
    let totals = totals.map_err(|r| seat.trouble(&r))?;
    let lacks: Vec<String> = seat
        .desk
        .blockers(round, &totals)
        .iter()
        .map(|message| words.word_for_office(message))
        .collect();
    let base = of_round(&round.code);
    let task = |path: &str, name: &str, text: String, done: bool| Task {
        href: format!("{base}/{path}"),
        name: words.say(name).to_owned(),
        text,
        lacks: Vec::new(),
        done,
    };
    let say = |key| words.say(key).to_owned();
    let listed = totals.eligible > 0;
    let [people, people_text, people_lacks] = people_keys(public);
    let mut tasks = vec![
        task(
            "edit",
            "rounds.task_settings",
            say("rounds.task_settings_text"),
            true,
        ),
        task(
            "readiness",
            people,
            counted(words, people_text, &totals),
            listed,
        ),
        task(
            "preview",
            "rounds.task_preview",
            say("rounds.task_preview_text"),
            false,
        ),
        task(
            "ceremony",
            "rounds.task_ceremony",
            say("rounds.task_ceremony_text"),
            false,
        ),
    ];
    if let Some(last) = tasks.last_mut() {
        last.lacks = lacks;
        if let Some((path, name, text)) = beside::instead_of_ceremony(seat, round).await? {
            *last = task(path, name, text, false);
        }
    }
    if let Some(people) = tasks.get_mut(1).filter(|_| !listed) {
        people.lacks.push(say(people_lacks));
    }
    Ok(tasks)
}

/// Keys of the step that counts people: its name, its text, and what it lacks.
const fn people_keys(public: bool) -> [&'static str; 3] {
    if public {
        [
            "rounds_public.readiness",
            "rounds_public.people_text",
            "rounds_public.people_lacks",
        ]
    } else {
        [
            "rounds.task_people",
            "rounds.task_people_text",
            "rounds.task_people_lacks",
        ]
    }
}

fn counted(words: &Locale, key: &str, totals: &RosterTotals) -> String {
    words.fill(
        key,
        &[
            ("agencies", &totals.agencies.to_string()),
            ("eligible", &totals.eligible.to_string()),
            ("letters", &totals.without_email.to_string()),
        ],
    )
}

/// What can be done, by state: tail of the address, which is also the tail of the keys.
const fn possible(state: RoundState) -> &'static [(&'static str, &'static str, &'static str)] {
    match state {
        RoundState::Draft => &[("discard", "rounds.discard", "rounds.discard_text")],
        RoundState::Open => &[
            ("readiness", "rounds.readiness", "rounds.readiness_text"),
            ("preview", "rounds.preview", "rounds.preview_text"),
            ("memo", "rounds.memo", "rounds.memo_text"),
            ("posters", "rounds.posters", "rounds.posters_text"),
            ("sheet", "rounds.sheet_check", "rounds.sheet_check_text"),
            ("extend", "rounds.extend", "rounds.extend_text"),
            ("close", "rounds.close", "rounds.close_text"),
            ("cancel", "rounds.cancel", "rounds.cancel_text"),
        ],
        RoundState::Closed => &[
            ("tally", "rounds.tally", "rounds.tally_act_text"),
            ("sheet", "rounds.sheet_check", "rounds.sheet_check_text"),
            ("memo", "rounds.memo", "rounds.memo_text"),
            ("cancel", "rounds.cancel", "rounds.cancel_text"),
        ],
        RoundState::Tallied => &[
            ("minutes", "rounds.minutes", "rounds.minutes_text"),
            ("publish", "rounds.publish", "rounds.publish_text"),
        ],
        RoundState::Published => &[("minutes", "rounds.minutes", "rounds.minutes_text")],
        RoundState::Cancelled => &[],
    }
}

/// The same where the public answers: nobody is on a roster, and HR prints the posters.
fn for_public(key: &'static str) -> Option<&'static str> {
    match key {
        "rounds.posters" => None,
        "rounds.readiness" => Some("rounds_public.readiness"),
        "rounds.readiness_text" => Some("rounds_public.readiness_text"),
        "rounds.preview_text" => Some("rounds_public.preview_text"),
        "rounds.close_text" => Some("rounds_public.close_text"),
        "rounds.discard_text" => Some("rounds_public.discard_text"),
        same => Some(same),
    }
}

fn acts(words: &Locale, round: &Round, public: bool) -> Vec<Act> {
    let base = of_round(&round.code);
    let key = |key| if public { for_public(key) } else { Some(key) };
    let act = |(path, name, text): &(&'static str, &'static str, &'static str)| {
        Some(Act {
            href: format!("{base}/{path}"),
            name: words.say(key(name)?).to_owned(),
            text: words.say(key(text)?).to_owned(),
        })
    };
    possible(round.state).iter().filter_map(act).collect()
}

/// Titles of framework and instrument; their codes where the files are gone or altered.
fn asked(seat: &AdminSeat, round: &Round) -> String {
    let lang = seat.lang();
    match seat.desk.instrument(round) {
        Ok((framework, instrument)) => format!(
            "{} · {}",
            framework.title.get(lang),
            instrument.title.get(lang)
        ),
        Err(_) => format!("{} · {}", round.terms.framework, round.terms.instrument),
    }
}

/// What the round is.
fn facts(seat: &AdminSeat, draft: &Draft) -> Vec<(String, String)> {
    let (words, terms) = (seat.words(), &draft.round.terms);
    let custody = match terms.custody {
        Custody::TwoOfThree => "rounds.custody_three",
        Custody::Single => "rounds.custody_one",
    };
    let facts = [
        ("rounds.instrument", asked(seat, &draft.round)),
        (
            "rounds.year",
            format!("{} / {}", terms.fiscal_year, terms.number),
        ),
        match draft.round.closed_at {
            Some(closed) => ("rounds.closed_on", in_words(words, closed)),
            None => ("rounds.closes", in_words(words, draft.round.closes_at)),
        },
        ("rounds.k", terms.k.to_string()),
        ("rounds.custody", words.say(custody).to_owned()),
        ("rounds.custodians", draft.custodians.join(" · ")),
    ];
    facts
        .into_iter()
        .map(|(key, value)| (words.say(key).to_owned(), value))
        .collect()
}
