//! The page of a round and language: one fragment with every screen.

use maud::{Markup, html};

use crate::domain::framework::{Framework, Instrument};
use crate::locale::Locale;
use crate::view::kiosk;
use crate::view::respondent::PageFacts;
use crate::view::respondent::endings::{Ending, dated, plain, retried, screens};
use crate::view::respondent::page::header;
use crate::view::respondent::questionnaire;
use crate::view::respondent::sending::{receipt, review_then, sending_then};
use crate::view::respondent::welcome::{Welcomed, welcome_of};

const ENDINGS: [Ending; 9] = [
    plain("spent"),
    plain("unknown-ticket"),
    plain("full"),
    dated("closed", "closes"),
    plain("cancelled"),
    plain("differs"),
    plain("late"),
    retried("offline"),
    retried("trouble"),
];

/// The page in the language of `words`. Depends on nothing but its arguments, so that its hash can
/// stand in the manifest.
pub fn page(
    framework: &Framework,
    instrument: &Instrument,
    words: &Locale,
    facts: &PageFacts,
) -> Markup {
    html! {
        div.respondent.visitor lang=(words.lang().code()) data-pages=(instrument.screens()) {
            (header(words))
            p.visually-hidden #status role="status" aria-live="polite" {}
            (welcome(framework, instrument, words, facts))
            form #answers autocomplete="off" novalidate {
                (questionnaire::pages(framework, instrument, words))
            }
            (review_then(instrument, words, ("submit", words.say("visitor.submit"))))
            (sending(words))
            (done(words))
            (receipt(words))
            (screens(words, "visitor", &ENDINGS))
            (kiosk::screens(instrument, words, facts))
        }
    }
}

/// What it is, who may answer, and why nobody can know who did.
fn welcome(
    framework: &Framework,
    instrument: &Instrument,
    words: &Locale,
    facts: &PageFacts,
) -> Markup {
    let visitor = Welcomed {
        greeting: Markup::default(),
        request: words.say("visitor.request"),
        promise_title: words.say("visitor.promise_title"),
        promise: words.say("visitor.promise_nothing_asked"),
        begin: words.say("visitor.begin"),
        how: how(words),
    };
    welcome_of(framework, instrument, words, facts, &visitor)
}

fn how(words: &Locale) -> Markup {
    html! {
        ol.how {
            li {
                h2 { (words.say("respondent.how_seal_title")) }
                p { (words.say("respondent.how_seal_text")) }
            }
            li {
                h2 { (words.say("visitor.how_ticket_title")) }
                p { (words.say("visitor.how_ticket_text")) }
            }
            li {
                h2 { (words.say("respondent.how_box_title")) }
                p { (words.say("respondent.how_box_text")) }
            }
            li {
                h2 { (words.say("respondent.how_counts_title")) }
                p { (words.say("respondent.how_counts_text")) }
            }
        }
    }
}

fn sending(words: &Locale) -> Markup {
    let unsent = html! { p { (words.say("respondent.unsent_shared")) } };
    sending_then(words, &unsent)
}

fn done(words: &Locale) -> Markup {
    html! {
        main data-screen="done" hidden {
            div.card.done {
                div.tick aria-hidden="true" {}
                h1 tabindex="-1" { (words.say("visitor.done_title")) }
                p.lead { (words.say("visitor.done_thanks")) }
            }
            div.card {
                h2 { (words.say("respondent.receipt_offer_title")) }
                p { (words.say("visitor.receipt_offer")) }
                button.secondary type="button" data-act="receipt" {
                    (words.say("respondent.receipt_show"))
                }
            }
        }
    }
}
