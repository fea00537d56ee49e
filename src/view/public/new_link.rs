//! `/new-link`: staff who have lost their mail ask for it again.

use maud::{Markup, html};

use super::{Frame, PublicFacts, framed};
use crate::locale::Locale;

/// The form.
pub fn form(words: &Locale, facts: &PublicFacts) -> Markup {
    let content = html! {
        div.card {
            h1 { (words.say("new_link.title")) }
            p.lead { (words.say("new_link.lead")) }
            form method="post" action=(format!("/new-link?lang={}", words.lang().code())) {
                p {
                    label for="email" { (words.say("new_link.email")) } br;
                    input #email name="email" type="email" required autocomplete="email" maxlength="254";
                }
                p { button.primary type="submit" { (words.say("new_link.send")) } }
            }
            p.small { (words.say("new_link.who_else")) }
        }
    };
    framed_here(words, facts, &content)
}

/// The answer, the same for every address.
pub fn sent(words: &Locale, facts: &PublicFacts) -> Markup {
    let content = html! {
        div.card {
            h1 { (words.say("new_link.sent_title")) }
            p.lead { (words.say("new_link.sent")) }
            p { (words.say("new_link.sent_how")) }
            p.small { (words.say("new_link.who_else")) }
        }
    };
    framed_here(words, facts, &content)
}

fn framed_here(words: &Locale, facts: &PublicFacts, content: &Markup) -> Markup {
    let frame = Frame {
        path: "/new-link",
        title: words.say("new_link.title"),
        script: None,
    };
    framed(words, facts, &frame, content)
}
