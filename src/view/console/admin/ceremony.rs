//! The key ceremony: one guided page, custodian by custodian.

use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::console::form::{Field, Typed, summary};
use crate::view::console::parts::{badge, scanner};

/// A custodian in the list.
#[derive(Debug, Clone)]
pub struct Custodian {
    /// Number, from 1.
    pub number: u8,
    /// Name.
    pub name: String,
    /// Whether the sheet was read back.
    pub read_back: bool,
}

/// Before the sheets are drawn.
pub fn intro(words: &Locale, base: &str, names: &[String], lacks: &[String]) -> Markup {
    let steps = [
        "rounds.step_call",
        "rounds.step_print",
        "rounds.step_read",
        "rounds.step_seal",
        "rounds.step_open",
    ];
    html! {
        p.lead { (words.say("rounds.ceremony_lead")) }
        ol { @for step in steps { li { (words.say(step)) } } }
        h2 { (words.say("rounds.custodians")) }
        ol { @for name in names { li { (name) } } }
        p.hint { (words.say("rounds.ceremony_memory")) }
        @if lacks.is_empty() {
            (post(&format!("{base}/begin"), "primary", words.say("rounds.ceremony_begin")))
        } @else {
            div.notice.warning { strong { (words.say("rounds.lacks")) }
                ul { @for lack in lacks { li { (lack) } } } }
        }
    }
}

/// A custodian is called; the sheet is not on the screen yet.
pub fn called(
    words: &Locale,
    base: &str,
    all: &[Custodian],
    now: &Custodian,
    duty: &str,
) -> Markup {
    html! {
        (row(words, all, now.number))
        section.card {
            h2 { (words.fill("rounds.call", &[("name", &now.name)])) }
            p { (duty) }
            p { (words.say("rounds.call_alone")) }
            (post(&format!("{base}/show"), "primary", &words.fill("rounds.show_sheet", &[("name", &now.name)])))
        }
        (end(words, base))
    }
}

/// The sheet is off the screen; the paper is read back.
pub fn reading(
    words: &Locale,
    base: &str,
    all: &[Custodian],
    now: &Custodian,
    typed: &Typed,
) -> Markup {
    html! {
        (row(words, all, now.number))
        section.card {
            h2 { (words.fill("rounds.read_back", &[("name", &now.name)])) }
            p { (words.say("rounds.read_back_text")) }
            (sheet_form(words, &format!("{base}/read-back"), words.say("rounds.check_paper"), typed))
            (post(&format!("{base}/show"), "quiet", words.say("rounds.show_again")))
        }
        (end(words, base))
    }
}

/// All have read back.
pub fn finished(words: &Locale, base: &str, all: &[Custodian], agencies: u64) -> Markup {
    html! {
        (row(words, all, 0))
        section.card {
            h2 { (words.say("rounds.all_read")) }
            p { (words.fill("rounds.open_text", &[("agencies", &agencies.to_string())])) }
            p { (words.say("rounds.open_fixed")) }
            (post(&format!("{base}/open"), "primary", words.say("rounds.open")))
        }
        (end(words, base))
    }
}

/// The form that takes a sheet, typed or by camera.
pub fn sheet_form(words: &Locale, action: &str, button: &str, typed: &Typed) -> Markup {
    html! {
        (summary(words, typed))
        form.key-form method="post" action=(action) autocomplete="off" {
            (Field::text("sheet", words.say("rounds.sheet")).hinted(words.say("rounds.sheet_hint")).area(words, typed))
            (scanner(words, "sheet"))
            div.actions { button.primary type="submit" { (button) } }
        }
    }
}

/// How far a run is; the page comes back by itself.
pub fn run(words: &Locale, text: &str, done: u64, of: u64) -> Markup {
    let shown = words.fill(
        "rounds.progress",
        &[("done", &done.to_string()), ("of", &of.to_string())],
    );
    html! {
        section.card.run role="status" {
            p { (text) }
            progress max=(of.max(1)) value=(done) aria-label=(shown) {}
            p { (shown) }
            p.hint { (words.say("rounds.run_hint")) }
        }
    }
}

fn row(words: &Locale, all: &[Custodian], now: u8) -> Markup {
    html! {
        ol.tasks aria-label=(words.say("rounds.custodians")) {
            @for custodian in all {
                li class=[custodian.read_back.then_some("done")]
                    aria-current=[(custodian.number == now).then_some("step")] {
                    h2 { (custodian.name)
                        @if custodian.read_back { (badge("good", words.say("rounds.was_read"))) }
                        @else if custodian.number == now { (badge("attention", words.say("rounds.in_turn"))) }
                        @else { (badge("", words.say("rounds.waits"))) }
                    }
                }
            }
        }
    }
}

/// The ceremony cannot go on in this browser: why that may be, and what to do if it can go on nowhere.
pub fn elsewhere(words: &Locale, base: &str) -> Markup {
    let reasons = [
        "rounds.ceremony_why_other",
        "rounds.ceremony_why_out",
        "rounds.ceremony_why_lost",
    ];
    html! {
        section.card {
            h2 { (words.say("rounds.ceremony_why")) }
            ul { @for reason in reasons { li { (words.say(reason)) } } }
        }
        section.card {
            h2 { (words.say("rounds.ceremony_nobody")) }
            (end(words, base))
        }
    }
}

/// The way to give the ceremony up.
fn end(words: &Locale, base: &str) -> Markup {
    html! {
        details {
            summary { (words.say("rounds.ceremony_drop")) }
            p { (words.say("rounds.ceremony_drop_text")) }
            (post(&format!("{base}/drop"), "danger", words.say("rounds.ceremony_drop_button")))
        }
    }
}

fn post(action: &str, class: &str, text: &str) -> Markup {
    html! { div.actions { (crate::view::console::form::button(action, class, text)) } }
}
