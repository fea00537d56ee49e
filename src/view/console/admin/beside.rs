//! The parts of a round that belong together.

use maud::{Markup, html};

use crate::locale::Locale;
use crate::view::console::parts::badge;

/// A part beside the round that is shown.
#[derive(Debug, Clone)]
pub struct Part {
    /// Address of its page.
    pub href: String,
    /// Its code.
    pub code: String,
    /// Its instrument, as people call it.
    pub instrument: String,
    /// Its state, in words.
    pub state: String,
}

/// The parts beside a round.
pub fn parts(words: &Locale, parts: &[Part]) -> Markup {
    html! {
        @if !parts.is_empty() {
            section.card {
                h2 { (words.say("rounds_public.together")) }
                ul {
                    @for part in parts {
                        li { a href=(part.href) { (part.instrument) " · " (part.code) } " " (badge("", &part.state)) }
                    }
                }
                p.hint { (words.say("rounds_public.together_hint")) }
            }
        }
    }
}

/// What has to be waited for, with the way to it.
pub fn waits(text: &str, way: Option<(String, String)>) -> Markup {
    html! {
        div.notice.warning {
            p { (text) }
            @if let Some((href, name)) = way { p { a href=(href) { (name) } } }
        }
    }
}

/// How a round stands that has run its course, with the way on.
pub fn stands(text: &str, way: Option<(String, &str)>) -> Markup {
    html! {
        div.notice.done role="status" {
            p { (text) }
            @if let Some((href, name)) = way { p { a.button.secondary href=(href) { (name) } } }
        }
    }
}

/// A sentence that must be seen.
pub fn note(text: &str) -> Markup {
    html! { div.notice { p { (text) } } }
}

/// Several.
pub fn notes(lines: &[String]) -> Markup {
    html! { @for line in lines { (note(line)) } }
}
