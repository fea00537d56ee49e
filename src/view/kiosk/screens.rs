//! Screens of a device, in one language. Script puts the start screens of all languages beside each
//! other, and makes a screen of each question; there is none on which all answers stand.

use maud::{Markup, html};

use crate::domain::framework::Instrument;
use crate::locale::Locale;
use crate::view::respondent::PageFacts;
use crate::view::respondent::welcome::round;

/// Reasons for which nobody can begin, by the name that script uses.
const CLOSED_DOORS: [(&str, &str); 4] = [
    ("preparing", "kiosk.preparing"),
    ("exhausted", "kiosk.exhausted"),
    ("revoked", "kiosk.revoked"),
    ("closed", "kiosk.closed"),
];

/// All of them, for script alone.
pub(in crate::view) fn screens(
    instrument: &Instrument,
    words: &Locale,
    facts: &PageFacts,
) -> Markup {
    html! {
        template #kiosk {
            (start(instrument, words, facts))
            (corner(words))
            (question(words))
            (thanks(words))
            (trouble(words))
            (still_there(words))
            (staff(words))
        }
    }
}

/// What it is, who may answer, and that nobody knows who did.
fn start(instrument: &Instrument, words: &Locale, facts: &PageFacts) -> Markup {
    let lang = words.lang().code();
    html! {
        section.card.tongue lang=(lang) {
            p.kicker { span data-slot="agency" {} span { (round(words, facts)) } }
            h1 tabindex="-1" { (instrument.title.get(words.lang())) }
            p.lead { (words.say("kiosk.request")) }
            ul.short {
                li { (words.say("kiosk.nothing_asked")) }
                li { (words.say("kiosk.nothing_left")) }
            }
            button.primary.wide.begin type="button" data-act="begin" data-lang=(lang)
                data-needs="ready" hidden { (words.say("kiosk.begin")) }
            @for (state, key) in CLOSED_DOORS {
                p.notice.inline.door data-needs=(state) hidden { (words.say(key)) }
            }
        }
    }
}

/// What staff see of the device without asking for more.
fn corner(words: &Locale) -> Markup {
    html! {
        div.corner {
            p {
                span { (words.say("kiosk.waiting_short")) " " strong data-slot="waiting" {} }
                span { (words.say("kiosk.tickets_short")) " " strong data-slot="tickets" {} }
                span data-needs="offline" hidden { (words.say("kiosk.offline")) }
            }
            button.quiet type="button" data-act="staff" { (words.say("kiosk.staff")) }
        }
    }
}

/// The frame of one question.
fn question(words: &Locale) -> Markup {
    html! {
        main.questions data-screen="question" hidden {
            div.progress {
                span data-progress=(words.say("kiosk.progress")) {}
                progress aria-hidden="true" {}
            }
            div.heading {
                h1 tabindex="-1" {}
                button.secondary.aloud type="button" data-act="aloud" hidden {
                    (words.say("kiosk.aloud"))
                }
            }
            div data-place {}
            div.notice.inline data-notice="missing" hidden {
                p { (words.say("kiosk.answer_first")) span data-slot="missing" hidden {} }
            }
            div.steps {
                button.primary type="button" data-act="next" { (words.say("respondent.next")) }
                button.primary type="button" data-act="submit" hidden {
                    (words.say("visitor.submit"))
                }
                button.secondary type="button" data-act="back" { (words.say("respondent.back")) }
                button.quiet type="button" data-act="abandon" { (words.say("kiosk.abandon")) }
            }
        }
    }
}

fn thanks(words: &Locale) -> Markup {
    html! {
        main data-screen="thanks" hidden {
            div.card.done {
                div.tick aria-hidden="true" {}
                h1 tabindex="-1" { (words.say("kiosk.thanks_title")) }
                p.lead { (words.say("kiosk.thanks_text")) }
                button.primary.wide type="button" data-act="reset" {
                    (words.say("kiosk.next_person"))
                }
            }
        }
    }
}

