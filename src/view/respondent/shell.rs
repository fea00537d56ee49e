//! The shell at `/i`: the same bytes for everybody.
//!
//! It bears the hash of everything that it loads, so that whoever compares its bytes with another
//! person's has compared the first scripts and the style too.

use std::collections::BTreeMap;

use maud::{DOCTYPE, Markup, html};

use crate::domain::encoding::{base64, hex};
use crate::domain::wire::Digest;
use crate::locale::Locale;

/// Addresses that the shell is built with.
#[derive(Debug, Clone, Copy)]
pub struct ShellFacts<'a> {
    /// Folder of the scripts below `/s/`.
    pub bundle: &'a str,
    /// SHA-256 of each script of that folder.
    pub scripts: &'a BTreeMap<String, Digest>,
    /// SHA-256 of the stylesheet, its address below `/c/`.
    pub style: &'a Digest,
}

/// Everything that can go wrong before the manifest is known, by the name that script uses.
const TROUBLES: [&str; 8] = [
    "old", "insecure", "broken", "offline", "unknown", "differs", "stale", "trouble",
];

/// What the first script runs before the manifest is known, checked by the hashes that it is given here.
const FIRST_SCRIPTS: [&str; 9] = [
    "address.js",
    "bytes.js",
    "content.js",
    "language.js",
    "link.js",
    "manifest.js",
    "opening.js",
    "tablet-bar.js",
    "typing.js",
];

/// The shell, in Thai and English side by side since nobody's language is known yet.
pub fn shell(words: [&Locale; 2], facts: &ShellFacts) -> Markup {
    let style = facts.style.as_ref();
    let folder = format!("/s/{}/", facts.bundle);
    let whole = |file: &str| facts.scripts.get(file).map(|it| integrity(it.as_ref()));
    html! {
        (DOCTYPE)
        html lang="th" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex, nofollow";
                meta name="referrer" content="no-referrer";
                meta name="format-detection" content="telephone=no";
                title { (words.map(|l| l.say("respondent.site")).join(" · ")) }
                link rel="stylesheet" href=(format!("/c/{}", hex(style))) integrity=(integrity(style));
                script type="module" src={ (folder) "boot.js" } integrity=[whole("boot.js")]
                    data-folder=(folder) data-scripts=(first_scripts(facts)) {}
                script nomodule defer src={ (folder) "legacy.js" } integrity=[whole("legacy.js")] {}
            }
            body {
                div #shell { (sections(words)) }
                div #root {}
                (tablet_bar(words))
            }
        }
    }
}

/// The way back to the picker of a device that was handed over; shown there only, in the language of
/// the page.
fn tablet_bar(words: [&Locale; 2]) -> Markup {
    html! {
        aside #tablet-bar hidden {
            @for l in words {
                div lang=(l.lang().code()) {
                    div data-when="answering" {
                        span { (l.say("hr_tablet.bar")) }
                        button.quiet type="button" data-do="leave" { (l.say("hr_tablet.bar_leave")) }
                    }
                    div data-when="asking" hidden {
                        span role="alert" { (l.say("hr_tablet.bar_lost")) }
                        button.secondary type="button" data-do="stay" { (l.say("hr_tablet.bar_stay")) }
                        button.danger type="button" data-do="back" { (l.say("hr_tablet.bar_wipe")) }
                    }
                    div data-when="last" hidden {
                        span { (l.say("hr_tablet.bar_done")) }
                        button.primary type="button" data-do="back" { (l.say("hr_tablet.bar_back")) }
                    }
                }
            }
        }
    }
}

/// `file=hash` of each, as `boot.js` reads them.
fn first_scripts(facts: &ShellFacts) -> String {
    let known = FIRST_SCRIPTS
        .iter()
        .filter_map(|file| Some((file, facts.scripts.get(*file)?)));
    let hashes: Vec<String> = known
        .map(|(file, digest)| format!("{file}={}", hex(digest.as_ref())))
        .collect();
    hashes.join(" ")
}

fn integrity(sha256: &[u8]) -> String {
    format!("sha256-{}", base64(sha256))
}

fn sections(words: [&Locale; 2]) -> Markup {
    html! {
        noscript { main.card.notice { (both(words, "noscript")) } }
        main.card.notice.loading data-shell="loading" {
            (both(words, "loading"))
            div.slow { (both(words, "slow")) }
        }
        (code_form(words))
        @for trouble in TROUBLES {
            main.card.notice data-shell=(trouble) hidden {
                (both(words, trouble))
                @if matches!(trouble, "offline" | "stale" | "trouble") { (retry(words)) }
                @if matches!(trouble, "broken" | "unknown") { (type_code(words)) }
            }
        }
    }
}

/// Heading and text in each language.
fn both(words: [&Locale; 2], name: &str) -> Markup {
    html! {
        @for l in words {
            div lang=(l.lang().code()) {
                h1 tabindex="-1" { (l.say(&format!("respondent.shell_{name}_title"))) }
                p { (l.say(&format!("respondent.shell_{name}_text"))) }
            }
        }
    }
}

fn retry(words: [&Locale; 2]) -> Markup {
    html! { button.primary type="button" data-act="reload" { (label(words, "retry")) } }
}

fn type_code(words: [&Locale; 2]) -> Markup {
    html! { button.secondary type="button" data-act="type-code" { (label(words, "type_code")) } }
}

/// Staff without e-mail type the code of their letter. It never leaves in an address that a
/// server log could hold: script reads it and puts it into the fragment.
fn code_form(words: [&Locale; 2]) -> Markup {
    html! {
        main.card.notice data-shell="missing" hidden {
            (both(words, "missing"))
            form #code-form novalidate {
                label for="code" { (label(words, "code")) }
                textarea #code.typed rows="3" autocomplete="off" autocapitalize="characters"
                    autocorrect="off" spellcheck="false" aria-describedby="code-wrong" required {}
                p #code-wrong.wrong role="alert" {}
                template #code-wrong-text { (label(words, "code_wrong")) }
                button.primary type="submit" { (label(words, "code_open")) }
            }
        }
    }
}

fn label(words: [&Locale; 2], name: &str) -> Markup {
    html! {
        @for l in words {
            span.line lang=(l.lang().code()) { (l.say(&format!("respondent.shell_{name}"))) }
        }
    }
}
