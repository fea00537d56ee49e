//! Pages of published figures, the KPI and the gap analysis.

pub mod charts;
pub mod department;
pub mod evidence;
pub mod gap;
pub mod items;
pub mod kpi;
pub mod people;
mod profile;
pub mod results;
pub mod tokens;
pub mod total;
pub mod words;

use maud::{Markup, html};

use crate::domain::round::RoundState;
use crate::locale::Locale;
use crate::view::console::parts::{empty, table};

/// A round with the pages that lead from it.
#[derive(Debug, Clone)]
pub struct RoundLinks {
    /// Code.
    pub code: String,
    /// State.
    pub state: RoundState,
    /// Addresses with their names.
    pub pages: Vec<(String, String)>,
}

/// Rounds with their pages, and agencies below with theirs.
pub fn rounds(words: &Locale, rounds: &[RoundLinks], below: &[(String, String)]) -> Markup {
    if rounds.is_empty() {
        return empty(words.say("console.no_rounds"));
    }
    let head = html! {
        tr {
            th scope="col" { (words.say("console.round")) }
            th scope="col" { (words.say("console.state")) }
            th scope="col" { (words.say("figures.pages")) }
        }
    };
    let body = html! {
        @for round in rounds {
            tr {
                th scope="row" { (round.code) }
                td { (super::hr::overview::state(words, round.state)) }
                td {
                    @for (href, text) in &round.pages {
                        a.apart href=(href) { (text) } " "
                    }
                }
            }
        }
    };
    html! {
        div.rounds-list { (table(words.say("console.rounds"), &head, &body)) }
        @if !below.is_empty() {
            h2 { (words.say("figures.below_title")) }
            ul.plain { @for (href, name) in below { li { a href=(href) { (name) } } } }
        }
    }
}

/// Nothing is published yet: the same page at every address of figures.
pub fn not_yet(words: &Locale, state: RoundState) -> Markup {
    html! {
        p.empty {
            strong { (words.say("figures.not_yet")) }
            br;
            (words.say("figures.not_yet_why"))
        }
        p { (words.say("console.state")) ": " (super::hr::overview::state(words, state)) }
    }
}

/// Content below the files to take along, in the digits asked for.
pub fn taken_along(
    words: &Locale,
    files: &[(String, &str)],
    digits: words::Digits,
    content: &Markup,
) -> Markup {
    digits.shown(html! { (downloads(words, files, digits)) (content) })
}

/// Files to take along and the ways to print, hidden on paper.
fn downloads(words: &Locale, files: &[(String, &str)], digits: words::Digits) -> Markup {
    let (other, text) = match digits {
        words::Digits::Arabic => ("?digits=thai", "figures.thai_digits"),
        words::Digits::Thai => ("?", "figures.arabic_digits"),
    };
    html! {
        div.actions {
            @for (href, text) in files { a.button.secondary.small-button href=(href) { (text) } }
            a.button.secondary.small-button href=(other) { (words.say(text)) }
        }
        p.hint.screen-only { (words.say("figures.print_hint")) }
    }
}
