//! From the last question to the receipt: review, acknowledgement, sending, page A and page B.

use maud::{Markup, html};

use super::page::PageFacts;
use super::profile;
use super::welcome::round;
use crate::domain::framework::{Instrument, Item, Page, SubItem};
use crate::domain::lang::Lang;
use crate::locale::Locale;

/// One short list a page: what is still unanswered, what was answered behind a fold, and the way
/// back. Never a score.
pub fn review(instrument: &Instrument, words: &Locale) -> Markup {
    review_then(instrument, words, ("sign", words.say("respondent.to_sign")))
}

/// The same with another act at its end, and what its button says.
pub(in crate::view) fn review_then(
    instrument: &Instrument,
    words: &Locale,
    (act, label): (&str, &str),
) -> Markup {
    html! {
        main data-screen="review" hidden {
            h1 tabindex="-1" { (words.say("respondent.review_title")) }
            p.lead { (words.say("respondent.review_text")) }
            div.notice.inline data-notice="incomplete" hidden {
                p {
                    (words.say("respondent.missing_before")) " "
                    strong data-slot="missing" {} " "
                    (words.say("respondent.incomplete_after"))
                }
                button.secondary type="button" data-act="first-missing" {
                    (words.say("respondent.go_missing"))
                }
            }
            div.card.summary {
                @for (index, page) in instrument.pages.iter().enumerate() {
                    (review_page(instrument, page, index + 1, words))
                }
                @if !instrument.profile.is_empty() {
                    @let title = words.say("visitor.profile_title");
                    (section(title, instrument.screens(), &profile::entries(instrument, words), words))
                }
            }
            div.steps {
                button.primary type="button" data-act=(act) { (label) }
                button.secondary type="button" data-act="back" { (words.say("respondent.back")) }
            }
        }
    }
}

fn review_page(instrument: &Instrument, page: &Page, number: usize, words: &Locale) -> Markup {
    let lang = words.lang();
    let items = instrument.items.get(page.items.clone()).unwrap_or_default();
    let entries: Vec<Entry> = items
        .iter()
        .enumerate()
        .flat_map(|(offset, item)| {
            let number = page.items.start + offset + 1;
            item.sub_items.iter().map(move |sub| Entry {
                text: entry(item, sub, number, lang),
                code: &sub.code,
            })
        })
        .collect();
    section(page.title.get(lang), number, &entries, words)
}

/// What the review says of one answer.
pub(super) struct Entry<'a> {
    /// What was asked.
    pub text: String,
    /// Code of the group.
    pub code: &'a str,
}

