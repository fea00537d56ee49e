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
const FIRST_SCRIPTS: [&str; 7] = [
    "address.js",
    "bytes.js",
    "content.js",
    "language.js",
    "link.js",
    "manifest.js",
    "poll-files.js",
];

/// The shell, in Thai and English side by side since nobody's language is known yet.
pub fn shell(words: [&Locale; 2], facts: &ShellFacts) -> Markup {
    shell_of(words, facts, &PERSONAL, &personal(words))
}

/// What one shell has that another has not.
pub(in crate::view) struct ShellKind {
    /// First script after the check of the browser.
    pub entry: &'static str,
    /// What it imports beside [`FIRST_SCRIPTS`].
    pub scripts: &'static [&'static str],
    /// Area of the words.
    pub area: &'static str,
}

/// The shell of personal links.
const PERSONAL: ShellKind = ShellKind {
    entry: "opening.js",
    scripts: &["opening.js", "tablet-bar.js", "typing.js"],
    area: "respondent",
};

fn personal(words: [&Locale; 2]) -> Markup {
    html! { (code_form(words)) }
}

/// A shell with these sections beside those of troubles.
pub(in crate::view) fn shell_of(
    words: [&Locale; 2],
    facts: &ShellFacts,
    kind: &ShellKind,
    own: &Markup,
) -> Markup {
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
                    data-folder=(folder) data-entry=(kind.entry)
                    data-scripts=(first_scripts(facts, kind)) {}
                script nomodule defer src={ (folder) "legacy.js" } integrity=[whole("legacy.js")] {}
            }
            body {
                div #shell { (sections(words, kind, own)) }
                div #root {}
                @if kind.area == PERSONAL.area { (tablet_bar(words)) }
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
fn first_scripts(facts: &ShellFacts, kind: &ShellKind) -> String {
    let known = FIRST_SCRIPTS
        .iter()
        .chain(kind.scripts)
        .filter_map(|file| Some((file, facts.scripts.get(*file)?)));
    let hashes: Vec<String> = known
        .map(|(file, digest)| format!("{file}={}", hex(digest.as_ref())))
        .collect();
    hashes.join(" ")
}

fn integrity(sha256: &[u8]) -> String {
    format!("sha256-{}", base64(sha256))
}

fn sections(words: [&Locale; 2], kind: &ShellKind, own: &Markup) -> Markup {
    html! {
        @if kind.area == PERSONAL.area {
            noscript { main.card.notice { (both(words, kind.area, "noscript")) } }
        }
        main.card.notice.loading data-shell="loading" {
            (both(words, "respondent", "loading"))
            div.slow { (both(words, "respondent", "slow")) }
        }
        (own)
        @for trouble in TROUBLES {
            @let area = if matches!(trouble, "broken" | "unknown" | "insecure") { kind.area } else { "respondent" };
            main.card.notice data-shell=(trouble) hidden {
                (both(words, area, trouble))
                @if matches!(trouble, "offline" | "stale" | "trouble") { (retry(words)) }
                @if matches!(trouble, "broken" | "unknown") { (type_code(words, kind.area)) }
            }
        }
    }
}

/// Heading and text in each language.
pub(in crate::view) fn both(words: [&Locale; 2], area: &str, name: &str) -> Markup {
    html! {
        @for l in words {
            div lang=(l.lang().code()) {
                h1 tabindex="-1" { (l.say(&format!("{area}.shell_{name}_title"))) }
                p { (l.say(&format!("{area}.shell_{name}_text"))) }
            }
        }
    }
}

fn retry(words: [&Locale; 2]) -> Markup {
    html! { button.primary type="button" data-act="reload" { (label(words, "respondent", "retry")) } }
}

fn type_code(words: [&Locale; 2], area: &str) -> Markup {
    html! { button.secondary type="button" data-act="type-code" { (label(words, area, "type_code")) } }
}

/// Staff without e-mail type the code of their letter. It never leaves in an address that a
/// server log could hold: script reads it and puts it into the fragment.
fn code_form(words: [&Locale; 2]) -> Markup {
    html! {
        main.card.notice data-shell="missing" hidden {
            (both(words, "respondent", "missing"))
            form #code-form novalidate {
                label for="code" { (label(words, "respondent", "code")) }
                textarea #code.typed rows="3" autocomplete="off" autocapitalize="characters"
                    autocorrect="off" spellcheck="false" aria-describedby="code-wrong" required {}
                p #code-wrong.wrong role="alert" {}
                template #code-wrong-text { (label(words, "respondent", "code_wrong")) }
                button.primary type="submit" { (label(words, "respondent", "code_open")) }
            }
        }
    }
}

pub(in crate::view) fn label(words: [&Locale; 2], area: &str, name: &str) -> Markup {
    html! {
        @for l in words {
            span.line lang=(l.lang().code()) { (l.say(&format!("{area}.shell_{name}"))) }
        }
    }
}
