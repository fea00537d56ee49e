//! The administrator's first page: rounds, and what is next in each.

use jiff::civil::DateTime;
use maud::{Markup, html};

use crate::domain::round::RoundState;
use crate::locale::Locale;
use crate::view::console::hr::overview::state;
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
    /// What is to be done next, in a sentence.
    pub next: String,
    /// What is to be done now, if there is such a thing.
    pub due: Option<String>,
}

/// The rounds.
pub fn rounds(words: &Locale, new: &str, rounds: &[RoundLine]) -> Markup {
    html! {
        p { a.button.primary href=(new) { (words.say("rounds.new")) } }
        @if rounds.is_empty() {
            (empty(words.say("rounds.none")))
        } @else {
            (list(words, rounds))
        }
    }
}

fn list(words: &Locale, rounds: &[RoundLine]) -> Markup {
    let head = html! {
        tr {
            th scope="col" { (words.say("console.round")) }
            th scope="col" { (words.say("console.state")) }
            th scope="col" { (words.say("console.closes")) }
            th scope="col" { (words.say("rounds.next")) }
        }
    };
    let body = html! {
        @for round in rounds {
            tr {
                th scope="row" { a href=(round.href) { (round.code) } }
                td { (state(words, round.state)) }
                td { (words.moment(round.closes)) }
                td {
                    @if let Some(due) = &round.due { p { (badge("attention", due)) } }
                    (round.next)
                }
            }
        }
    };
    table(words.say("console.rounds"), &head, &body)
}