fn section(title: &str, number: usize, entries: &[Entry<'_>], words: &Locale) -> Markup {
    html! {
        section {
            div.heading {
                h2 { (title) }
                button.quiet type="button" data-act="edit" data-page=(number) {
                    (words.say("respondent.edit"))
                    span.visually-hidden { " " (title) }
                }
            }
            ul.unanswered {
                @for entry in entries {
                    li data-unanswered=(entry.code) hidden {
                        strong { (words.say("respondent.unanswered_short")) } " " (entry.text)
                    }
                }
            }
            details hidden {
                summary data-answers=(words.say("respondent.review_answers")) {}
                dl {
                    @for entry in entries {
                        div { dt { (entry.text) } dd data-review=(entry.code) {} }
                    }
                }
            }
        }
    }
}

/// `4. …` with the sub-item's own text after the stem that it belongs to.
fn entry(item: &Item, sub_item: &SubItem, number: usize, lang: Lang) -> String {
    let stem = item.stem.get(lang);
    match sub_item.text.get(lang) {
        "" => format!("{number}. {stem}"),
        text => format!("{number}. {stem} {text}"),
    }
}

/// The recorded fact that a person took part, in their own words.
pub fn acknowledgement(instrument: &Instrument, words: &Locale, facts: &PageFacts) -> Markup {
    html! {
        main data-screen="sign" hidden {
            div.card {
                h1 tabindex="-1" { (words.say("respondent.sign_title")) }
                div.statement {
                    p { (words.say("respondent.sign_i")) }
                    p.who { strong data-slot="name" {} br; span data-slot="position" {}
                        br; span data-slot="agency" {} }
                    p {
                        (words.fill("respondent.sign_what", &[
                            ("instrument", &instrument.code.to_uppercase()),
                            ("round", &round(words, facts)),
                        ]))
                    }
                }
                p { (words.say("respondent.sign_means")) }
                p data-needs="contact" {
                    (words.say("respondent.sign_wrong")) " " span data-slot="contact" {}
                }
                div.steps {
                    button.primary type="button" data-act="submit" {
                        (words.say("respondent.submit"))
                    }
                    button.secondary type="button" data-act="back" {
                        (words.say("respondent.back"))
                    }
                }
            }
        }
    }
}

/// Sealing and sending, and the page of a ballot that waits for a signal.
pub fn sending(words: &Locale) -> Markup {
    let unsent = html! {
        p data-device="own" { (words.say("respondent.unsent_text")) }
        p data-device="shared" { (words.say("respondent.unsent_shared")) }
    };
    sending_then(words, &unsent)
}

/// The same with what is said of a ballot that waits.
pub(in crate::view) fn sending_then(words: &Locale, unsent: &Markup) -> Markup {
    html! {
        main data-screen="sending" hidden {
            div.card.notice {
                div.spinner aria-hidden="true" {}
                h1 tabindex="-1" { (words.say("respondent.sending_title")) }
                p { (words.say("respondent.sending_text")) }
            }
        }
        main data-screen="unsent" hidden {
            div.card.notice.waiting {
                h1 tabindex="-1" { (words.say("respondent.unsent_title")) }
                (unsent)
                button.primary type="button" data-act="send-now" {
                    (words.say("respondent.send_now"))
                }
            }
        }
    }
}

/// Page A, to show to anyone: who took part and when, and no code. Script takes the name out of
/// the document before page B is shown.
pub fn done(words: &Locale, facts: &PageFacts) -> Markup {
    html! {
        main data-screen="done" hidden {
            div.card.done {
                div.tick aria-hidden="true" {}
                h1 tabindex="-1" { (words.say("respondent.done_title")) }
                p.lead { (words.say("respondent.done_thanks")) }
                dl.facts {
                    (fact(words, "name"))
                    (fact(words, "position"))
                    (fact(words, "agency"))
                    (fact(words, "day"))
                    div { dt { (words.say("respondent.fact_round")) } dd { (round(words, facts)) } }
                }
                p { (words.say("respondent.done_show")) }
            }
            div.card {
                h2 { (words.say("respondent.receipt_offer_title")) }
                p { (words.say("respondent.receipt_offer")) }
                button.secondary type="button" data-act="receipt" {
                    (words.say("respondent.receipt_show"))
                }
            }
        }
    }
}

fn fact(words: &Locale, slot: &str) -> Markup {
    html! {
        div data-needs=(slot) {
            dt { (words.say(&format!("respondent.fact_{slot}"))) }
            dd data-slot=(slot) {}
        }
    }
}

/// Page B, for the respondent alone: the receipt code, and no name.
pub fn receipt(words: &Locale) -> Markup {
    let lang = words.lang().code();
    html! {
        main data-screen="receipt" hidden {
            div.card {
                h1 tabindex="-1" { (words.say("respondent.receipt_title")) }
                p { (words.say("respondent.receipt_text")) }
                p.code data-slot="receipt" {}
                p { (words.say("respondent.receipt_poll")) }
                p.code.lesser data-slot="fingerprint" {}
                p { (words.say("respondent.receipt_where")) " "
                    a href=(format!("/receipt?lang={lang}")) target="_self" {
                        (words.say("respondent.receipt_link"))
                    }
                }
                p.small { (words.say("respondent.receipt_once")) }
            }
        }
    }
}
