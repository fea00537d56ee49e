//! The last screen of questions, where an instrument has it: who answers, if they like to say. Script
//! treats its groups as all others; none is ever unanswered, because saying nothing is preset.

use maud::{Markup, html};

use super::questionnaire::{Given, missing, progress, steps};
use super::sending::Entry;
use crate::domain::framework::{Instrument, ProfileQuestion};
use crate::locale::Locale;

/// The screen, with its number.
pub(super) fn screen(instrument: &Instrument, words: &Locale, number: usize) -> Markup {
    html! {
        main.questions data-screen=(format!("page-{number}")) hidden {
            (progress(words, number, number))
            h1 tabindex="-1" { (words.say("visitor.profile_title")) }
            (cards(instrument, words, Given::NOTHING))
            (missing(words))
            (steps(words, number, number))
        }
    }
}

/// A card a question, and what is done with it. A device shows both together, one question a screen.
pub(in crate::view) fn cards(instrument: &Instrument, words: &Locale, given: Given) -> Markup {
    html! {
        p.about { (words.say("visitor.profile_text")) }
        @for question in &instrument.profile {
            div.card.item.profile { (group(question, words, given)) }
        }
    }
}

/// The value is what the ballot's encoding builds on: 0 for nothing, else the option from 1.
fn group(question: &ProfileQuestion, words: &Locale, given: Given) -> Markup {
    let lang = words.lang();
    let said = given.answers.get(&question.code).copied().unwrap_or(0);
    let labels = question.options.iter().map(|option| option.label.get(lang));
    let labels = std::iter::once(words.say("visitor.profile_unsaid")).chain(labels);
    html! {
        fieldset data-answer=(question.code) {
            legend { (question.text.get(lang)) }
            div.options data-options=(question.options.len() + 1) {
                @for (value, label) in labels.enumerate() {
                    label.option {
                        input type="radio" name=(question.code) value=(value) checked[value == said];
                        span { (label) }
                    }
                }
            }
            p.missing hidden { (words.say("respondent.unanswered")) }
        }
    }
}

/// The questions as the review lists them.
pub(super) fn entries<'a>(instrument: &'a Instrument, words: &Locale) -> Vec<Entry<'a>> {
    let questions = instrument.profile.iter();
    questions
        .map(|question| Entry {
            text: question.text.get(words.lang()).to_owned(),
            code: &question.code,
        })
        .collect()
}
