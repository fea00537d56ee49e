//! Pages that anybody may read without a link: start, how it works, privacy, receipt, error.
//!
//! They are whole documents with one frame, the same for everybody in a language.

pub mod new_link;
mod pages;

#[cfg(test)]
mod tests;

use maud::{DOCTYPE, Markup, html};

use crate::domain::lang::Lang;
use crate::locale::Locale;

pub use pages::{ErrorKind, error, how, privacy, receipt, start};

/// Assets that, one after the other, are the stylesheet of the public pages.
pub const STYLE_PARTS: [&str; 2] = ["css/base.css", "css/public.css"];

/// Addresses that a public page is built with.
#[derive(Debug, Clone, Copy)]
pub struct PublicFacts<'a> {
    /// Folder of the scripts below `/s/`.
    pub bundle: &'a str,
    /// SHA-256 of the stylesheet in hexadecimal, its address below `/c/`.
    pub style: &'a str,
}

/// Pages that the frame links, by path and the key of their name.
const LINKED: [(&str, &str); 4] = [
    ("/", "public.start_name"),
    ("/how", "public.how_name"),
    ("/privacy", "public.privacy_name"),
    ("/receipt", "public.receipt_name"),
];

/// A page of this frame: `path` is where its other language is found, `script` a file of the bundle.
pub(in crate::view) struct Frame<'a> {
    pub(in crate::view) path: &'a str,
    pub(in crate::view) title: &'a str,
    pub(in crate::view) script: Option<&'a str>,
}

pub(in crate::view) fn framed(
    words: &Locale,
    facts: &PublicFacts,
    frame: &Frame,
    content: &Markup,
) -> Markup {
    let lang = words.lang().code();
    html! {
        (DOCTYPE)
        html lang=(lang) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                title { (frame.title) " · " (words.say("public.site")) }
                link rel="stylesheet" href=(format!("/c/{}", facts.style));
                @if let Some(script) = frame.script {
                    script type="module" src=(format!("/s/{}/{script}", facts.bundle)) {}
                }
            }
            body {
                a.skip href="#content" { (words.say("public.skip")) }
                (header(words, frame.path))
                main #content tabindex="-1" { (content) }
                (footer(words, frame.path))
            }
        }
    }
}

fn header(words: &Locale, path: &str) -> Markup {
    let other = match words.lang() {
        Lang::Th => Lang::En.code(),
        Lang::En => Lang::Th.code(),
    };
    html! {
        header.bar {
            a.brand href=(in_language("/", words)) { (words.say("public.site")) }
            a.language lang=(other) hreflang=(other) href=(format!("{path}?lang={other}")) {
                (words.say("public.other_language"))
            }
        }
    }
}

fn footer(words: &Locale, path: &str) -> Markup {
    html! {
        footer {
            nav aria-label=(words.say("public.pages")) {
                ul {
                    @for (linked, name) in LINKED {
                        li {
                            a href=(in_language(linked, words)) aria-current=[(linked == path).then_some("page")] {
                                (words.say(name))
                            }
                        }
                    }
                }
            }
        }
    }
}

fn in_language(path: &str, words: &Locale) -> String {
    format!("{path}?lang={}", words.lang().code())
}