fn trouble(words: &Locale) -> Markup {
    html! {
        main data-screen="trouble" hidden {
            div.card.notice {
                h1 tabindex="-1" { (words.say("kiosk.trouble_title")) }
                p.lead { (words.say("kiosk.trouble_text")) }
                button.primary type="button" data-act="reset" { (words.say("kiosk.to_start")) }
            }
        }
    }
}

/// Asked before answers of somebody who walked away are erased.
fn still_there(words: &Locale) -> Markup {
    html! {
        dialog.still aria-labelledby="still" {
            h2 #still { (words.say("kiosk.still_title")) }
            p { (words.say("kiosk.still_before")) " " strong data-left {} " "
                (words.say("kiosk.still_after")) }
            div.row {
                button.primary type="button" data-act="stay" { (words.say("kiosk.stay")) }
                button.secondary type="button" data-act="abandon" { (words.say("kiosk.abandon")) }
            }
        }
    }
}

fn staff(words: &Locale) -> Markup {
    html! {
        main data-screen="staff" hidden {
            div.card {
                h1 tabindex="-1" { (words.say("kiosk.staff_title")) }
                dl.facts.board {
                    (line(words, "kiosk.device", &html! { strong data-slot="device" {} }))
                    (line(words, "kiosk.waiting", &number("waiting")))
                    (line(words, "kiosk.tickets", &number("tickets")))
                    (line(words, "kiosk.network", &either(words, ("online", "kiosk.online"), ("offline", "kiosk.offline"))))
                    (line(words, "kiosk.without_network", &either(words, ("kept", "kiosk.kept"), ("unkept", "kiosk.unkept"))))
                    (line(words, "kiosk.storage", &either(words, ("lasting", "kiosk.lasting"), ("fleeting", "kiosk.fleeting"))))
                    div data-needs="lost" hidden {
                        dt { (words.say("kiosk.lost")) }
                        dd { strong data-slot="lost" {} " " (words.say("kiosk.lost_why")) }
                    }
                }
                div.row {
                    button.primary type="button" data-act="reset" { (words.say("kiosk.to_start")) }
                    button.secondary type="button" data-act="full-screen" { (words.say("kiosk.full_screen")) }
                    button.secondary type="button" data-act="send" { (words.say("kiosk.send")) }
                }
            }
            (leaving(words))
        }
    }
}

/// Behind the device's code.
fn leaving(words: &Locale) -> Markup {
    html! {
        div.card {
            form #exit autocomplete="off" novalidate data-needs="locked" {
                label for="exit-code" { (words.say("kiosk.exit_code")) }
                div.row {
                    input #exit-code type="text" inputmode="numeric" maxlength="6"
                        autocomplete="off" aria-describedby="exit-wrong";
                    button.secondary type="submit" { (words.say("kiosk.exit")) }
                }
                p #exit-wrong.wrong role="alert" {
                    span data-needs="wrong" hidden { (words.say("kiosk.exit_wrong")) }
                    span data-needs="paused" hidden { (words.say("kiosk.exit_paused")) }
                }
            }
            div data-needs="unlocked" hidden {
                h2 { (words.say("kiosk.leave_title")) }
                p { (words.say("kiosk.leave_text")) }
                p data-needs="waits" hidden { (words.say("kiosk.leave_waits")) }
                div.row {
                    button.primary type="button" data-act="leave" { (words.say("kiosk.leave")) }
                    button.secondary type="button" data-act="remove" data-needs="removable" hidden {
                        (words.say("kiosk.remove"))
                    }
                }
            }
        }
    }
}

fn line(words: &Locale, name: &str, value: &Markup) -> Markup {
    html! { div { dt { (words.say(name)) } dd { (value) } } }
}

fn number(slot: &str) -> Markup {
    html! { strong data-slot=(slot) {} }
}

fn either(words: &Locale, good: (&str, &str), bad: (&str, &str)) -> Markup {
    html! {
        span data-needs=(good.0) hidden { (words.say(good.1)) }
        strong.bad data-needs=(bad.0) hidden { (words.say(bad.1)) }
    }
}
