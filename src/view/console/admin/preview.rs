//! What respondents will see, to look at beforehand.

use maud::{DOCTYPE, Markup, html};

use crate::locale::Locale;
use crate::view::console::form::button;

/// Something to look at: address and name.
pub type Look = (String, String);

/// The list of what can be looked at.
pub fn list(words: &Locale, pages: &[Look], mails: &[Look]) -> Markup {
    let part = |title: &str, looks: &[Look]| {
        html! {
            section.card {
                h2 { (title) }
                ul.links { @for (href, name) in looks { li { a href=(href) { (name) } } } }
            }
        }
    };
    html! {
        p.lead { (words.say("rounds.preview_lead")) }
        div.columns {
            (part(words.say("rounds.preview_pages"), pages))
            (part(words.say("rounds.preview_mails"), mails))
        }
    }
}

/// The questionnaire with all its screens and nothing to press, as a document of its own.
pub fn questionnaire(words: &Locale, style: &str, back: &str, page: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang=(words.lang().code()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (words.say("rounds.preview")) }
                link rel="stylesheet" href=(format!("/c/{style}"));
            }
            body {
                div.preview-head {
                    p { a href=(back) { (words.say("rounds.back")) } }
                    p.warning { (words.say("rounds.preview_note")) }
                }
                fieldset.preview disabled { (page) }
            }
        }
    }
}

/// A mail: subject, plain text, the way to its HTML, and a test to oneself.
pub fn mail(
    words: &Locale,
    subject: &str,
    text: &str,
    html_href: &str,
    action: Option<&str>,
) -> Markup {
    html! {
        p { strong { (words.say("rounds.subject")) } " " (subject) }
        p { a href=(html_href) { (words.say("rounds.mail_html")) } }
        @match action {
            Some(action) => { div.actions { (button(action, "secondary", words.say("rounds.send_test"))) } }
            None => { p.hint { (words.say("rounds.no_mail")) } }
        }
        h2 { (words.say("rounds.mail_text")) }
        pre.mail-text { (text) }
    }
}
