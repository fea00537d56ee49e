//! The two screens before the questions: what this is, and whose device it is.

use maud::{Markup, html};

use super::how::how;
use super::page::PageFacts;
use crate::domain::framework::{Framework, Instrument, WordingSource};
use crate::locale::Locale;

/// What differs with who is welcomed.
pub(in crate::view) struct Welcomed<'w> {
    /// Who is greeted by name, if anybody is.
    pub greeting: Markup,
    /// What is asked of them.
    pub request: &'w str,
    /// The title of the promise.
    pub promise_title: &'w str,
    /// Its first sentence.
    pub promise: &'w str,
    /// The word on the button.
    pub begin: &'w str,
    /// How it is possible.
    pub how: Markup,
}

/// What it is, how long it takes, and why nobody can know who answered what.
pub fn welcome(
    framework: &Framework,
    instrument: &Instrument,
    words: &Locale,
    facts: &PageFacts,
) -> Markup {
    let greeting = html! {
        p.greeting data-needs="name" {
            (words.say("respondent.greeting")) " " span data-slot="name" {}
        }
    };
    let staff = Welcomed {
        greeting,
        request: words.say("respondent.request"),
        promise_title: words.say("respondent.promise_title"),
        promise: words.say("respondent.promise"),
        begin: words.say("respondent.begin"),
        how: how(words),
    };
    welcome_of(framework, instrument, words, facts, &staff)
}

/// The same for whoever is welcomed.
pub(in crate::view) fn welcome_of(
    framework: &Framework,
    instrument: &Instrument,
    words: &Locale,
    facts: &PageFacts,
    welcomed: &Welcomed<'_>,
) -> Markup {
    html! {
        main data-screen="welcome" hidden {
            div.card {
                p.kicker { span data-slot="agency" {} span { (round(words, facts)) } }
                h1 tabindex="-1" { (instrument.title.get(words.lang())) }
                (welcomed.greeting)
                p.lead { (welcomed.request) }
                (safe(words, facts, welcomed))
                p { button.primary.wide type="button" data-act="begin" { (welcomed.begin) } }
                (closing(words))
                p.small {
                    a href=(format!("/privacy?lang={}", words.lang().code())) {
                        (words.say("respondent.privacy"))
                    }
                }
            }
            details.card {
                summary { (words.say("respondent.how_possible")) }
                (welcomed.how)
                (custodians(words, facts))
                @if framework.wording == WordingSource::Project {
                    p.small { (words.say("respondent.wording_note")) }
                }
            }
        }
    }
}

/// `ปีงบประมาณ พ.ศ. 2569 รอบที่ 1`
pub fn round(words: &Locale, facts: &PageFacts) -> String {
    words.fill(
        "respondent.round",
        &[
            ("year", &facts.fiscal_year.to_string()),
            ("n", &facts.round_number.to_string()),
        ],
    )
}

/// The promise in three short sentences.
fn safe(words: &Locale, facts: &PageFacts, welcomed: &Welcomed<'_>) -> Markup {
    html! {
        section.promise aria-labelledby="promise" {
            h2 #promise { (welcomed.promise_title) }
            ul {
                li { (welcomed.promise) }
                li { (words.say("respondent.promise_sealed")) }
                li { (opened_by(words, facts)) }
            }
        }
    }
}

fn opened_by(words: &Locale, facts: &PageFacts) -> String {
    if facts.custodians.len() < 2 {
        return words.say("respondent.promise_single").to_owned();
    }
    words.fill(
        "respondent.promise_opened",
        &[
            ("threshold", &facts.threshold.to_string()),
            ("custodians", &facts.custodians.len().to_string()),
        ],
    )
}

fn custodians(words: &Locale, facts: &PageFacts) -> Markup {
    html! {
        h2 { (words.say("respondent.custodians")) }
        ul { @for name in facts.custodians { li { (name) } } }
    }
}

fn closing(words: &Locale) -> Markup {
    html! {
        dl.facts {
            div data-needs="closes" {
                dt { (words.say("respondent.closes")) }
                dd { span data-slot="closes" {} "\u{a0}" (words.say("respondent.closes_zone")) }
            }
            div data-needs="contact" {
                dt { (words.say("respondent.contact")) }
                dd data-slot="contact" {}
            }
        }
    }
}

/// Choosing starts the questionnaire. Script makes "shared" the preset on wide screens.
pub fn device(words: &Locale) -> Markup {
    html! {
        main data-screen="device" hidden {
            div.card {
                h1 tabindex="-1" { (words.say("respondent.device_title")) }
                p { (words.say("respondent.device_text")) }
                div.choices {
                    (choice(words, "own"))
                    (choice(words, "shared"))
                }
            }
        }
    }
}

fn choice(words: &Locale, device: &str) -> Markup {
    let say = |part: &str| {
        let key = format!("respondent.device_{device}_{part}");
        words.say(&key).to_owned()
    };
    html! {
        button.choice type="button" data-act="device" data-device=(device) {
            strong { (say("title")) }
            span { (say("text")) }
        }
    }
}
