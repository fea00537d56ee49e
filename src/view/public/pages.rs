//! Content of the public pages.

use maud::{Markup, html};

use super::{Frame, PublicFacts, framed, in_language};
use crate::locale::Locale;
use crate::view::respondent;

/// `/`: what Prongsai is, for whom, and a way in for a letter's code.
pub fn start(words: &Locale, facts: &PublicFacts) -> Markup {
    let title = words.say("public.start_title");
    let content = html! {
        div.card {
            h1 { (title) }
            p.lead { (words.say("public.start_lead")) }
            (promise(words))
            p { a.button.primary href="/i" { (words.say("public.start_code")) } }
            p.small { (words.say("public.start_code_note")) }
            p.small { a href=(in_language("/new-link", words)) { (words.say("new_link.title")) } }
            p.small { a href="/e" { (words.say("public.start_slip")) } }
        }
        div.card {
            h2 { (words.say("public.start_whom_title")) }
            ul {
                @for whom in ["staff", "served", "agency", "everyone"] {
                    li { (words.say(&format!("public.start_whom_{whom}"))) }
                }
            }
        }
        ul.ways {
            @for (path, key) in [("/how", "how"), ("/privacy", "privacy"), ("/receipt", "receipt")] {
                li.card {
                    h2 {
                        a href=(in_language(path, words)) {
                            (words.say(&format!("public.{key}_name")))
                        }
                    }
                    p { (words.say(&format!("public.{key}_about"))) }
                }
            }
        }
    };
    framed(
        words,
        facts,
        &Frame {
            path: "/",
            title,
            script: None,
        },
        &content,
    )
}

fn promise(words: &Locale) -> Markup {
    html! { div.promise { p { (words.say("respondent.promise")) } } }
}

/// `/how`: the picture story, and the limits said as plainly as the promise.
pub fn how(words: &Locale, facts: &PublicFacts) -> Markup {
    let title = words.say("public.how_title");
    let limits = ["watched", "script", "key", "early", "minute", "small"];
    let content = html! {
        div.card {
            h1 { (title) }
            (promise(words))
            (respondent::how(words))
            p { (words.say("public.how_check")) }
        }
        div.card {
            h2 { (words.say("public.limits_title")) }
            ul {
                @for limit in limits { li { (words.say(&format!("public.limits_{limit}"))) } }
            }
        }
    };
    framed(
        words,
        facts,
        &Frame {
            path: "/how",
            title,
            script: None,
        },
        &content,
    )
}

/// `/privacy`: the notice that the Personal Data Protection Act asks for.
pub fn privacy(words: &Locale, facts: &PublicFacts) -> Markup {
    let title = words.say("public.privacy_title");
    let parts = [
        "who", "served", "what", "not", "why", "shown", "long", "logs", "device", "rights",
    ];
    let content = html! {
        div.card {
            h1 { (title) }
            p.lead { (words.say("public.privacy_lead")) }
            @for part in parts {
                h2 { (words.say(&format!("public.privacy_{part}_title"))) }
                p { (words.say(&format!("public.privacy_{part}_text"))) }
            }
        }
    };
    framed(
        words,
        facts,
        &Frame {
            path: "/privacy",
            title,
            script: None,
        },
        &content,
    )
}

/// `/receipt`: the look-up on the board. The browser downloads the whole list and searches in it,
/// so the server never learns which receipt was looked up; without script there is no form to post.
pub fn receipt(words: &Locale, facts: &PublicFacts) -> Markup {
    let title = words.say("public.receipt_title");
    let content = html! {
        div.card {
            h1 { (title) }
            p.lead { (words.say("public.receipt_lead")) }
            noscript { p.wrong { (words.say("public.receipt_noscript")) } }
            form #look-up novalidate {
                (field(words, "fp"))
                (field(words, "code"))
                details {
                    summary { (words.say("public.receipt_own")) }
                    p {
                        label for="list" { (words.say("public.receipt_list")) }
                        span.hint #list-hint { (words.say("public.receipt_list_hint")) }
                        input #list type="file" accept=".txt,text/plain" aria-describedby="list-hint";
                    }
                }
                button.primary type="submit" { (words.say("public.receipt_search")) }
            }
            div #outcome role="status" aria-live="polite" {}
            @for outcome in ["found", "absent", "none", "offline", "mistyped", "no_list", "searching"] {
                template data-outcome=(outcome) {
                    div.outcome.(outcome) {
                        h2 { (words.say(&format!("public.receipt_{outcome}_title"))) }
                        p { (words.say(&format!("public.receipt_{outcome}_text"))) }
                    }
                }
            }
        }
        p.small { (words.say("public.receipt_home")) }
    };
    let script = Some("receipt.js");
    framed(
        words,
        facts,
        &Frame {
            path: "/receipt",
            title,
            script,
        },
        &content,
    )
}

fn field(words: &Locale, name: &str) -> Markup {
    let hint = format!("{name}-hint");
    html! {
        p {
            label for=(name) { (words.say(&format!("public.receipt_{name}"))) }
            span.hint #(hint) { (words.say(&format!("public.receipt_{name}_hint"))) }
            textarea #(name).typed rows="2" autocomplete="off" autocapitalize="characters"
                autocorrect="off" spellcheck="false" aria-describedby=(hint) {}
        }
    }
}

/// What an error page is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// There is no such page.
    Missing,
    /// What the reader sent cannot be read.
    Unread,
    /// What the reader sent is longer than any form may be.
    TooLong,
    /// Too many people at once, and a page was asked for.
    Busy,
    /// Too many people at once, and something was sent.
    Unheard,
}

impl ErrorKind {
    fn key(self) -> &'static str {
        match self {
            ErrorKind::Missing => "missing",
            ErrorKind::Unread => "unread",
            ErrorKind::TooLong => "long",
            ErrorKind::Busy => "busy",
            ErrorKind::Unheard => "unheard",
        }
    }
}

/// The page for whatever went wrong, which nobody has to ask about: what it means for the reader, and what to do.
/// It is said once more in the second language, where the reader's is not known.
pub fn error(
    (words, also): (&Locale, Option<&Locale>),
    facts: &PublicFacts,
    kind: ErrorKind,
) -> Markup {
    let content = html! {
        (error_card(words, kind))
        @if let Some(also) = also { (error_card(also, kind)) }
    };
    let title_key = format!("public.error_{}_title", kind.key());
    framed(
        words,
        facts,
        &Frame {
            path: "",
            title: words.say(&title_key),
            script: None,
        },
        &content,
    )
}

fn error_card(words: &Locale, kind: ErrorKind) -> Markup {
    let key = |part: &str| format!("public.error_{}_{part}", kind.key());
    html! {
        div.card lang=(words.lang().code()) {
            h1 { (words.say(&key("title"))) }
            p { (words.say(&key("text"))) }
            @match kind {
                // The same address once more.
                ErrorKind::Busy => p { a.button.primary href="" { (words.say("respondent.try_again")) } },
                // The way back is the browser's: what was typed is there.
                ErrorKind::TooLong | ErrorKind::Unheard => {},
                _ => p { a.button.secondary href=(in_language("/", words)) { (words.say("public.error_home")) } },
            }
        }
    }
}
