//! The shell at `/kiosk`: the same bytes for everybody. The device's secret is in no address.

use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::respondent::ShellFacts;
use crate::view::respondent::shell::{ShellKind, shell_of};

const DEVICES: ShellKind = ShellKind {
    entry: "opening-kiosk.js",
    scripts: &[
        "api.js",
        "kiosk-files.js",
        "kiosk-store.js",
        "opening-kiosk.js",
    ],
    area: "visitor",
};

/// The shell of devices.
pub fn shell(words: [&Locale; 2], facts: &ShellFacts) -> Markup {
    shell_of(words, facts, &DEVICES, &own(words))
}

fn own(words: [&Locale; 2]) -> Markup {
    html! {
        noscript {
            main.card.notice {
                (both(words, "kiosk.noscript_title", "kiosk.noscript_text"))
            }
        }
        main.card.notice data-shell="missing" hidden {
            (both(words, "kiosk.missing_title", "kiosk.missing_text"))
        }
        main.card.notice data-shell="revoked" hidden {
            (both(words, "kiosk.revoked_title", "kiosk.revoked_text"))
        }
    }
}

fn both(words: [&Locale; 2], title: &str, text: &str) -> Markup {
    html! {
        @for l in words {
            div lang=(l.lang().code()) {
                h1 tabindex="-1" { (l.say(title)) }
                p { (l.say(text)) }
            }
        }
    }
}
