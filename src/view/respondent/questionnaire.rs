//! The questions: one screen a page of the framework, a radio group a sub-item.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::profile;
use crate::domain::framework::{Framework, Instrument, Item, Page, ScaleOption, SubItem};
use crate::domain::lang::Lang;
use crate::locale::Locale;

/// What is answered already, where the server writes it into the page: option by sub-item.
#[derive(Debug, Clone, Copy)]
pub(in crate::view) struct Given<'a> {
    /// Options, counted from 0, by the sub-items' codes.
    pub answers: &'a BTreeMap<String, usize>,
    /// Whether what is unanswered is pointed at.
    pub point: bool,
}

impl Given<'static> {
    /// Nothing: script writes the answers in.
    pub(super) const NOTHING: Self = Given {
        answers: &BTreeMap::new(),
        point: false,
    };
}

/// All screens of questions. Script numbers them by their order: `page-1`, `page-2`, …
pub fn pages(framework: &Framework, instrument: &Instrument, words: &Locale) -> Markup {
    html! {
        @for (index, page) in instrument.pages.iter().enumerate() {
            (screen(framework, instrument, words, page, index + 1))
        }
        @if !instrument.profile.is_empty() {
            (profile::screen(instrument, words, instrument.screens()))
        }
    }
}

fn screen(
    framework: &Framework,
    instrument: &Instrument,
    words: &Locale,
    page: &Page,
    number: usize,
) -> Markup {
    let lang = words.lang();
    let last = instrument.screens();
    let items = instrument.items.get(page.items.clone()).unwrap_or_default();
    html! {
        main.questions data-screen=(format!("page-{number}")) hidden {
            (progress(words, number, last))
            p.notice.inline data-notice="restored" hidden { (words.say("respondent.restored")) }
            h1 tabindex="-1" { (page.title.get(lang)) }
            @for (offset, item) in items.iter().enumerate() {
                (item_card(framework, words, item, page.items.start + offset + 1, Given::NOTHING))
            }
            (missing(words))
            (steps(words, number, last))
        }
    }
}

/// How far one is.
pub(in crate::view) fn progress(words: &Locale, number: usize, last: usize) -> Markup {
    let (n, of) = (number.to_string(), last.to_string());
    let text = words.fill("respondent.progress", &[("n", &n), ("of", &of)]);
    html! {
        div.progress {
            span { (text) }
            progress value=(number) max=(last) aria-hidden="true" {}
        }
    }
}

/// An item with its sub-items and options.
pub(in crate::view) fn item_card(
    framework: &Framework,
    words: &Locale,
    item: &Item,
    number: usize,
    given: Given,
) -> Markup {
    let lang = words.lang();
    let note = format!("note-{}", item.code);
    html! {
        div.card.item {
            @match item.sub_items.as_slice() {
                [only] if only.text.get(lang).is_empty() => {
                    (group(framework, words, (item, only), &legend(item, number, lang), given))
                }
                several => {
                    p.stem #(format!("stem-{}", item.code)) { (legend(item, number, lang)) }
                    @if let Some(text) = &item.note { p.note #(note) { (text.get(lang)) } }
                    @for sub_item in several {
                        (group(framework, words, (item, sub_item), &sub_legend(item, sub_item, lang), given))
                    }
                }
            }
        }
    }
}

fn legend(item: &Item, number: usize, lang: Lang) -> Markup {
    html! { span.number { (number) "." } " " (item.stem.get(lang)) }
}

/// The stem is read out with each of its sub-items, and seen once.
fn sub_legend(item: &Item, sub_item: &SubItem, lang: Lang) -> Markup {
    html! {
        span.visually-hidden { (item.stem.get(lang)) " " }
        (sub_item.text.get(lang))
    }
}

fn group(
    framework: &Framework,
    words: &Locale,
    (item, sub_item): (&Item, &SubItem),
    legend: &Markup,
    given: Given,
) -> Markup {
    let lang = words.lang();
    let options = framework
        .scales
        .get(sub_item.scale)
        .map_or(&[][..], |scale| scale.options.as_slice());
    let alone = item.sub_items.len() == 1;
    let chosen = given.answers.get(&sub_item.code).copied();
    let open = given.point && chosen.is_none();
    html! {
        fieldset.open[open] data-answer=(sub_item.code) {
            legend { (legend) }
            @if let Some(note) = item.note.as_ref().filter(|_| alone) {
                p.note { (note.get(lang)) }
            }
            div.options data-options=(options.len()) {
                @for (value, option) in options.iter().enumerate() {
                    (radio(sub_item, option, (value, chosen == Some(value)), lang))
                }
            }
            p.missing hidden[!open] { (words.say("respondent.unanswered")) }
        }
    }
}

/// The value is the option's place in the scale from 0, which the ballot's encoding builds on.
fn radio(
    sub_item: &SubItem,
    option: &ScaleOption,
    (value, chosen): (usize, bool),
    lang: Lang,
) -> Markup {
    html! {
        label.option {
            input type="radio" name=(sub_item.code) value=(value) checked[chosen];
            span { (option.label.get(lang)) }
        }
    }
}

/// Points at what is unanswered; answering later is a choice, not an error.
pub(super) fn missing(words: &Locale) -> Markup {
    html! {
        div.notice.inline data-notice="missing" hidden {
            p {
                (words.say("respondent.missing_before")) " "
                strong data-slot="missing" {} " "
                (words.say("respondent.missing_after"))
            }
            div.row {
                button.secondary type="button" data-act="first-missing" {
                    (words.say("respondent.go_missing"))
                }
                button.quiet type="button" data-act="skip" { (words.say("respondent.skip")) }
            }
        }
    }
}

/// The ways on and back.
pub(super) fn steps(words: &Locale, number: usize, last: usize) -> Markup {
    let next = if number == last {
        "respondent.to_review"
    } else {
        "respondent.next"
    };
    html! {
        div.steps {
            button.primary type="button" data-act="next" { (words.say(next)) }
            button.secondary type="button" data-act="back" { (words.say("respondent.back")) }
            button.quiet type="button" data-act="review" data-needs="reviewed" hidden {
                (words.say("respondent.back_to_review"))
            }
        }
    }
}
