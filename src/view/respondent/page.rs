//! The page of a round and language: one fragment with every screen.

use maud::{Markup, html};

use super::{endings, questionnaire, sending, welcome};
use crate::domain::framework::{Framework, Instrument, Respondents};
use crate::domain::lang::Lang;
use crate::locale::Locale;
use crate::view::visitor;

/// What a page says about its round. The same for all polls of the round.
#[derive(Debug, Clone, Copy)]
pub struct PageFacts<'a> {
    /// Number of the round in its fiscal year, from 1.
    pub round_number: u32,
    /// Fiscal year in the Buddhist era, such as 2569.
    pub fiscal_year: u16,
    /// Names of the custodians. A single one is a demonstration and is named as such.
    pub custodians: &'a [String],
    /// How many custodians it takes to open the box.
    pub threshold: usize,
}

/// The page in the language of `words`. Depends on nothing but its arguments, so that its hash
/// can stand in the manifest.
pub fn page(
    framework: &Framework,
    instrument: &Instrument,
    words: &Locale,
    facts: &PageFacts,
) -> Markup {
    if instrument.respondents == Respondents::Public {
        return visitor::page(framework, instrument, words, facts);
    }
    html! {
        div.respondent lang=(words.lang().code()) data-pages=(instrument.screens()) {
            (header(words))
            p.visually-hidden #status role="status" aria-live="polite" {}
            (welcome::welcome(framework, instrument, words, facts))
            (welcome::device(words))
            form #answers autocomplete="off" novalidate {
                (questionnaire::pages(framework, instrument, words))
            }
            (sending::review(instrument, words))
            (sending::acknowledgement(instrument, words, facts))
            (sending::sending(words))
            (sending::done(words, facts))
            (sending::receipt(words))
            (endings::endings(words))
        }
    }
}

pub(in crate::view) fn header(words: &Locale) -> Markup {
    let other = match words.lang() {
        Lang::Th => Lang::En,
        Lang::En => Lang::Th,
    };
    html! {
        header.bar {
            span.brand { (words.say("respondent.site")) }
            button.quiet type="button" data-act="language" data-lang=(other.code())
                lang=(other.code()) { (words.say("respondent.other_language")) }
        }
    }
}
