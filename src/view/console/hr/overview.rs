//! The officer's first page.

use jiff::civil::DateTime;
use maud::{Markup, html};

use crate::domain::round::RoundState;
use crate::locale::Locale;
use crate::view::console::parts::{badge, empty, table};

/// A round in the list.
#[derive(Debug, Clone)]
pub struct RoundLine {
    /// Address.
    pub href: String,
    /// Code.
    pub code: String,
    /// State.
    pub state: RoundState,
    /// When it closes.
    pub closes: DateTime,
}

/// The rounds.
pub fn overview(words: &Locale, rounds: &[RoundLine]) -> Markup {
    if rounds.is_empty() {
        return empty(words.say("console.no_rounds"));
    }
    let head = html! {
        tr {
            th scope="col" { (words.say("console.round")) }
            th scope="col" { (words.say("console.state")) }
            th scope="col" { (words.say("console.closes")) }
        }
    };
    let body = html! {
        @for round in rounds {
            tr {
                th scope="row" { a href=(round.href) { (round.code) } }
                td { (state(words, round.state)) }
                td { (words.moment(round.closes)) }
            }
        }
    };
    table(words.say("console.rounds"), &head, &body)
}

/// A round's state as a badge.
pub fn state(words: &Locale, state: RoundState) -> Markup {
    let class = match state {
        RoundState::Open => "good",
        RoundState::Cancelled => "bad",
        _ => "",
    };
    badge(class, words.say(&format!("console.state_{state}")))
}
