//! The shell at `/e` and below: the same bytes for everybody. With script it goes on to the questionnaire;
//! without, its form leads through plain pages.

use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::respondent::ShellFacts;
use crate::view::respondent::shell::{ShellKind, both, label, shell_of};

const AREA: &str = "visitor";

const TICKETS: ShellKind = ShellKind {
    entry: "opening-ticket.js",
    scripts: &["api.js", "opening-ticket.js", "slip.js"],
    area: AREA,
};

/// The shell of slips and posters. A poster's address names its poll, so that a browser without script
/// can go on from here too.
pub fn shell(words: [&Locale; 2], facts: &ShellFacts, poster: Option<&str>) -> Markup {
    shell_of(words, facts, &TICKETS, &own(words, poster))
}

fn own(words: [&Locale; 2], poster: Option<&str>) -> Markup {
    html! {
        noscript {
            main.card.notice {
                (both(words, AREA, "noscript"))
                @match poster {
                    Some(fingerprint) => form method="post" action="/e/plain/poster" {
                        input type="hidden" name="fp" value=(fingerprint);
                        button.primary type="submit" { (label(words, AREA, "plain_begin")) }
                    }
                    None => form method="post" action="/e/plain/slip" {
                        label for="plain-code" { (label(words, AREA, "code")) }
                        input #plain-code.typed type="text" name="code" autocomplete="off"
                            autocapitalize="characters" spellcheck="false" required;
                        p.wrong {}
                        button.primary type="submit" { (label(words, AREA, "code_open")) }
                    }
                }
            }
        }
        main.card.notice data-shell="missing" hidden {
            (both(words, AREA, "missing"))
            form #code-form novalidate {
                label for="code" { (label(words, AREA, "code")) }
                input #code.typed type="text" autocomplete="off" autocapitalize="characters" autocorrect="off"
                    spellcheck="false" aria-describedby="code-wrong" required;
                p #code-wrong.wrong role="alert" {}
                template #code-wrong-text { (label(words, AREA, "code_wrong")) }
                template #code-unknown-text { (label(words, AREA, "code_unknown")) }
                template #code-later-text { (label(words, AREA, "code_later")) }
                button.primary type="submit" { (label(words, AREA, "code_open")) }
            }
        }
    }
}
