//! Pages that end a visit: each thing that keeps a person from answering has its own.

use maud::{Markup, html};

use crate::locale::Locale;

/// A page that says what is so, and what the person can do.
pub(in crate::view) struct Ending {
    /// Name that script shows it by; answers of the server use the same.
    screen: &'static str,
    /// Slot with the day that belongs to it, worded `…_when`.
    when: Option<&'static str>,
    /// What its button does, if it has one.
    act: Option<&'static str>,
}

pub(in crate::view) const fn plain(screen: &'static str) -> Ending {
    Ending {
        screen,
        when: None,
        act: None,
    }
}

pub(in crate::view) const fn retried(screen: &'static str) -> Ending {
    Ending {
        screen,
        when: None,
        act: Some("reload"),
    }
}

pub(in crate::view) const fn dated(screen: &'static str, when: &'static str) -> Ending {
    Ending {
        screen,
        when: Some(when),
        act: None,
    }
}

const ENDINGS: [Ending; 12] = [
    dated("acknowledged", "day"),
    plain("replaced"),
    plain("removed"),
    plain("exempt"),
    plain("not-open"),
    dated("closed", "closes"),
    plain("cancelled"),
    plain("differs"),
    plain("unknown-link"),
    plain("late"),
    retried("offline"),
    retried("trouble"),
];

/// All endings.
pub fn endings(words: &Locale) -> Markup {
    screens(words, "respondent", &ENDINGS)
}

/// Endings that are worded in this area.
pub(in crate::view) fn screens(words: &Locale, area: &str, endings: &[Ending]) -> Markup {
    html! { @for ending in endings { (screen(words, area, ending)) } }
}

fn screen(words: &Locale, area: &str, ending: &Ending) -> Markup {
    let key = ending.screen.replace('-', "_");
    let say = |part: &str| words.say(&format!("{area}.{key}_{part}")).to_owned();
    html! {
        main data-screen=(ending.screen) hidden {
            div.card.notice {
                h1 tabindex="-1" { (say("title")) }
                @if let Some(slot) = ending.when {
                    p data-needs=(slot) {
                        (say("when")) " " strong data-slot=(slot) {}
                        @if slot == "closes" { "\u{a0}" (words.say("respondent.closes_zone")) }
                    }
                }
                p { (say("text")) }
                p.contact data-needs="contact" hidden {
                    (words.say("respondent.contact")) ": " strong data-slot="contact" {}
                }
                @if let Some(act) = ending.act {
                    button.primary type="button" data-act=(act) {
                        (words.say("respondent.try_again"))
                    }
                }
            }
        }
    }
}
