//! The tally: custodians give their sheets one after the other.

use maud::{Markup, html};

use super::ceremony::sheet_form;
use crate::locale::Locale;
use crate::view::console::form::{Typed, button};

/// A sheet that was given: whose, and until when it waits.
#[derive(Debug)]
pub enum Given {
    /// In this browser.
    Here(String),
    /// In another.
    Elsewhere(String),
}

/// Asks for a sheet; where another waits elsewhere, none can be given here until that one is wiped.
pub fn ask(
    words: &Locale,
    base: &str,
    given: Option<&Given>,
    label: &str,
    typed: &Typed,
) -> Markup {
    let forget = |class| {
        let action = format!("{base}/forget");
        button(&action, class, words.say("rounds.tally_forget"))
    };
    if let Some(Given::Elsewhere(text)) = given {
        return html! {
            div.notice.warning role="status" {
                strong { (words.say("rounds.tally_elsewhere")) }
                p { (text) }
                div.actions { (forget("secondary")) }
            }
        };
    }
    html! {
        @if let Some(Given::Here(text)) = given {
            div.notice.done role="status" { p { (text) } (forget("quiet")) }
        }
        div.notice.warning {
            strong { (words.say("rounds.tally_memory_title")) }
            p { (words.say("rounds.tally_memory")) }
        }
        section.card {
            h2 { (label) }
            p { (words.say("rounds.tally_text")) }
            (sheet_form(words, base, words.say("rounds.tally_give"), typed))
        }
    }
}

/// Checks a sheet at any time.
pub fn check(words: &Locale, action: &str, typed: &Typed) -> Markup {
    html! {
        p.lead { (words.say("rounds.check_lead")) }
        section.card { (sheet_form(words, action, words.say("rounds.check_paper"), typed)) }
    }
}
