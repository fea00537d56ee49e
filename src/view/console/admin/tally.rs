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

/// Asks for a sheet.
pub fn ask(
    words: &Locale,
    base: &str,
    given: Option<&Given>,
    label: &str,
    typed: &Typed,
) -> Markup {
    let given = given.map(|given| match given {
        Given::Here(text) => ("notice done", text),
        Given::Elsewhere(text) => ("notice warning", text),
    });
    html! {
        div.notice.warning {
            strong { (words.say("rounds.tally_memory_title")) }
            p { (words.say("rounds.tally_memory")) }
        }
        @if let Some((look, text)) = given {
            div class=(look) role="status" { p { (text) }
                (button(&format!("{base}/forget"), "quiet", words.say("rounds.tally_forget"))) }
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
